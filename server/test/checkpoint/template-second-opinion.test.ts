// Templates of model files, rendered by ours and by transformers: conversations, tools, calls and their results, thoughts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ChatMessage, TemplateExtras } from '../../src/text/chat-template.ts';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { JinjaTemplate } from '../../src/text/templates/jinja.ts';
import { goldenFile } from '../model/golden.ts';

interface Call {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: Record<string, unknown> };
}

interface Message {
  readonly role: string;
  readonly content: string;
  readonly tool_calls?: readonly Call[];
  readonly tool_call_id?: string;
  readonly name?: string;
}

interface Case {
  readonly messages: readonly Message[];
  readonly tools: readonly {
    readonly function: { name: string; description: string; parameters: Record<string, unknown> };
  }[];
  readonly variables: Record<string, unknown>;
}

interface Golden {
  readonly cases: Readonly<Record<string, Case>>;
  readonly templates: Readonly<Record<string, { source: string; rendered: Readonly<Record<string, string>> }>>;
}

const golden: Golden = JSON.parse(
  readFileSync(fileURLToPath(new URL('../goldens/templates/templates.golden.json', import.meta.url)), 'utf8'),
);
const vocabulary = await openVocabulary(goldenFile('mistral-v3.tokenizer.model'));

// Templates tell the model the date.
beforeAll(() => vi.useFakeTimers({ now: new Date(2025, 2, 9, 12) }));
afterAll(() => vi.useRealTimers());

function messageOf({ role, content, tool_calls: calls, tool_call_id: toolCallId, name }: Message): ChatMessage {
  const toolCalls = calls?.map(({ id, function: { name: tool, arguments: args } }) => ({
    id,
    name: tool,
    arguments: args,
  }));
  return { role, content, toolCallId, name, toolCalls };
}

function extrasOf({ tools, variables }: Case): TemplateExtras {
  return { tools: tools.map((tool) => tool.function), variables };
}

describe.each(Object.entries(golden.templates))('%s', (_, { source, rendered }) => {
  const template = new JinjaTemplate(source, vocabulary);

  // Of a template without tools the server asks in words, with results as the user's text.
  const texts = Object.entries(rendered).filter(([name]) => template.dialect !== undefined || !/call|tool/.test(name));

  it.each(texts)('writes what transformers writes: %s', (name, text) => {
    const asked = golden.cases[name] as Case;
    expect(template.render(asked.messages.map(messageOf), extrasOf(asked))).toBe(text);
  });
});
