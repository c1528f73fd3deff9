// Against ggml's own dequantisation (test/goldens/quant-blocks.golden.json).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dtype } from '../dtype.ts';
import { dequantize } from './dequantize.ts';

interface Golden {
  types: Record<
    string,
    { bits?: number[]; values?: number[]; blocks?: { kind: string; raw_hex: string; values: number[] }[] }
  >;
}
const file = new URL('../../test/goldens/quant-blocks.golden.json', import.meta.url);
const { types }: Golden = JSON.parse(readFileSync(file, 'utf8'));

it.each(['F16', 'BF16'] as const)('reads %s as ggml does', (dtype) => {
  const { bits = [], values = [] } = types[dtype] ?? {};
  expect(Array.from(dequantize(dtype, new Uint8Array(Uint16Array.from(bits).buffer)))).toEqual(values);
});

describe.each(Object.keys(types).filter((name) => types[name]?.blocks))('blocks of %s', (name) => {
  it.each(types[name]?.blocks ?? [])('are read as ggml reads them: $kind', ({ raw_hex, values }) => {
    expect(values.length).toBeGreaterThan(0);
    // Zero may come with either sign.
    expect(Array.from(dequantize(name as Dtype, Buffer.from(raw_hex, 'hex')), (v) => v + 0)).toEqual(
      values.map((v) => v + 0),
    );
  });
});

it('reads F32 from bytes that are not aligned', () => {
  const bytes = new Uint8Array([9, ...new Uint8Array(Float32Array.of(1.5, -2).buffer)]);
  expect(Array.from(dequantize('F32', bytes.subarray(1)))).toEqual([1.5, -2]);
});
