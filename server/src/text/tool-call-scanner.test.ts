// Calls of tools, piece by piece, however their JSON is cut.
import { describe, expect, it } from 'vitest';
import { type ToolCallDelta, ToolCallScanner } from './tool-call-scanner.ts';

const calls = [
  { name: 'sum', arguments: { a: 1, b: [2, { c: '}"\\' }] } },
  { name: 'say "hi"', arguments: {} },
];

function scan(text: string, size: number): ToolCallDelta[] {
  const scanner = new ToolCallScanner();
  const deltas: ToolCallDelta[] = [];
  for (let i = 0; i < text.length; i += size) deltas.push(...scanner.push(text.slice(i, i + size)));
  return deltas;
}

function put(deltas: readonly ToolCallDelta[]): unknown[] {
  const found: { name: string; arguments: string }[] = [];
  for (const { index, name, arguments: text } of deltas) {
    if (name !== undefined) found[index] = { name, arguments: '' };
    (found[index] as { arguments: string }).arguments += text;
  }
  return found.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) }));
}

describe('calls that are being written', () => {
  it.each([1, 2, 3, 7, 1000])('are put together from pieces of %i characters', (size) => {
    expect(put(scan(JSON.stringify(calls), size))).toEqual(calls);
    expect(put(scan(JSON.stringify(calls, null, 2), size))).toEqual(calls);
  });

  it('give their arguments as they come', () => {
    const scanner = new ToolCallScanner();
    expect(scanner.push('[{"name":"sum","argu')).toEqual([]);
    expect(scanner.push('ments":{"a"')).toEqual([{ index: 0, name: 'sum', arguments: '{"a"' }]);
    expect(scanner.push(':1')).toEqual([{ index: 0, name: undefined, arguments: ':1' }]);
    expect(scanner.push('}}]')).toEqual([{ index: 0, name: undefined, arguments: '}' }]);
  });

  it.each(['Hello {"name": "sum"} [1, 2]', '', '"', '[]]]', '}}}{{{', '[{"arguments":{"a":1},"name":"sum"}]'])(
    'give nothing where the text is %j',
    (text) => {
      expect(scan(text, 1)).toEqual([]);
    },
  );
});
