import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../chat-template.ts';
import { openVocabulary } from '../open-vocabulary.ts';
import { Tokenizer } from '../tokenizer.ts';
import type { Tool } from '../tools.ts';
import { mistralTemplate, mistralV3Template } from './mistral.ts';
import { linkToolTurns } from './tool-turns.ts';

const file = (name: string) => fileURLToPath(new URL(`../../../test/goldens/${name}`, import.meta.url));
const v1 = new Tokenizer(await openVocabulary(file('mistral-v1.tokenizer.model')));
const v3 = new Tokenizer(await openVocabulary(file('mistral-v3.tokenizer.model')));

interface Rendered {
  ids?: number[];
  rejected?: boolean;
}
interface Conversation {
  name: string;
  messages: ChatMessage[];
  'v0.1': Rendered;
  'v0.2': Rendered;
  'v0.3': Rendered;
}
const { conversations } = JSON.parse(readFileSync(file('mistral-v1.tokenizer.golden.json'), 'utf8')) as {
  conversations: Conversation[];
};

const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string, prefix = false): ChatMessage => ({ role: 'assistant', content, prefix });
const system = (content: string): ChatMessage => ({ role: 'system', content });
const encode = (tokenizer: Tokenizer, messages: readonly ChatMessage[]) =>
  mistralTemplate(tokenizer.vocabulary).encode(messages, tokenizer);
const ids = (tokenizer: Tokenizer, ...messages: ChatMessage[]) => encode(tokenizer, messages).ids;

describe('a golden conversation', () => {
  const versions = [
    ['v0.1', v1],
    ['v0.2', v1],
    ['v0.3', v3],
  ] as const;

  it.each(versions)('has the ids of Mistral’s own package in %s', (version, tokenizer) => {
    expect(conversations).toHaveLength(21);
    const accepted = conversations.filter((one) => !one[version].rejected);
    expect(accepted).toHaveLength(19);
    for (const { name, messages, [version]: golden } of accepted) {
      expect({ name, ids: ids(tokenizer, ...messages) }).toEqual({ name, ids: golden.ids });
    }
  });

  it('that the package refuses is brought into a shape that it takes', () => {
    for (const tokenizer of [v1, v3]) {
      const inTheMiddle = conversations.find(({ name }) => name === 'system in the middle')?.messages ?? [];
      expect(ids(tokenizer, ...inTheMiddle)).toEqual(
        ids(tokenizer, system('be terse'), user('a'), assistant('b'), user('c')),
      );
      const { eosId } = tokenizer.vocabulary;
      expect(ids(tokenizer, user('x'), assistant('y'))).toEqual([
        ...ids(tokenizer, user('x')),
        ...tokenizer.encode('y'),
        eosId,
      ]);
    }
  });
});

interface ToolConversation {
  name: string;
  messages: {
    role: string;
    content: string | null;
    name?: string;
    tool_call_id?: string;
    tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  }[];
  tools: { function: Tool }[];
  ids: number[];
}
const tooled = JSON.parse(readFileSync(file('mistral-v3.tools.golden.json'), 'utf8')) as {
  conversations: ToolConversation[];
};

describe('a golden conversation with tools', () => {
  it.each(tooled.conversations)('has the ids of Mistral’s own package: $name', ({ messages, tools, ids: golden }) => {
    const read = messages.map(({ role, content, tool_call_id, tool_calls }) => ({
      role,
      content: content ?? '',
      ...(tool_call_id !== undefined && { toolCallId: tool_call_id }),
      ...(tool_calls && {
        toolCalls: tool_calls.map((call) => ({
          id: call.id,
          name: call.function.name,
          arguments: JSON.parse(call.function.arguments),
        })),
      }),
    }));
    const described = tools.map((tool) => tool.function);
    const template = mistralTemplate(v3.vocabulary);
    expect(template.toolCallsId).toBe(v3.vocabulary.controlId('[TOOL_CALLS]'));
    expect(template.encode(linkToolTurns(read), v3, { tools: described }).ids).toEqual(golden);
  });
});

describe('the ids of', () => {
  it('two whole turns end with EOS', () => {
    const turns = [user('a'), assistant('b'), user('c'), assistant('d')];
    expect(ids(v1, ...turns)).toEqual([
      ...[1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793, 287, 2],
      ...[733, 16289, 28793, 277, 733, 28748, 16289, 28793, 281, 2],
    ]);
    expect(ids(v3, ...turns)).toEqual([1, 3, 1032, 4, 1055, 2, 3, 1045, 4, 1049, 2]);
  });

  it('a system text are part of the first user’s turn in v1, of the last in v3', () => {
    expect(ids(v1, system('SYSTEM'), user('a'))).toEqual([
      ...[1, 733, 16289, 28793, 17121, 22526, 13, 13, 28708, 733, 28748, 16289, 28793],
    ]);
    expect(ids(v3, system('SYSTEM'), user('a'))).toEqual([1, 3, 17889, 23294, 781, 781, 29476, 4]);
    expect(ids(v3, system('SYSTEM'), user('a'), assistant('b'))).toEqual([
      ...[1, 3, 17889, 23294, 781, 781, 29476, 4, 1055, 2],
    ]);
  });

  it('a role that Mistral does not know are those of the user', () => {
    for (const role of ['tool', 'function', 'developer', '', 'USER']) {
      expect(ids(v3, { role, content: 'a' })).toEqual(ids(v3, user('a')));
    }
    expect(ids(v1, user('a'), { role: 'tool', content: 'b' })).toEqual(ids(v1, user('a\n\nb')));
  });

  it('an answer alone, or of nothing at all, begin with an empty turn of the user', () => {
    expect(ids(v3, assistant('a'))).toEqual([1, 3, 4, ...v3.encode('a'), 2]);
    expect(ids(v3)).toEqual([1, 3, 4]);
  });

  it('answers in a row are one answer', () => {
    expect(ids(v1, user('a'), assistant('b'), assistant('c'), user('d'))).toEqual(
      ids(v1, user('a'), assistant('b\n\nc'), user('d')),
    );
  });
});

it('an answer of its own continues no text; one that was begun goes on', () => {
  for (const tokenizer of [v1, v3]) {
    expect(encode(tokenizer, [user('a')]).continuesText).toBe(false);
    expect(encode(tokenizer, [user('a'), assistant('b')]).continuesText).toBe(false);
    expect(encode(tokenizer, [user('a'), assistant('b', true)]).continuesText).toBe(true);
    expect(encode(tokenizer, [user('a'), assistant('', true)]).continuesText).toBe(false);
    // A beginning that others have answered since is an answer like any other.
    expect(encode(tokenizer, [user('a'), assistant('b', true), user('c')])).toEqual(
      encode(tokenizer, [user('a'), assistant('b'), user('c')]),
    );
  }
});

describe('whatever the contents are', () => {
  const content = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc
      .array(fc.constantFrom('<s>', '</s>', '[INST]', '[/INST]', '[TOOL_CALLS]', '<unk>', '<0x0A>', ' ', '\n', 'a'))
      .map((parts) => parts.join('')),
  );
  const message = fc.record({ role: fc.constantFrom('system', 'user', 'assistant', 'tool'), content });

  it.each([
    ['v1', v1],
    ['v3', v3],
  ] as const)('the control ids in %s are the template’s', (_version, tokenizer) => {
    const { kinds, bosId, eosId } = tokenizer.vocabulary;
    const controls = (all: readonly number[]) => all.filter((id) => kinds[id] === 'control');
    const isV3 = mistralV3Template(tokenizer.vocabulary) !== undefined;
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), (messages) => {
        const speakers = messages.filter(({ role }) => role !== 'system').map(({ role }) => role === 'assistant');
        const turns = speakers.filter((isAnswer, i) => isAnswer !== speakers[i - 1]);
        if (turns[0] !== false) turns.unshift(false);
        const expected = turns.flatMap((isAnswer) => (isAnswer ? [eosId] : isV3 ? [3, 4] : []));
        expect(controls(ids(tokenizer, ...messages))).toEqual([bosId, ...expected]);
      }),
      { numRuns: 300 },
    );
  });
});
