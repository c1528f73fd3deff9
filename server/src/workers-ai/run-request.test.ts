// Every row of the API's table of validator texts, and what the door lets through.
import { describe, expect, it } from 'vitest';
import { ServerError } from '../errors.ts';
import { readRunRequest } from './run-request.ts';

function refusal(body: unknown): ServerError {
  try {
    readRunRequest(body);
  } catch (thrown) {
    if (thrown instanceof ServerError) return thrown;
    throw thrown;
  }
  throw new Error(`${JSON.stringify(body)} was accepted`);
}

const noPrompt = "required properties at '/' are 'prompt'";
const noMessages = "required properties at '/' are 'messages'";
const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });

describe('a body that is refused', () => {
  it.each([
    [{}, `${noPrompt}, ${noMessages}`],
    [[], `${noPrompt}, ${noMessages}`],
    [null, `${noPrompt}, ${noMessages}`],
    ['x', `${noPrompt}, ${noMessages}`],
    [7, `${noPrompt}, ${noMessages}`],
    [undefined, `${noPrompt}, ${noMessages}`],
    [{ messages: 'x' }, `${noPrompt}, ${noMessages}`],
    [{ messages: 5 }, `${noPrompt}, ${noMessages}`],
    [{ messages: {} }, `${noPrompt}, ${noMessages}`],
    [{ messages: null }, `${noPrompt}, ${noMessages}`],
    [{ prompt: '' }, `Length of '/prompt' must be >= 1 not met, ${noMessages}`],
    [{ prompt: 5 }, `Type mismatch of '/prompt', 'string' not in 'number','integer', ${noMessages}`],
    [{ prompt: 5.5 }, `Type mismatch of '/prompt', 'string' not in 'number', ${noMessages}`],
    [{ prompt: null }, `Type mismatch of '/prompt', 'string' not in 'null', ${noMessages}`],
    [{ messages: [{}] }, `${noPrompt}, required properties at '/messages/0' are 'role,content'`],
    [{ messages: [{ role: 'user' }] }, `${noPrompt}, required properties at '/messages/0' are 'role,content'`],
    [{ messages: ['hi'] }, `${noPrompt}, required properties at '/messages/0' are 'role,content'`],
    [
      { messages: [{ role: 5 }] },
      `${noPrompt}, Type mismatch of '/messages/0/role', 'string' not in 'number','integer'`,
    ],
    [user(null), `${noPrompt}, Type mismatch of '/messages/0/content', 'string' not in 'null'`],
    [user(5), `${noPrompt}, Type mismatch of '/messages/0/content', 'string' not in 'number','integer'`],
    [
      user([{ text: 5 }]),
      `${noPrompt}, Type mismatch of '/messages/0/content/0/text', 'string' not in 'number','integer'`,
    ],
    [{ prompt: 'a', max_tokens: '10' }, "Type mismatch of '/max_tokens', 'integer' not in 'string'"],
    [{ prompt: 'a', max_tokens: 1.5 }, "Type mismatch of '/max_tokens', 'integer' not in 'number'"],
    [{ prompt: 'a', lora: null }, `Type mismatch of '/lora', 'string' not in 'null', ${noMessages}`],
    [{ prompt: 'a', response_format: null }, "Type mismatch of '/response_format', 'object' not in 'null'"],
    [{ prompt: 'a', response_format: 'x' }, "Type mismatch of '/response_format', 'object' not in 'string'"],
    [
      { prompt: 'a', response_format: { type: null } },
      "enum null not in json_object,json_schema at '/response_format/type'",
    ],
    [{ prompt: 'a', options: 5 }, "Type mismatch of '/options', 'object' not in 'number','integer'"],
    [{ prompt: 'a', max_tokens: null }, "Type mismatch of '/max_tokens', 'integer' not in 'null'"],
    [{ ...user('a'), max_tokens: '10' }, "Type mismatch of '/max_tokens', 'integer' not in 'string'"],
    [{ prompt: 'a', temperature: 9 }, "'/temperature' must be <= 5"],
    [{ prompt: 'a', temperature: -1 }, "'/temperature' must be >= 0"],
    [{ prompt: 'a', temperature: 'hot' }, "Type mismatch of '/temperature', 'number' not in 'string'"],
    [{ prompt: 'a', top_p: 0 }, "'/top_p' must be >= 0.001"],
    [{ prompt: 'a', top_p: 1.5 }, "'/top_p' must be <= 1"],
    [{ prompt: 'a', top_k: 0 }, "'/top_k' must be >= 1"],
    [{ prompt: 'a', top_k: 51 }, "'/top_k' must be <= 50"],
    [{ prompt: 'a', seed: 0 }, "'/seed' must be >= 1"],
    [{ prompt: 'a', seed: 1e10 }, "'/seed' must be <= 9999999999"],
    [{ prompt: 'a', repetition_penalty: 3 }, "'/repetition_penalty' must be <= 2"],
    [{ prompt: 'a', repetition_penalty: -1 }, "'/repetition_penalty' must be >= 0"],
    [{ prompt: 'a', frequency_penalty: 3 }, "'/frequency_penalty' must be <= 2"],
    [{ prompt: 'a', presence_penalty: -3 }, "'/presence_penalty' must be >= -2"],
    [{ prompt: 'a', temperature: Number.POSITIVE_INFINITY }, "'/temperature' must be finite"],
    [{ prompt: 'a', max_tokens: Number.NEGATIVE_INFINITY }, "'/max_tokens' must be finite"],
    [{ prompt: 'a', stream: 'true' }, "Type mismatch of '/stream', 'boolean' not in 'string'"],
    [{ prompt: 'a', raw: 'true' }, "Type mismatch of '/raw', 'boolean' not in 'string'"],
    [{ temperature: 9 }, `'/temperature' must be <= 5, ${noPrompt}, ${noMessages}`],
    [
      { prompt: 'a', temperature: 9, top_p: 2, seed: 'x' },
      "'/temperature' must be <= 5, '/top_p' must be <= 1, Type mismatch of '/seed', 'integer' not in 'string'",
    ],
    [
      {
        messages: [
          { role: 'user', content: 5 },
          { role: 7, content: '' },
        ],
        top_k: 0,
      },
      "'/top_k' must be >= 1, Type mismatch of '/messages/0/content', 'string' not in 'number','integer', Type mismatch of '/messages/1/role', 'string' not in 'number','integer'",
    ],
    [
      { prompt: 5, max_tokens: 'x' },
      "Type mismatch of '/prompt', 'string' not in 'number','integer', Type mismatch of '/max_tokens', 'integer' not in 'string'",
    ],
  ])('%j', (body, reasons) => {
    const error = refusal(body);
    expect(error.kind).toBe('badInput');
    expect(error.message).toBe(`Error: oneOf at '/' not met, 0 matches: ${reasons}`);
  });

  it('has a prompt and messages', () => {
    expect(refusal({ prompt: 'a', ...user('b') }).message).toBe("Error: oneOf at '/' not met, 2 matches");
  });

  it('lies beyond the schema: nothing to generate, nothing to answer, a LoRA without a name', () => {
    expect(refusal({ prompt: 'a', max_tokens: 0 }).message).toBe("Error: '/max_tokens' must be >= 1");
    expect(refusal({ prompt: 'a', max_tokens: -5 }).message).toBe("Error: '/max_tokens' must be >= 1");
    expect(refusal({ prompt: 'a', repetition_penalty: 0 }).message).toBe("Error: '/repetition_penalty' must be > 0");
    expect(refusal({ messages: [] }).message).toBe("Error: '/messages' must hold at least one message");
    expect(refusal({ ...user('a'), lora: 5 }).kind).toBe('noLora');
  });

  it('is refused in a moment however many faults it has', () => {
    const startedMs = performance.now();
    refusal({ messages: Array.from({ length: 300_000 }, () => 1) });
    refusal({ messages: Array.from({ length: 300_000 }, () => ({})) });
    expect(performance.now() - startedMs).toBeLessThan(5000);
  });
});

describe('a body that is accepted', () => {
  it('gets the defaults', () => {
    expect(readRunRequest({ prompt: 'a' })).toEqual({
      stream: false,
      ignored: [],
      input: { prompt: 'a', raw: false, maxTokens: 256, sampling: { temperature: 0.6 } },
    });
  });

  it('keeps everything it says', () => {
    const wire = { max_tokens: 7, temperature: 0, top_p: 0.5, top_k: 3, seed: 42, stream: true, raw: true };
    const penalties = { repetition_penalty: 1.1, frequency_penalty: -1, presence_penalty: 2 };
    expect(readRunRequest({ prompt: 'a', ...wire, ...penalties })).toEqual({
      stream: true,
      ignored: [],
      input: {
        prompt: 'a',
        raw: true,
        maxTokens: 7,
        sampling: {
          temperature: 0,
          topP: 0.5,
          topK: 3,
          seed: 42,
          repetitionPenalty: 1.1,
          frequencyPenalty: -1,
          presencePenalty: 2,
        },
      },
    });
  });

  it('may hold content in parts, unknown roles, and tools without a name', () => {
    const parts = [{ type: 'text', text: 'a' }, {}, { text: 'b' }];
    const body = { messages: [{ role: 'narrator', content: parts, name: 'x' }], stop: ['.'], tools: [{}] };
    expect(readRunRequest(body).input.prompt).toEqual([{ role: 'narrator', content: 'ab' }]);
    expect(readRunRequest(body).input.stop).toEqual(['.']);
    expect(readRunRequest(user([])).input.prompt).toEqual([{ role: 'user', content: '' }]);
  });

  it('may hold what the API does not look at', () => {
    for (const name of [null, 5, {}]) {
      expect(readRunRequest({ messages: [{ role: 'user', content: 'a', name }] }).input.prompt).toEqual([
        { role: 'user', content: 'a' },
      ]);
    }
    const plain = readRunRequest(user('a'));
    expect(readRunRequest({ ...user('a'), lora: null, options: null, response_format: {} })).toEqual(plain);
    const schema = { type: 'object' };
    expect(readRunRequest({ ...user('a'), response_format: { json_schema: schema } }).input.format).toEqual({
      type: 'json_schema',
      schema,
    });
  });

  it('may ask for JSON, with a schema as it stands or in OpenAI’s wrapping', () => {
    const format = (response_format: unknown) => readRunRequest({ prompt: 'a', response_format }).input.format;
    const schema = { type: 'object', properties: { name: { type: 'string' }, schema: { type: 'string' } } };
    expect(format({ type: 'json_object' })).toEqual({ type: 'json_object' });
    expect(format({ type: 'json_schema', json_schema: schema })).toEqual({ type: 'json_schema', schema });
    expect(format({ type: 'json_schema', json_schema: { name: 'x', schema } })).toEqual({
      type: 'json_schema',
      schema,
    });
    for (const beside of [{}, { strict: true }, { description: 'x' }, { title: 'x' }]) {
      const wrapped = format({ type: 'json_schema', json_schema: { schema, ...beside } });
      expect(wrapped).toEqual({ type: 'json_schema', schema });
    }
    expect(format({ type: 'json_schema', json_schema: { schema: true } })).toEqual({
      type: 'json_schema',
      schema: true,
    });
    expect(() => format({ type: 'json_schema' })).toThrow(
      "required properties at '/response_format' are 'type,json_schema'",
    );
    const text = "enum xml not in json_object,json_schema at '/response_format/type'";
    expect(() => format({ type: 'xml' })).toThrow(text);
  });

  it.each([
    { type: 'object', schema: {}, name: 'a keyword beside them makes it a schema as it stands' },
    { description: 'any value' },
    {},
    true,
  ])('may ask for JSON by %j as it stands', (schema) => {
    const response_format = { type: 'json_schema', json_schema: schema };
    expect(readRunRequest({ prompt: 'a', response_format }).input.format).toEqual({ type: 'json_schema', schema });
  });

  it.each([{ name: 'x' }, { name: 'x', strict: true }, { name: 'x', schema: null }, { schema: 5 }, { schema: [] }])(
    'does not ask for JSON by %j, which says nothing',
    (schema) => {
      const response_format = { type: 'json_schema', json_schema: schema };
      expect(refusal({ prompt: 'a', response_format }).message).toBe(
        "Error: '/response_format/json_schema' names a schema, but has none: its 'schema' must be an object or a boolean",
      );
    },
  );

  it('may bring tools in either form, and calls without content', () => {
    const parameters = { type: 'object', properties: { a: { type: 'number' } } };
    const flat = { name: 'sum', description: 'Adds.', parameters };
    const body = (more: object) => readRunRequest({ ...user('1+2?'), ...more }).input;
    const tools = [flat, { type: 'function', function: { name: 'other' } }, {}];
    expect(body({ tools }).toolUse).toEqual({ tools: [flat, { name: 'other' }], forced: false, parallel: true });
    expect(body({ tools, tool_choice: 'none' }).toolUse).toBeUndefined();
    expect(body({ tools, tool_choice: 'required' }).toolUse).toMatchObject({ forced: true });
    const named = { type: 'function', function: { name: 'other' } };
    expect(body({ tools, tool_choice: named }).toolUse).toMatchObject({ tools: [{ name: 'other' }], forced: true });
    expect(() => body({ tools: [flat], tool_choice: named })).toThrow("names 'other', the tools are 'sum'");
    expect(() => body({ tool_choice: 'required' })).toThrow("'/tools' has no tool");

    const call = { id: 'call_1', type: 'function', function: { name: 'sum', arguments: '{"a":1}' } };
    for (const content of [null, undefined, '']) {
      const messages = [
        { role: 'user', content: '1+2?' },
        { role: 'assistant', content, tool_calls: [call] },
        { role: 'tool', content: '3', tool_call_id: 'call_1', name: 'sum' },
      ];
      expect(readRunRequest({ messages }).input.prompt).toEqual([
        { role: 'user', content: '1+2?' },
        { role: 'assistant', content: '', toolCalls: [{ id: 'call_1', name: 'sum', arguments: { a: 1 } }] },
        { role: 'tool', content: '3', toolCallId: 'call_1', name: 'sum' },
      ]);
    }
  });

  it('may choose among tools in every form that clients have for it', () => {
    const [sum, other] = [{ name: 'sum' }, { name: 'other' }];
    const use = (tool_choice: unknown) =>
      readRunRequest({ ...user('a'), tools: [sum, other], tool_choice }).input.toolUse;
    const all = { tools: [sum, other], forced: false, parallel: true };
    for (const choice of ['auto', null, undefined]) expect(use(choice)).toEqual(all);
    for (const choice of ['required', 'any']) expect(use(choice)).toEqual({ ...all, forced: true });
    for (const choice of [{ type: 'function', function: other }, { type: 'function', ...other }, { function: other }]) {
      expect(use(choice)).toEqual({ tools: [other], forced: true, parallel: true });
    }
    for (const mode of ['auto', 'required']) {
      const some = { mode, tools: [{ type: 'function', function: other }] };
      const chosen = { tools: [other], forced: mode === 'required', parallel: true };
      expect(use({ type: 'allowed_tools', allowed_tools: some })).toEqual(chosen);
      expect(use({ type: 'allowed_tools', mode, tools: [{ type: 'function', ...other }] })).toEqual(chosen);
    }
    const unknown = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ name: 'x' }] } };
    expect(() => use(unknown)).toThrow("names 'x', the tools are 'sum', 'other'");
  });

  it.each([
    '',
    'sum',
    'AUTO',
    5,
    true,
    [],
    {},
    { type: 'auto' },
    { type: 'tool', name: 'sum' },
    { type: 'function' },
    { type: 'function', function: { name: 5 } },
    { type: 'allowed_tools' },
    { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
    { type: 'allowed_tools', allowed_tools: { mode: 'none', tools: [{ name: 'sum' }] } },
    { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ name: 'sum' }, 5] } },
  ])('does not choose a tool by %j', (tool_choice) => {
    const error = refusal({ ...user('a'), tools: [{ name: 'sum' }], tool_choice });
    expect(error).toMatchObject({ kind: 'badInput', param: 'tool_choice' });
    expect(error.message).toMatch(/^Error: '\/tool_choice' takes 'auto', 'none', 'required', an object .*; found was /);
  });

  it('is the branch that fits, when the other one is only half there', () => {
    expect(readRunRequest({ prompt: 'a', messages: 5 }).input.prompt).toBe('a');
    expect(readRunRequest({ prompt: '', ...user('b') }).input.prompt).toEqual([{ role: 'user', content: 'b' }]);
  });
});
