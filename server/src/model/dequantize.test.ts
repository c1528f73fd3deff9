// Against ggml's own dequantisation (test/goldens/weight-blocks.golden.json).
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dequantize } from './dequantize.ts';

interface Golden {
  types: {
    F16: { bits: number[]; values: number[] };
    BF16: { bits: number[]; values: number[] };
    Q8_0: { blocks: { kind: string; raw_hex: string; values: number[] }[] };
  };
}
const file = new URL('../../test/goldens/weight-blocks.golden.json', import.meta.url);
const { types }: Golden = JSON.parse(readFileSync(file, 'utf8'));

it.each(['F16', 'BF16'] as const)('reads %s as ggml does', (dtype) => {
  const { bits, values } = types[dtype];
  expect(Array.from(dequantize(dtype, new Uint8Array(Uint16Array.from(bits).buffer)))).toEqual(values);
});

it.each(types.Q8_0.blocks)('reads a block of Q8_0 as ggml does: $kind', ({ raw_hex, values }) => {
  expect(Array.from(dequantize('Q8_0', Buffer.from(raw_hex, 'hex')))).toEqual(values);
});

it('reads F32 from bytes that are not aligned', () => {
  const bytes = new Uint8Array([9, ...new Uint8Array(Float32Array.of(1.5, -2).buffer)]);
  expect(Array.from(dequantize('F32', bytes.subarray(1)))).toEqual([1.5, -2]);
});
