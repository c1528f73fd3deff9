// Writes Hugging Face folders for tests: safetensors files byte by byte, and variants of tiny-mistral-swa.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The golden folder: config.json, model.safetensors in BF16, tokenizer.model. */
export const tinyFolder = fileURLToPath(new URL('../goldens/tiny-mistral-swa', import.meta.url));

/** A tensor to be written; `bytes` as they stand in the file. */
export interface RawTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A safetensors file of these tensors, one behind the other. */
export function safetensorsBytes(tensors: readonly RawTensor[]): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  return rawSafetensors(JSON.stringify(header), Buffer.concat(tensors.map(({ bytes }) => bytes)));
}

/** A safetensors file with any header, right or wrong; `length` is what it says the header's length is. */
export function rawSafetensors(header: string, data: Uint8Array, length?: bigint): Buffer {
  const text = Buffer.from(header);
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([head, text, data]);
}

/** The tensors of tiny-mistral-swa. */
export const tinyTensors = (): RawTensor[] => readSafetensors(join(tinyFolder, 'model.safetensors'));

/** The tensors of a file of our own, read the short way. */
export function readSafetensors(path: string): RawTensor[] {
  const file = readFileSync(path);
  const dataStart = 8 + Number(file.readBigUInt64LE());
  const header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> = JSON.parse(
    file.toString('utf8', 8, dataStart),
  );
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [begin, end],
        },
      ]) => ({
        name,
        dtype,
        shape,
        bytes: file.subarray(dataStart + begin, dataStart + end),
      }),
    );
}

/** The same numbers in another type; F16 holds them all but for those below its range, of which there are none. */
export function convertTensor({ name, shape, bytes }: RawTensor, dtype: 'F32' | 'F16'): RawTensor {
  const n = bytes.length / 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const target = Buffer.alloc(n * (dtype === 'F32' ? 4 : 2));
  for (let i = 0; i < n; i++) {
    const bits = view.getUint16(2 * i, true);
    if (dtype === 'F32') target.writeUInt32LE(bits * 2 ** 16, 4 * i);
    else target.writeUInt16LE(halfOfBfloat(bits), 2 * i);
  }
  return { name, dtype, shape, bytes: target };
}

/** Writes a folder; `shards` lists the tensors of each file. One file has no index. */
export function writeFolder(
  folder: string,
  shards: readonly (readonly RawTensor[])[],
  config: Readonly<Record<string, unknown>> = {},
): string {
  mkdirSync(folder, { recursive: true });
  const original = JSON.parse(readFileSync(join(tinyFolder, 'config.json'), 'utf8'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...original, ...config }));
  copyFileSync(join(tinyFolder, 'tokenizer.model'), join(folder, 'tokenizer.model'));
  const [first = []] = shards;
  if (shards.length === 1) {
    writeFileSync(join(folder, 'model.safetensors'), safetensorsBytes(first));
    return folder;
  }
  const weightMap: Record<string, string> = {};
  for (const [i, tensors] of shards.entries()) {
    const file = `model-0000${i + 1}-of-0000${shards.length}.safetensors`;
    writeFileSync(join(folder, file), safetensorsBytes(tensors));
    for (const { name } of tensors) weightMap[name] = file;
  }
  const index = { metadata: { total_size: 0 }, weight_map: weightMap };
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
  return folder;
}

/** 8 bits of exponent and 7 of fraction into 5 and 10, subnormal halves included. */
function halfOfBfloat(bits: number): number {
  const sign = bits & 0x8000;
  const exponent = ((bits >> 7) & 0xff) - 127;
  const fraction = bits & 0x7f;
  if (exponent > 15) throw new RangeError(`0x${bits.toString(16)} is too large for F16`);
  if (exponent >= -14) return sign | ((exponent + 15) << 10) | (fraction << 3);
  return sign | ((((fraction | 0x80) << 3) / 2 ** (-14 - exponent)) & 0x3ff);
}
