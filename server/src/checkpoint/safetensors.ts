// The table of a safetensors file: 8 bytes of header length, a JSON header, then the tensors' bytes without a gap. A
// pure parser: nothing is allocated, and no tensor is listed, that the file's size does not cover.
import type { FileHandle } from 'node:fs/promises';
import { byteLength, type Dtype } from '../dtype.ts';
import { CheckpointError, type TensorInfo } from './checkpoint.ts';
import { describeForeign, headBytes } from './foreign-file.ts';
import { quote } from './gguf-metadata.ts';
import { readFully } from './header-reader.ts';
import { show } from './json-file.ts';
import { scanJson } from './scan-json.ts';

const maxHeaderBytes = 100_000_000; // the format's own
const maxTensors = 65_536; // a 70B model has some 700
const maxDims = 4;
const supported: readonly Dtype[] = ['BF16', 'F16', 'F32'];

/** Reads the table of an open file, in the order of the bytes. Throws a CheckpointError naming tensor and position. */
export async function readSafetensorsTable(handle: FileHandle, path: string): Promise<TensorInfo[]> {
  const { size } = await handle.stat();
  const nHeaderBytes = await readHeaderLength(handle, path, size);
  const bytes = Buffer.allocUnsafe(nHeaderBytes);
  await readFully(handle, path, bytes, 8);
  return new TableReader(path, size, bytes).read();
}

async function readHeaderLength(handle: FileHandle, path: string, fileBytes: number): Promise<number> {
  const start = new Uint8Array(Math.min(headBytes, fileBytes));
  await readFully(handle, path, start, 0);
  const foreign = describeForeign(start);
  // Within a header's first eight bytes anything may stand; what is one of our own kind is judged below.
  if (foreign !== undefined && start[8] !== 0x7b) {
    throw new CheckpointError(path, `expected a safetensors file, found ${foreign} (at byte 0)`);
  }
  const fail = (problem: string): never => {
    throw new CheckpointError(path, `${problem} (at byte 0)`);
  };
  if (fileBytes < 10) fail(`expected a safetensors file, found ${fileBytes} bytes`);
  const head = Buffer.alloc(8);
  await readFully(handle, path, head, 0);
  const length = head.readBigUInt64LE();
  if (length > BigInt(maxHeaderBytes)) {
    fail(`expected a safetensors header of at most ${maxHeaderBytes} bytes, found a length of ${length}`);
  }
  if (Number(length) > fileBytes - 8) {
    fail(`the file ends inside its header: ${length} bytes needed, ${fileBytes - 8} left`);
  }
  return Number(length);
}

class TableReader {
  readonly #path: string;
  readonly #dataStart: number; // absolute
  readonly #dataBytes: number;
  readonly #text: string;
  readonly #positions: ReadonlyMap<string, number>; // of each name, in #text

  constructor(path: string, fileBytes: number, header: Buffer) {
    this.#path = path;
    this.#dataStart = 8 + header.length;
    this.#dataBytes = fileBytes - this.#dataStart;
    this.#text = header.toString('utf8'); // invalid bytes become U+FFFD, which is no harm within a name
    const fail = (problem: string, at: number) => this.#fail(problem, at);
    if (!this.#text.startsWith('{')) fail('expected a JSON header that starts with "{"', 0);
    // An entry is an object with two lists in it: three levels. No list has more than maxDims numbers.
    this.#positions = scanJson(this.#text, { maxDepth: 3, maxKeys: maxTensors + 1, maxValues: maxTensors * 16 }, fail);
  }

  read(): TensorInfo[] {
    let header: object;
    try {
      header = JSON.parse(this.#text);
    } catch (error) {
      return this.#fail(`the header is not valid JSON: ${error instanceof Error ? error.message : String(error)}`, 0);
    }
    const tensors: TensorInfo[] = [];
    for (const [name, entry] of Object.entries(header)) {
      if (name !== '__metadata__') tensors.push(this.#tensor(name, entry));
    }
    tensors.sort((a, b) => a.offsetBytes - b.offsetBytes || a.nBytes - b.nBytes);
    this.#checkCover(tensors);
    return tensors;
  }

  #tensor(name: string, entry: unknown): TensorInfo {
    const fail = (problem: string) => this.#fail(`tensor ${quote(name)}: ${problem}`, this.#positions.get(name) ?? 0);
    if (name === '') fail('expected a name, found none');
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
      fail(`expected an object, found ${show(entry)}`);
    const { dtype, shape, data_offsets: offsets, ...others } = entry as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(others)) fail(`unexpected key ${quote(key)}`);
    const type = supported.find((known) => known === dtype);
    if (!type) return fail(`has type ${show(dtype)}; supported are ${supported.join(', ')}`);
    if (!Array.isArray(shape) || shape.length > maxDims || !shape.every(isCount)) {
      return fail(`expected a shape of at most ${maxDims} whole numbers, found ${JSON.stringify(shape)}`);
    }
    const nElements = shape.reduce((product, dim) => product * dim, 1);
    const nBytes = byteLength(type, nElements);
    if (!Number.isSafeInteger(nBytes)) fail(`the shape [${shape}] is too large`);
    if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
      return fail(`expected data_offsets of two whole numbers, found ${JSON.stringify(offsets)}`);
    }
    const [begin, end] = offsets as [number, number];
    if (end - begin !== nBytes)
      fail(`${type} [${shape}] takes ${nBytes} bytes, data_offsets ${begin} to ${end} do not`);
    if (end > this.#dataBytes) {
      const absolute = this.#dataStart + begin;
      fail(
        `${nBytes} bytes from byte ${absolute} do not lie within the file's ${this.#dataStart + this.#dataBytes} bytes (is the download complete?)`,
      );
    }
    return { name, dtype: type, shape, offsetBytes: this.#dataStart + begin, nBytes };
  }

  /** The format allows neither overlaps nor holes: every byte after the header is in one tensor. */
  #checkCover(tensors: readonly TensorInfo[]): void {
    let position = this.#dataStart;
    for (const [i, { name, offsetBytes, nBytes }] of tensors.entries()) {
      if (offsetBytes < position) {
        const before = tensors[i - 1]?.name ?? '';
        this.#fail(`tensors ${quote(before)} and ${quote(name)} overlap`, offsetBytes, 'file');
      }
      if (offsetBytes > position) {
        this.#fail(`${offsetBytes - position} bytes before tensor ${quote(name)} belong to none`, position, 'file');
      }
      position += nBytes;
    }
    const left = this.#dataStart + this.#dataBytes - position;
    if (left > 0) this.#fail(`${left} bytes after the last tensor belong to none`, position, 'file');
  }

  /** Refuses the file; `at` counts characters of the header, or bytes of the file. */
  #fail(problem: string, at: number, of: 'header' | 'file' = 'header'): never {
    const position = of === 'file' ? at : 8 + Buffer.byteLength(this.#text.slice(0, at));
    throw new CheckpointError(this.#path, `${problem} (at byte ${position})`);
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
