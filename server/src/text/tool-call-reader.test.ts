import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CallOptions, ToolCallReader } from './tool-call-reader.ts';

function read(pieces: readonly string[], options?: CallOptions) {
  const reader = new ToolCallReader(['sum', 'weather'], options);
  const text = pieces.map((piece) => reader.push(piece)).join('');
  const end = reader.end();
  return { text: text + end.text, calls: end.calls };
}

const call = { name: 'sum', arguments: { a: 1, b: 2 } };

it.each([
  JSON.stringify([call]),
  JSON.stringify(call),
  ` \n${JSON.stringify([call], null, 2)}\n`,
  JSON.stringify([{ name: 'sum', parameters: { a: 1, b: 2 } }]),
  JSON.stringify([{ name: 'sum', arguments: '{"a":1,"b":2}' }]),
])('finds the call in %j, however it is cut', (text) => {
  expect(read([text])).toEqual({ text: '', calls: [call] });
  expect(read([...text])).toEqual({ text: '', calls: [call] });
});

it('keeps the ids that the model gave', () => {
  expect(read([JSON.stringify([{ ...call, id: 'abc123def' }, call])]).calls).toEqual([
    { id: 'abc123def', ...call },
    call,
  ]);
});

it.each([
  '[1] says so',
  '{curly} words',
  '[{"name": "sum", "argum',
  '[]',
  '{}',
  '"sum"',
  '[{"name":"other","arguments":{}}]',
])('takes %j for text', (text) => {
  expect(read([...text])).toEqual({ text, calls: [] });
});

it('lets text go on at once', () => {
  const reader = new ToolCallReader(['sum']);
  expect([reader.push(' '), reader.push('Hel'), reader.push('lo [{"')]).toEqual(['', ' Hel', 'lo [{"']);
});

it('looks for calls behind a text once the model has said that they come', () => {
  const reader = new ToolCallReader(['sum']);
  expect(reader.push('Let me see. ')).toBe('Let me see. ');
  reader.expectCalls();
  expect(reader.push(JSON.stringify([call]))).toBe('');
  expect(reader.end()).toEqual({ text: '', calls: [call] });
});

const tag = (value: unknown) => `<tool_call>\n${JSON.stringify(value)}\n</tool_call>`;
const other = { name: 'weather', arguments: { city: 'Zürich "Z"\n', days: [1, null, true] } };
const parameters = { name: 'sum', parameters: call.arguments };

it.each<[CallOptions, string, string, unknown[]]>([
  [{ dialect: 'tagged' }, tag(call), '', [call]],
  [{ dialect: 'tagged' }, `${tag(call)}\n${tag(other)}\n`, '', [call, other]],
  [{ dialect: 'tagged' }, `Let me see. ${tag(call)}`, 'Let me see. ', [call]],
  [{ dialect: 'tagged' }, tag(call).replace('</tool_call>', ''), '', [call]],
  [{ dialect: 'tagged' }, JSON.stringify([call]), '', [call]],
  [{ dialect: 'tagged' }, tag({ ...call, name: 'unknown' }), tag({ ...call, name: 'unknown' }), []],
  [{ dialect: 'tagged' }, 'a <tool_call> that is none', 'a <tool_call> that is none', []],
  [{ dialect: 'tagged' }, 'less < more <tool', 'less < more <tool', []],
  [{ dialect: 'tagged', beginsInCalls: true }, tag(call).slice('<tool_call>'.length), '', [call]],
  [{ dialect: 'parameters' }, JSON.stringify(parameters), '', [call]],
  [{ dialect: 'parameters' }, `${JSON.stringify(parameters)}; ${JSON.stringify(parameters)}`, '', [call, call]],
  [{ dialect: 'parameters' }, '[sum(a=1, b=2)]', '', [call]],
  [
    { dialect: 'parameters' },
    `[weather(city='Zürich "Z"\\n', days=[1, None, True]), sum( a = 1 , b=2, )]`,
    '',
    [other, call],
  ],
  [
    { dialect: 'parameters' },
    `[sum(a={'x': (1, -2.5e3)}, b="\\u00e9\\x41")]`,
    '',
    [{ name: 'sum', arguments: { a: { x: [1, -2500] }, b: 'éA' } }],
  ],
  [{ dialect: 'parameters' }, '[sum(a=1, b=', '[sum(a=1, b=', []],
  [{ dialect: 'parameters' }, '[sum] is a word', '[sum] is a word', []],
  [{ dialect: 'parameters' }, '[unknown(a=1)]', '[unknown(a=1)]', []],
])('reads %j: %j', (options, text, said, calls) => {
  expect(read([text], options)).toEqual({ text: said, calls });
  expect(read([...text], options)).toEqual({ text: said, calls });
});

it('reads names before arguments once the model has said that calls come', () => {
  for (const id of ['', '[CALL_ID]abcdefgh1']) {
    const reader = new ToolCallReader(['sum', 'weather'], { dialect: 'named' });
    expect(reader.push('I will. ')).toBe('I will. ');
    reader.expectCalls();
    const text = `[TOOL_CALLS]sum${id}[ARGS]{"a": 1, "b": 2}[TOOL_CALLS]weather[ARGS]{}`;
    expect([...text].map((char) => reader.push(char)).join('')).toBe('');
    const first = { ...call, id: id === '' ? undefined : 'abcdefgh1' };
    expect(reader.end()).toEqual({ text: '', calls: [first, { name: 'weather', arguments: {} }] });
  }
});

it.each(['tagged', 'parameters', 'named'] as const)('loses no character of a text in the dialect %s', (dialect) => {
  const words = ['<tool_call>', '</tool_call>', '<', '[', '(', '{', '"name"', 'sum', ' ', '=', '\n', '}', ']'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words)), (pieces) => {
      const { text, calls } = read(pieces, { dialect });
      if (calls.length === 0) expect(text).toBe(pieces.join(''));
    }),
  );
});

it('loses no character of any text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('[', '{', '"', 'name', ':', ' ', 'x', '}', ']') })),
      (pieces) => {
        expect(read(pieces)).toEqual({ text: pieces.join(''), calls: [] });
      },
    ),
  );
});
