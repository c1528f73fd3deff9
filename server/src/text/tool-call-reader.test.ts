import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ToolCallReader } from './tool-call-reader.ts';

function read(pieces: readonly string[], names = ['sum', 'weather']) {
  const reader = new ToolCallReader(names);
  const text = pieces.map((piece) => reader.push(piece)).join('');
  const end = reader.end();
  return 'calls' in end ? { text, calls: end.calls } : { text: text + end.text, calls: [] };
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
  expect(reader.end()).toEqual({ calls: [call] });
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
