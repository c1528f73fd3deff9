import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ggufBytes, type RawGguf, type RawTensor, type RawValue } from '../../test/checkpoint/gguf-bytes.ts';
import { type Checkpoint, CheckpointError } from './checkpoint.ts';
import { openGguf } from './gguf.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gguf-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(content: RawGguf | Uint8Array): Promise<string> {
  const path = join(folder, `${Math.random()}.gguf`);
  await writeFile(path, content instanceof Uint8Array ? content : ggufBytes(content));
  return path;
}

async function opened<T>(content: RawGguf, use: (checkpoint: Checkpoint) => T | Promise<T>): Promise<T> {
  const checkpoint = await openGguf(await write(content));
  try {
    return await use(checkpoint);
  } finally {
    await checkpoint.close();
  }
}

async function refusal(content: RawGguf | Uint8Array): Promise<string> {
  const path = await write(content);
  const error = await openGguf(path).then(
    () => new Error('opened'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  const { message } = error as CheckpointError;
  expect(message.startsWith(`${path}: `)).toBe(true);
  return message.slice(path.length + 2);
}

const matrix: RawTensor = { name: 'a', dims: [4n, 2n], type: 0, offset: 0n };

describe('what a GGUF file says', () => {
  it('comes out as metadata of every type', async () => {
    const metadata: [string, RawValue][] = [
      ['u8', { type: 0, value: 255 }],
      ['i8', { type: 1, value: -1 }],
      ['u16', { type: 2, value: 65535 }],
      ['i16', { type: 3, value: -2 }],
      ['u32', { type: 4, value: -1 }],
      ['i32', { type: 5, value: -3 }],
      ['f32', { type: 6, value: 0.1 }],
      ['yes', { type: 7, value: 1 }],
      ['text', { type: 8, value: 'déjà ▁ 😀' }],
      ['u64', { type: 10, value: 2n ** 53n - 1n }],
      ['big', { type: 10, value: 2n ** 64n - 1n }],
      ['i64', { type: 11, value: -5n }],
      ['f64', { type: 12, value: 0.1 }],
      [
        'deep',
        {
          type: 9,
          elementType: 9,
          elements: [
            { type: 9, elementType: 8, elements: [{ type: 8, value: 'x' }] },
            { type: 9, elementType: 4, elements: [] },
          ],
        },
      ],
    ];
    expect(await opened({ metadata }, (c) => Object.fromEntries(c.metadata))).toEqual({
      u8: 255,
      i8: -1,
      u16: 65535,
      i16: -2,
      u32: 4294967295,
      i32: -3,
      f32: Math.fround(0.1),
      yes: true,
      text: 'déjà ▁ 😀',
      u64: Number.MAX_SAFE_INTEGER,
      big: 2n ** 64n - 1n,
      i64: -5,
      f64: 0.1,
      deep: [['x'], []],
    });
  });

  it('is the same in version 2', async () => {
    expect(await opened({ version: 2, tensors: [matrix], dataBytes: 32 }, (c) => [...c.tensors.keys()])).toEqual(['a']);
  });

  it('may write true as any other byte than 0', async () => {
    const metadata: [string, RawValue][] = [0, 1, 2, 255].map((value) => [`${value}`, { type: 7, value }]);
    expect(await opened({ metadata }, (c) => [...c.metadata.values()])).toEqual([false, true, true, true]);
  });

  it('may have an alignment of 1, and vectors with outer dimensions of 1', async () => {
    const metadata: [string, RawValue][] = [['general.alignment', { type: 4, value: 1 }]];
    const tensors: RawTensor[] = [{ name: 'a', dims: [3n, 1n, 1n], type: 0, offset: 1n }];
    const [a] = await opened({ metadata, tensors, dataBytes: 32 }, (c) => [...c.tensors.values()]);
    expect(a).toMatchObject({ shape: [3], nBytes: 12 });
  });

  it('gives shapes with rows first and absolute offsets', async () => {
    const tensors: RawTensor[] = [matrix, { name: 'b', dims: [32n], type: 8, offset: 64n }];
    const { a, b } = await opened({ tensors, dataBytes: 98 }, (c) => Object.fromEntries(c.tensors));
    expect(a).toMatchObject({ dtype: 'F32', shape: [2, 4], nBytes: 32 });
    expect(b).toMatchObject({ dtype: 'Q8_0', shape: [32], nBytes: 34 });
    expect((b?.offsetBytes ?? 0) - (a?.offsetBytes ?? 0)).toBe(64);
  });

  it('survives a long string across the reader’s chunks', async () => {
    const text = 'é'.repeat(300_000);
    const metadata: [string, RawValue][] = [['t', { type: 8, value: text }]];
    expect(await opened({ metadata }, (c) => c.metadata.get('t') === text)).toBe(true);
  });
});

describe('reading a tensor', () => {
  it('fills the target from the offset within the tensor', async () => {
    const bytes = ggufBytes({ tensors: [matrix], dataBytes: 32 });
    bytes.set([1, 2, 3, 4], bytes.length - 32);
    const checkpoint = await openGguf(await write(bytes));
    const tensor = checkpoint.tensors.get('a');
    if (!tensor) throw new Error('no tensor');
    const target = new Uint8Array(3);
    await checkpoint.read(tensor, target, 1);
    expect([...target]).toEqual([2, 3, 4]);
    await expect(checkpoint.read(tensor, target, 30)).rejects.toThrow('tensor "a" has 32 bytes; asked for 3 from 30');
    await truncate(checkpoint.path, bytes.length - 32);
    await expect(checkpoint.read(tensor, target)).rejects.toThrow('the file has become shorter');
    await checkpoint.close();
  });
});

describe('a file that cannot be used', () => {
  const key = (value: RawValue): RawGguf => ({ metadata: [['k', value]] });
  const cases: [string, RawGguf | Uint8Array, string][] = [
    ['empty', new Uint8Array(0), 'the file ends inside the magic number and version: 8 bytes needed, 0 left'],
    ['of another kind', { magic: 'what' }, "expected a GGUF file ('GGUF', 0x46554747), found 0x74616877"],
    ['a zip archive', { magic: 'PK\x03\x04' }, 'expected a GGUF file, found a zip or PyTorch file'],
    ['a web page', Buffer.from('\n<!DOCTYPE html><html><body>'), 'expected a GGUF file, found a web page (HTML)'],
    [
      'a pointer to itself',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 4\n'),
      'expected a GGUF file, found a Git LFS pointer: the weights themselves were not downloaded',
    ],
    ['an error', Buffer.from('Access to model x is restricted.'), 'found a text that begins "Access to model x'],
    ['of the time before GGUF', { magic: 'tjgg' }, 'found a GGML file of before August 2023'],
    ['safetensors', Buffer.from('\x10\0\0\0\0\0\0\0{"a":{}}          '), 'found a safetensors file: name the folder'],
    ['of version 1', { version: 1 }, 'expected GGUF version 2 or 3, found 1'],
    ['big-endian', { version: 0x03000000 }, 'a big-endian GGUF file; only little-endian is supported'],
    [
      'with too many keys',
      { nKeys: 2n ** 63n },
      'expected at most 65536 metadata keys, found a count of 9223372036854775808',
    ],
    ['with more tensors than bytes', { nTensors: 60_000n }, '60000 tensors do not fit into a file of 32 bytes'],
    [
      'with a key too long',
      key({ type: 8, value: '', length: 2n ** 40n }),
      'the value of "k": expected a string of at most',
    ],
    [
      'that ends inside a string',
      key({ type: 8, value: '', length: 1000n }),
      'the file ends inside the value of "k": 1000 bytes needed',
    ],
    [
      'with a value of no type',
      { metadata: [['k', { type: 13 as 12, value: 0 }]] },
      'the value of "k": expected a value type from 0 to 12, found 13',
    ],
    [
      'with an array too long',
      key({ type: 9, elementType: 0, elements: [], count: 2n ** 32n }),
      'the value of "k": expected an array of at most 4194304 elements',
    ],
    [
      'with an array beyond its end',
      key({ type: 9, elementType: 12, elements: [], count: 1000n }),
      'the value of "k": 1000 elements need 8000 bytes',
    ],
    ['nested too deep', key(nested(5)), 'the value of "k": arrays nested more than 4 deep'],
    [
      'with a key twice',
      {
        metadata: [
          ['k', { type: 0, value: 0 }],
          ['k', { type: 0, value: 0 }],
        ],
      },
      'metadata key "k" occurs twice (at byte 38)',
    ],
    [
      'with alignment 0',
      { metadata: [['general.alignment', { type: 4, value: 0 }]] },
      '"general.alignment": expected a power of two from 1',
    ],
    ['with alignment 48', { metadata: [['general.alignment', { type: 4, value: 48 }]] }, 'found "48"'],
    [
      'with an IQ2_XS tensor',
      { tensors: [{ ...matrix, type: 17 }] },
      'tensor "a" has type IQ2_XS; supported are F32, F16',
    ],
    ['with a tensor of no known type', { tensors: [{ ...matrix, type: 99 }] }, 'tensor "a" has type unknown type 99'],
    [
      'with a tensor without a name',
      { tensors: [{ ...matrix, name: '' }], dataBytes: 64 },
      'tensor 1 of 1 has no name',
    ],
    [
      'with five dimensions',
      { tensors: [{ ...matrix, dims: [1n, 1n, 1n, 1n, 1n] }] },
      'expected 1 to 4 dimensions, found 5',
    ],
    ['with a dimension of zero', { tensors: [{ ...matrix, dims: [4n, 0n] }] }, 'tensor "a": dimension 1 is 0'],
    [
      'whose dimensions overflow',
      { tensors: [{ ...matrix, dims: [2n ** 32n, 2n ** 32n] }] },
      'tensor "a": dimension 1 is 4294967296: zero, or too large',
    ],
    [
      'with a broken row of blocks',
      { tensors: [{ ...matrix, dims: [33n], type: 8 }] },
      'a row of 33 weights is no whole number of Q8_0 blocks of 32',
    ],
    [
      'with a crooked offset',
      { tensors: [{ ...matrix, offset: 4n }], dataBytes: 64 },
      'expected an offset that is a multiple of 32, found 4',
    ],
    [
      'with a tensor beyond its end',
      { tensors: [matrix], dataBytes: 31 },
      'tensor "a": 32 bytes from byte 96 do not lie within',
    ],
    [
      'with an offset that overflows',
      { tensors: [{ ...matrix, offset: 2n ** 64n - 32n }], dataBytes: 64 },
      'do not lie within',
    ],
    [
      'with a tensor twice',
      { tensors: [matrix, { ...matrix, offset: 32n }], dataBytes: 64 },
      'tensor "a" is listed twice',
    ],
    [
      'with overlapping tensors',
      {
        tensors: [
          { ...matrix, dims: [16n] },
          { ...matrix, name: 'b', offset: 32n },
        ],
        dataBytes: 64,
      },
      'tensors "a" and "b" overlap',
    ],
  ];
  it.each(cases)('%s is refused', async (_, content, words) => {
    expect(await refusal(content)).toContain(words);
  });

  it('is told apart from no file at all', async () => {
    await expect(openGguf(join(folder, 'absent.gguf'))).rejects.toThrow(/absent\.gguf: cannot be opened: ENOENT/);
    await expect(openGguf(folder)).rejects.toThrow('expected a GGUF file, found no regular file');
  });
});

function nested(depth: number): RawValue {
  return depth === 0
    ? { type: 0, value: 0 }
    : { type: 9, elementType: depth === 1 ? 0 : 9, elements: [nested(depth - 1)] };
}
