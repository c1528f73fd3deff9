// The layout of weights on the device, against numbers that ggml made of the same bytes.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeFlavours } from '../../test/kernels/kernel-sets.ts';
import { dtypes } from '../../test/kernels/projection-edges.ts';
import { byteLength, type Dtype } from '../dtype.ts';
import { type CheckpointRows, decodeWeights, randomRows } from './checks/checkpoint-rows.ts';
import { at, RandomData } from './checks/random-data.ts';
import { embed } from './embed.ts';
import { packedSize, packRows, unitsPerRow } from './pack-weights.ts';

interface Golden {
  readonly types: Readonly<
    Record<
      string,
      { bits?: number[]; values?: number[]; blocks?: { kind: string; raw_hex: string; values: number[] }[] }
    >
  >;
}

const file = new URL('../../test/goldens/quant-blocks.golden.json', import.meta.url);
const { types } = JSON.parse(readFileSync(file, 'utf8')) as Golden;
const goldens: { dtype: Dtype; kind: string; bytes: Uint8Array; values: number[] }[] = Object.entries(types).flatMap(
  ([name, { bits, values, blocks }]) => {
    const dtype = name as Dtype;
    if (bits && values)
      return [{ dtype, kind: 'bit patterns', bytes: new Uint8Array(Uint16Array.from(bits).buffer), values }];
    return (blocks ?? []).map((block) => ({
      dtype,
      kind: block.kind,
      bytes: new Uint8Array(Buffer.from(block.raw_hex, 'hex')),
      values: block.values,
    }));
  },
);
const largest = (values: readonly number[]) =>
  Math.max(...values.map((value) => Math.abs(value)).filter(Number.isFinite));
/** Zero may come with either sign. */
const unsigned = (values: Iterable<number>) => Array.from(values, (value) => value + 0);

describe('the weights of a checkpoint', () => {
  it.each(goldens)('of type $dtype ($kind) mean to the checks what they mean to ggml', ({ dtype, bytes, values }) => {
    // The definition in float64; ggml rounds each step to float32.
    const decoded = decodeWeights(dtype, bytes, values.length);
    for (const [i, value] of values.entries())
      expect(Math.abs(at(decoded, i) - value)).toBeLessThanOrEqual(Math.abs(value) * 2e-7 + largest(values) * 1e-7);
  });

  describeFlavours((harness) => {
    it.each(goldens)('of type $dtype ($kind) mean to the kernels what they mean to ggml', async (golden) => {
      const { dtype, bytes, values } = golden;
      const nCols = values.length;
      const rows: CheckpointRows = { dtype, nRows: 1, nCols, bytes, values: Float64Array.from(values) };
      const table = harness.matrix(rows);
      const x = harness.activations('x', new Float32Array(nCols), nCols);
      const tokens = harness.buffer(new Uint32Array(4));
      await harness.run((recording) => embed(recording, harness.kernels, { table, tokens, x, nTokens: 1 }));
      expect(unsigned(harness.floats(x.range).subarray(0, nCols))).toEqual(unsigned(values));
    });
  });
});

describe('packRows', () => {
  it.each(dtypes)('fills the missing rows of the last tile with zeros, for %s', (dtype) => {
    const { bytes } = randomRows(new RandomData(1), dtype, 9, 256);
    const { weights, scales } = packRows({ dtype, bytes, nRows: 9, nCols: 256 });
    const { weightBytes, scaleBytes } = packedSize(dtype, 16, 256);
    expect([weights.length, scales.length]).toEqual([weightBytes, scaleBytes]);
    // The second tile: chunks of 8 rows, of which one is there.
    const nChunks = Math.ceil(unitsPerRow(dtype, 256) / 8);
    const chunkBytes = weightBytes / 16 / nChunks;
    for (let chunk = 0; chunk < nChunks; chunk++) {
      const at = weightBytes / 2 + chunk * 8 * chunkBytes;
      expect(weights.subarray(at, at + chunkBytes).some((byte) => byte !== 0)).toBe(true);
      expect(weights.subarray(at + chunkBytes, at + 8 * chunkBytes).every((byte) => byte === 0)).toBe(true);
    }
  });

  it('pads rows that fill no whole unit', () => {
    const { weights } = packRows({ dtype: 'F16', bytes: new Uint8Array(2 * 10).fill(7), nRows: 2, nCols: 5 });
    expect(weights.length).toBe(8 * 128);
    expect([...weights.subarray(0, 128)]).toEqual([...Array(10).fill(7), ...Array(118).fill(0)]);
    expect(weights[128]).toBe(7);
  });

  it('puts the scales of eight rows side by side, block by block', () => {
    const { bytes } = randomRows(new RandomData(2), 'Q8_0', 10, 64);
    const { weights, scales } = packRows({ dtype: 'Q8_0', bytes, nRows: 10, nCols: 64 });
    const scaleAt = (tile: number, block: number, row: number) => ((tile * 2 + block) * 8 + row) * 2;
    for (let row = 0; row < 10; row++) {
      for (let block = 0; block < 2; block++) {
        const source = (row * 2 + block) * 34;
        const scale = scaleAt(Math.floor(row / 8), block, row % 8);
        expect([...scales.subarray(scale, scale + 2)]).toEqual([...bytes.subarray(source, source + 2)]);
        const chunk = row * 256; // of 8 units: the first 16 codes of each, then the last 16
        const codes = [0, 128].flatMap((half) => [...weights.subarray(chunk + half + block * 16).subarray(0, 16)]);
        expect(codes).toEqual([...bytes.subarray(source + 2, source + 34)]);
      }
    }
  });

  it.each(dtypes)('takes about the bytes of the checkpoint when rows are whole chunks, for %s', (dtype) => {
    const { weightBytes, scaleBytes } = packedSize(dtype, 4096, 4096);
    const ratio = (weightBytes + scaleBytes) / byteLength(dtype, 4096 * 4096);
    const isWidened = ['Q3_K', 'Q4_K', 'Q5_K'].includes(dtype); // 6-bit scales become bytes
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThanOrEqual(isWidened ? 1.04 : 1);
  });

  it('refuses rows that are no whole number of blocks', () => {
    expect(() => unitsPerRow('Q8_0', 40)).toThrow('rows of 40 are no whole number of Q8_0 blocks');
  });
});

describe('random weights of the checks', () => {
  it.each(dtypes)('are spread about zero and not all alike, for %s', (dtype) => {
    const { values } = randomRows(new RandomData(3), dtype, 8, 256);
    expect(Math.max(...values)).toBeGreaterThan(0.5);
    expect(Math.min(...values)).toBeLessThan(-0.5);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2.1);
    expect(new Set(values).size).toBeGreaterThan(100);
    expect(at(values, 0)).not.toBe(0);
  });
});
