// Cooperative matrices from NV's SPIR-V into KHR's, by what comes out. The numbers are those of the SPIR-V registry.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nvToKhr } from '../../scripts/nv-to-khr.ts';
import { readKernel } from '../../src/kernels/spirv-files.ts';

type Words = readonly number[];
const head: Words = [0x07230203, 0x00010500, 0, 100, 0]; // magic, version 1.5, generator, bound of ids, schema
const instruction = (opcode: number, ...operands: Words): Words => [
  ((operands.length + 1) << 16) | opcode,
  ...operands,
];
const text = (s: string): Words => [...new Uint32Array(new Uint8Array([...Buffer.from(s.padEnd(28, '\0'))]).buffer)];
const moduleOf = (...instructions: readonly Words[]) => Uint32Array.from([...head, ...instructions.flat()]);

/** Instructions as [opcode, ...operands]. */
function decode(words: Uint32Array): Words[] {
  const all: Words[] = [];
  for (let at = 5; at < words.length; at += (words[at] ?? 0) >>> 16) {
    const length = (words[at] ?? 0) >>> 16;
    if (length === 0) throw new Error(`no instruction at word ${at}`);
    all.push([(words[at] ?? 0) & 0xffff, ...words.subarray(at + 1, at + length)]);
  }
  return all;
}

// Ids: 1 uint, 2 float, 3 half, 4 scope, 5 to 7 M, N and K, 8 true, 9 false; types 10 A, 11 B, 12 C; values from 20 on.
const nv = {
  capability: instruction(17, 5357),
  extension: instruction(10, ...text('SPV_NV_cooperative_matrix')),
  name: instruction(5, 10, ...text('a')), // begins with the id of a type, and makes nothing of that type
  uint: instruction(21, 1, 32, 0),
  bools: [...instruction(41, 30, 8), ...instruction(42, 30, 9)],
  types: [
    ...instruction(5358, 10, 3, 4, 5, 7),
    ...instruction(5358, 11, 3, 4, 7, 6),
    ...instruction(5358, 12, 2, 4, 5, 6),
  ],
  loadA: instruction(5359, 10, 20, 40, 41, 9, 0x28, 42),
  loadB: instruction(5359, 11, 21, 40, 41, 8),
  sum: instruction(61, 12, 22, 43),
  mulAdd: instruction(5361, 12, 23, 20, 21, 22),
  store: instruction(5360, 44, 23, 41, 9, 0x18, 42),
};
const whole = moduleOf(...Object.values(nv));

describe('an NV module', () => {
  const out = nvToKhr(whole);
  const decoded = decode(out);
  const [row, column, sum] = [100, 101, 102]; // the constants 0, 1 and 2 got the next free ids

  it('says that it is a KHR one', () => {
    expect(decoded).toContainEqual([17, 6022]);
    expect(decoded).toContainEqual([10, ...text('SPV_KHR_cooperative_matrix').slice(0, 7)]);
    expect([out[0], out[3]]).toEqual([head[0], 103]);
  });

  it('has the constants behind the type that they are of', () => {
    const at = decoded.findIndex(([opcode]) => opcode === 21);
    expect(decoded.slice(at + 1, at + 4)).toEqual([
      [43, 1, row, 0],
      [43, 1, column, 1],
      [43, 1, sum, 2],
    ]);
  });

  it('has types that say what they are in a multiplication', () => {
    expect(decoded.filter(([opcode]) => opcode === 4456)).toEqual([
      [4456, 10, 3, 4, 5, 7, row],
      [4456, 11, 3, 4, 7, 6, column],
      [4456, 12, 2, 4, 5, 6, sum],
    ]);
  });

  it('loads and stores with a layout before the stride, whatever follows', () => {
    expect(decoded).toContainEqual([4457, 10, 20, 40, row, 41, 0x28, 42]);
    expect(decoded).toContainEqual([4457, 11, 21, 40, column, 41]);
    expect(decoded).toContainEqual([4458, 44, 23, row, 41, 0x18, 42]);
  });

  it('multiplies the same, and leaves everything else as it was', () => {
    expect(decoded).toContainEqual([4459, 12, 23, 20, 21, 22]);
    expect(decoded).toContainEqual([61, 12, 22, 43]);
    expect(decoded).toHaveLength(decode(whole).length + 3);
    expect(decoded.filter(([opcode = 0]) => opcode >= 5357 && opcode <= 5362)).toEqual([]);
  });

  it.each([
    ['without matrices', moduleOf(nv.uint), 'without cooperative matrices'],
    ['without uint', moduleOf(...Object.values({ ...nv, uint: [] })), 'without 32-bit uint'],
    ['that asks for a length', moduleOf(...Object.values(nv), instruction(5362, 1, 50, 10)), 'the length of a matrix'],
    [
      'with one type for both factors',
      moduleOf(...Object.values({ ...nv, loadB: instruction(5359, 10, 21, 40, 41, 8) })),
      'M, N and K must be three',
    ],
    [
      'with a type that is in no multiplication',
      moduleOf(...Object.values(nv), instruction(5358, 13, 3, 4, 5, 6)),
      'in no multiplication',
    ],
    [
      'with a layout that is computed',
      moduleOf(...Object.values({ ...nv, loadB: instruction(5359, 11, 21, 40, 41, 60) })),
      'a layout that is no constant',
    ],
    ['that is cut short', whole.subarray(0, whole.length - 1), 'breaks off at word'],
  ])('%s is refused', (_, words, reason) => {
    expect(() => nvToKhr(words)).toThrow(reason);
  });
});

describe('the compiled kernels for matrix cores', () => {
  const folder = new URL('../../dist/kernels/', import.meta.url);
  const names = readdirSync(folder)
    .filter((name) => name.includes('.coopmat.'))
    .map((name) => name.replace(/\.spv$/, ''));

  it('are there for three projections and every type of weights that has them', () => {
    expect(names).toHaveLength(3 * (2 * 10 + 2));
  });

  it.each(names)('%s: weights by rows times inputs by columns, summed in float32', (name) => {
    const decoded = decode(readKernel(name));
    const constants = new Map(decoded.filter(([opcode]) => opcode === 43).map(([, , id, value]) => [id, value]));
    const widths = new Map(decoded.filter(([opcode]) => opcode === 22).map(([, id, width]) => [id, width]));
    const types = decoded.filter(([opcode]) => opcode === 4456);
    const uses = new Map(types.map(([, id, , , , , use]) => [id, constants.get(use)]));
    const typeWidths = types.map(([, , component, , , , use]) => [constants.get(use), widths.get(component)]);
    expect(typeWidths.toSorted()).toEqual([
      [0, 16],
      [1, 16],
      [2, 32],
    ]);
    const loads = decoded.filter(([opcode]) => opcode === 4457);
    expect(loads.map(([, type, , , layout]) => [uses.get(type), constants.get(layout)]).toSorted()).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(decoded.filter(([opcode = 0]) => opcode >= 5357 && opcode <= 5362)).toEqual([]);
  });
});
