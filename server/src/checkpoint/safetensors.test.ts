import { mkdtempSync, writeFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rawSafetensors, safetensorsBytes } from '../../test/checkpoint/hf-folders.ts';
import { CheckpointError, type TensorInfo } from './checkpoint.ts';
import { readSafetensorsTable } from './safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
const path = join(folder, 'model.safetensors');
afterAll(() => rm(folder, { recursive: true }));

async function table(bytes: Uint8Array): Promise<TensorInfo[]> {
  writeFileSync(path, bytes);
  const handle = await open(path, 'r');
  try {
    return await readSafetensorsTable(handle, path);
  } finally {
    await handle.close();
  }
}

const zeros = (n: number) => new Uint8Array(n);
const two = [
  { name: 'b', dtype: 'BF16', shape: [2, 3], bytes: zeros(12) },
  { name: 'a', dtype: 'F32', shape: [4], bytes: zeros(16) },
];

describe('the table of a safetensors file', () => {
  it('gives types, shapes and absolute positions', async () => {
    const bytes = safetensorsBytes(two);
    const start = bytes.length - 28;
    expect(await table(bytes)).toEqual([
      { name: 'b', dtype: 'BF16', shape: [2, 3], offsetBytes: start, nBytes: 12 },
      { name: 'a', dtype: 'F32', shape: [4], offsetBytes: start + 12, nBytes: 16 },
    ]);
  });

  it('may be padded with spaces, list a scalar and list nothing', async () => {
    expect(await table(rawSafetensors('{}   ', zeros(0)))).toEqual([]);
    const scalar = { name: '__proto__', dtype: 'F16', shape: [], bytes: zeros(2) };
    const header = '{"__proto__":{"dtype":"F16","shape":[],"data_offsets":[0,2]}}';
    expect(await table(rawSafetensors(header, zeros(2)))).toMatchObject([{ name: scalar.name, shape: [], nBytes: 2 }]);
  });
});

describe('a safetensors file that cannot be used', () => {
  const entry = (changes: Record<string, unknown> = {}) => ({
    dtype: 'F32',
    shape: [2],
    data_offsets: [0, 8],
    ...changes,
  });
  const file = (header: unknown, nBytes = 8) => rawSafetensors(JSON.stringify(header), zeros(nBytes));
  const cases: [string, Buffer, string][] = [
    ['is empty', Buffer.alloc(0), 'expected a safetensors file, found 0 bytes (at byte 0)'],
    [
      'says its header is larger than the format allows',
      rawSafetensors('{}', zeros(8), 2n ** 63n),
      'at most 100000000 bytes',
    ],
    [
      'ends within its header',
      rawSafetensors('{}', zeros(0), 3n),
      'the file ends inside its header: 3 bytes needed, 2 left',
    ],
    ['is a GGUF file', Buffer.from('GGUF\x03\0\0\0\0\0\0\0\0\0\0\0'), 'a safetensors header of at most'],
    ['has a header that is no object', file([entry()]), 'expected a JSON header that starts with "{" (at byte 8)'],
    ['has a header that is no JSON', rawSafetensors('{"a":}', zeros(0)), 'the header is not valid JSON'],
    ['has a tensor that is no object', file({ a: [] }), 'tensor "a": expected an object, found an array'],
    ['has a tensor that is a number', file({ a: 7 }), 'tensor "a": expected an object, found 7 (at byte 9)'],
    ['has a tensor without a name', file({ '': entry() }), 'tensor "": expected a name, found none'],
    [
      'has a type of quantised weights',
      file({ a: entry({ dtype: 'I32' }) }),
      'tensor "a": has type "I32"; supported are BF16, F16, F32',
    ],
    ['has no type', file({ a: entry({ dtype: undefined }) }), 'tensor "a": has type nothing'],
    ['has a key of its own', file({ a: entry({ offset: 1 }) }), 'tensor "a": unexpected key "offset"'],
    [
      'has a shape of five',
      file({ a: entry({ shape: [1, 1, 1, 1, 2] }) }),
      'expected a shape of at most 4 whole numbers',
    ],
    ['has a shape below zero', file({ a: entry({ shape: [-2] }) }), 'whole numbers, found [-2]'],
    ['has a shape with a fraction', file({ a: entry({ shape: [0.5] }) }), 'whole numbers, found [0.5]'],
    ['has a shape beyond all', file({ a: entry({ shape: [2 ** 40, 2 ** 40] }) }), 'is too large'],
    [
      'has one offset',
      file({ a: entry({ data_offsets: [0] }) }),
      'expected data_offsets of two whole numbers, found [0]',
    ],
    ['has offsets below zero', file({ a: entry({ data_offsets: [-8, 0] }) }), 'found [-8,0]'],
    [
      'has offsets in the wrong order',
      file({ a: entry({ data_offsets: [8, 0] }) }),
      'F32 [2] takes 8 bytes, data_offsets 8 to 0 do not',
    ],
    [
      'has offsets of another size',
      file({ a: entry({ data_offsets: [0, 7] }) }),
      'F32 [2] takes 8 bytes, data_offsets 0 to 7 do not',
    ],
    [
      'ends within a tensor',
      file({ a: entry() }, 7),
      'tensor "a": 8 bytes from byte 62 do not lie within the file\'s 69 bytes (is the download complete?) (at byte 9)',
    ],
    [
      'has bytes between tensors',
      file({ a: entry({ data_offsets: [4, 12] }) }, 12),
      '4 bytes before tensor "a" belong to none (at byte 63)',
    ],
    [
      'has bytes after all tensors',
      file({ a: entry() }, 9),
      '1 bytes after the last tensor belong to none (at byte 70)',
    ],
    [
      'has tensors that overlap',
      file({ a: entry(), b: entry({ data_offsets: [4, 12] }) }, 12),
      'tensors "a" and "b" overlap (at byte 120)',
    ],
    [
      'lists a tensor twice',
      rawSafetensors(`{"a":${JSON.stringify(entry())},"\\u0061":${JSON.stringify(entry())}}`, zeros(8)),
      '"a" is listed twice (at byte 62)',
    ],
    [
      'says a thing of a tensor twice',
      rawSafetensors('{"a":{"dtype":"F32","dtype":"F16"}}', zeros(8)),
      '"dtype" is listed twice',
    ],
    ['nests without end', rawSafetensors(`{"a":${'['.repeat(100_000)}`, zeros(0)), 'nested more than 3 deep'],
    [
      'has more commas than sense',
      rawSafetensors(`{"a":[${'1,'.repeat(2_000_000)}1]}`, zeros(0)),
      'values, found more',
    ],
    [
      'lists more tensors than any model has',
      rawSafetensors(`{${Array.from({ length: 70_000 }, (_, i) => `"${i}":0`)}}`, zeros(0)),
      'expected at most 65537 entries, found more',
    ],
  ];
  it.each(cases)('since it %s is refused', async (_, bytes, words) => {
    const error = await table(bytes).then(
      () => new Error('read'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as CheckpointError).message).toContain(`${path}: `);
    expect((error as CheckpointError).message).toContain(words);
  });
});
