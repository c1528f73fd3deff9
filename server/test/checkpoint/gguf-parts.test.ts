// Models in several GGUF files: opened whole from any part, or refused with the part that is wrong.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openGguf } from '../../src/checkpoint/gguf.ts';
import { ggufBytes, type RawValue } from './gguf-bytes.ts';

const temporary = mkdtempSync(join(tmpdir(), 'gguf-parts-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const u16 = (value: number): RawValue => ({ type: 2, value });
const nameOf = (i: number) => `model-0000${i + 1}-of-00003.gguf`;

/** Three parts with a tensor each, whose first number is the part's; changed as told. */
function write(change: (part: { name: string; metadata: [string, RawValue][]; tensor: string }, i: number) => void) {
  const folder = mkdtempSync(join(temporary, 'model-'));
  for (const i of [0, 1, 2]) {
    const part = {
      name: nameOf(i),
      tensor: `t${i}`,
      metadata: [
        ['split.no', u16(i)],
        ['split.count', u16(3)],
        ['split.tensors.count', { type: 5, value: 3 }],
      ] as [string, RawValue][],
    };
    if (i === 0) part.metadata.push(['general.name', { type: 8, value: 'first' }]);
    change(part, i);
    const tensors = [{ name: part.tensor, dims: [4n], type: 0, offset: 0n }];
    const bytes = ggufBytes({ metadata: part.metadata, tensors, dataBytes: 16 });
    bytes[bytes.length - 16] = i + 1;
    if (part.name !== '') writeFileSync(join(folder, part.name), bytes);
  }
  return folder;
}

describe('a model in parts', () => {
  it.each([0, 1, 2])('is read whole, given part %i', async (given) => {
    const folder = write(() => undefined);
    const checkpoint = await openGguf(join(folder, nameOf(given)));
    expect(checkpoint.path).toBe(join(folder, nameOf(0)));
    expect(checkpoint.metadata.get('general.name')).toBe('first');
    const firsts = [];
    for (const tensor of checkpoint.tensors.values()) {
      const bytes = new Uint8Array(tensor.nBytes);
      await checkpoint.read(tensor, bytes);
      firsts.push([tensor.name, bytes[0]]);
    }
    expect(firsts).toEqual([
      ['t0', 1],
      ['t1', 2],
      ['t2', 3],
    ]);
    await checkpoint.close();
  });

  const faults: [string, Parameters<typeof write>[0], string][] = [
    [
      'one is missing',
      (p, i) => i === 1 && Object.assign(p, { name: '' }),
      'part 1 of 3 of a model; expected beside it: model-00002-of-00003.gguf',
    ],
    [
      'one has another name',
      (p, i) => i === 0 && Object.assign(p, { name: 'm.gguf' }),
      'its name must end in -00001-of-00003.gguf',
    ],
    [
      'one says another number',
      (p, i) => i === 2 && p.metadata.splice(0, 1, ['split.no', u16(1)]),
      'expected part 3 of 3 by its name, it says part 2 of 3',
    ],
    [
      'one says another count',
      (p, i) => i === 2 && p.metadata.splice(1, 1, ['split.count', u16(4)]),
      'it says part 3 of 4',
    ],
    [
      'two have a tensor of one name',
      (p) => Object.assign(p, { tensor: 't' }),
      'tensor "t" is in "model-00001-of-00003.gguf" too',
    ],
    [
      'tensors are missing',
      (p, i) => i === 0 && p.metadata.splice(2, 1, ['split.tensors.count', { type: 5, value: 9 }]),
      'expected 9 tensors in all parts (split.tensors.count), found 3',
    ],
    [
      'there are too many',
      (p, i) => i === 0 && p.metadata.splice(1, 1, ['split.count', u16(60000)]),
      'expected at most 512 parts',
    ],
  ];
  it.each(faults)('is refused when %s', async (_, change, words) => {
    const folder = write((part, i) => void change(part, i));
    const name = words.includes('name must end') ? 'm.gguf' : nameOf(0);
    await expect(openGguf(join(folder, name))).rejects.toThrow(words);
  });
});
