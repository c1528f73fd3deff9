// Opens a GGUF file, versions 2 and 3: header, metadata, tensor table; the weights stay on disk until read. A pure
// parser: nothing is allocated, and no tensor is listed, that the file's size does not cover.
import type { FileHandle } from 'node:fs/promises';
import { byteLength, type Dtype, dtypes } from '../dtype.ts';
import type { Checkpoint, MetadataValue, TensorInfo } from './checkpoint.ts';
import { describeForeign, headBytes } from './foreign-file.ts';
import { dtypeOfGgmlType, ggmlTypeName } from './ggml-type.ts';
import { limits, quote, readMetadata, readString } from './gguf-metadata.ts';
import { checkParts, pathsOfParts } from './gguf-parts.ts';
import { HeaderReader, readFully } from './header-reader.ts';
import { openFile } from './open-file.ts';

/** 'GGUF', read as a little-endian number. */
export const ggufMagic = 0x46554747;

const maxTensors = 65_536; // a 70B model has some 700
const maxNameBytes = 256; // the format allows 64
const maxDims = 4;
const defaultAlignment = 32; // bytes

/** A tensor as the file lists it, before it is placed: `offset` counts from the start of the data section. */
interface Listing {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly nBytes: number;
  readonly offset: bigint;
  readonly listedAt: number; // position of the entry in the file
}

/** One file of a model: its handle is the caller's to close. */
interface GgufFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}

/**
 * Opens a GGUF file. A model that is split into several files is opened whole, whichever of them is named.
 * Rejects with a CheckpointError that names the file, the key or tensor, and the position.
 */
export async function openGguf(path: string): Promise<Checkpoint> {
  const files: GgufFile[] = [];
  try {
    const named = await openPart(path);
    files.push(named);
    const paths = pathsOfParts(path, named.metadata);
    for (const other of paths) if (other !== path) files.push(await openPart(other));
    files.sort((a, b) => paths.indexOf(a.path) - paths.indexOf(b.path));
    checkParts(files);
    return new GgufCheckpoint(files);
  } catch (error) {
    await Promise.all(files.map(({ handle }) => handle.close()));
    throw error;
  }
}

async function openPart(path: string): Promise<GgufFile> {
  const handle = await openFile(path, 'a GGUF file');
  try {
    const { size } = await handle.stat();
    const reader = new HeaderReader(handle, path, size);
    const { nTensors, nKeys } = await readHead(reader);
    const metadata = await readMetadata(reader, nKeys);
    const alignment = alignmentOf(reader, metadata);
    const listings = await readListings(reader, nTensors);
    const dataStart = Math.ceil(reader.position / alignment) * alignment;
    return { path, handle, metadata, tensors: placeTensors(reader, listings, dataStart, alignment) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class GgufCheckpoint implements Checkpoint {
  readonly path: string; // of the first part
  readonly metadata: ReadonlyMap<string, MetadataValue>; // of the first part
  readonly tensors: ReadonlyMap<string, TensorInfo>; // of all parts
  readonly #files: readonly GgufFile[];
  readonly #fileOf = new Map<string, GgufFile>(); // by the tensor's name

  constructor(files: readonly GgufFile[]) {
    const [first] = files as readonly [GgufFile];
    this.path = first.path;
    this.metadata = first.metadata;
    this.tensors = new Map(files.flatMap((file) => [...file.tensors]));
    this.#files = files;
    for (const file of files) for (const name of file.tensors.keys()) this.#fileOf.set(name, file);
  }

  async read(tensor: TensorInfo, target: Uint8Array, offsetBytes = 0): Promise<void> {
    const file = this.#fileOf.get(tensor.name);
    if (!file) throw new RangeError(`${this.path}: no tensor ${quote(tensor.name)}`);
    const { handle, path } = file;
    if (!Number.isInteger(offsetBytes) || offsetBytes < 0 || offsetBytes + target.length > tensor.nBytes) {
      throw new RangeError(
        `${path}: tensor ${quote(tensor.name)} has ${tensor.nBytes} bytes; asked for ${target.length} from ${offsetBytes}`,
      );
    }
    await readFully(handle, path, target, tensor.offsetBytes + offsetBytes);
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map(({ handle }) => handle.close()));
  }
}

async function readHead(reader: HeaderReader): Promise<{ nTensors: number; nKeys: number }> {
  await reader.need(8, 'the magic number and version');
  const magic = reader.u32();
  if (magic !== ggufMagic) {
    const foreign = describeForeign(await reader.head(headBytes));
    if (foreign !== undefined) reader.fail(`expected a GGUF file, found ${foreign}`, 0);
    reader.fail(`expected a GGUF file ('GGUF', 0x46554747), found 0x${magic.toString(16).padStart(8, '0')}`, 0);
  }
  const version = reader.u32();
  if (version > 0 && (version & 0xffff) === 0) {
    reader.fail('a big-endian GGUF file; only little-endian is supported: convert the model again as such', 4);
  }
  if (version !== 2 && version !== 3) {
    reader.fail(`expected GGUF version 2 or 3, found ${version}: convert the model again with a current tool`, 4);
  }
  await reader.need(16, 'the counts of tensors and keys');
  // Shortest entries: a key's length and value (8 + 4 + 1); a name of one byte, one dimension, type and offset.
  const nTensors = readCount(reader, 'tensors', maxTensors, 8 + 1 + 4 + 8 + 4 + 8);
  const nKeys = readCount(reader, 'metadata keys', limits.keys, 13);
  return { nTensors, nKeys };
}

function readCount(reader: HeaderReader, what: string, max: number, entryBytes: number): number {
  const start = reader.position;
  const count = reader.u64();
  if (count > BigInt(max)) reader.fail(`expected at most ${max} ${what}, found a count of ${count}`, start);
  if (Number(count) * entryBytes > reader.bytesLeft) {
    reader.fail(`${count} ${what} do not fit into a file of ${reader.fileBytes} bytes`, start);
  }
  return Number(count);
}

function alignmentOf(reader: HeaderReader, metadata: ReadonlyMap<string, MetadataValue>): number {
  const alignment = metadata.get('general.alignment') ?? defaultAlignment;
  const isPowerOfTwo = typeof alignment === 'number' && Number.isInteger(Math.log2(alignment));
  if (!isPowerOfTwo || alignment < 1 || alignment > 2 ** 20) {
    reader.fail(`"general.alignment": expected a power of two from 1 to 1048576, found ${quote(String(alignment))}`);
  }
  return alignment;
}

async function readListings(reader: HeaderReader, nTensors: number): Promise<Listing[]> {
  const listings: Listing[] = [];
  for (let i = 0; i < nTensors; i++) {
    const listedAt = reader.position;
    const name = await readString(reader, `the name of tensor ${i + 1} of ${nTensors}`, maxNameBytes);
    if (name === '') reader.fail(`tensor ${i + 1} of ${nTensors} has no name`, listedAt);
    const shape = await readShape(reader, `tensor ${quote(name)}`);
    const dtype = readDtype(reader, `tensor ${quote(name)}`, shape, listedAt);
    const nElements = shape.reduce((product, dim) => product * dim, 1);
    listings.push({ name, dtype, shape, nBytes: byteLength(dtype, nElements), offset: reader.u64(), listedAt });
  }
  return listings;
}

/** The dimensions, outermost first; after it, type and offset can be read. */
async function readShape(reader: HeaderReader, what: string): Promise<number[]> {
  await reader.need(4, what);
  const nDims = reader.u32();
  if (nDims < 1 || nDims > maxDims) {
    reader.fail(`${what}: expected 1 to ${maxDims} dimensions, found ${nDims}`, reader.position - 4);
  }
  await reader.need(nDims * 8 + 12, what);
  const shape: number[] = [];
  let nElements = 1;
  for (let d = 0; d < nDims; d++) {
    const dim = reader.u64();
    // Dividing instead of multiplying: the product itself could overflow.
    if (dim < 1n || dim > BigInt(Math.floor(Number.MAX_SAFE_INTEGER / nElements))) {
      reader.fail(`${what}: dimension ${d} is ${dim}: zero, or too large a tensor`, reader.position - 8);
    }
    nElements *= Number(dim);
    shape.unshift(Number(dim)); // the file has the innermost first
  }
  // A vector of n may be written [n, 1]: outer dimensions of 1 say nothing.
  while (shape.length > 1 && shape[0] === 1) shape.shift();
  return shape;
}

function readDtype(reader: HeaderReader, what: string, shape: readonly number[], listedAt: number): Dtype {
  const type = reader.u32();
  const dtype = dtypeOfGgmlType(type);
  if (!dtype) {
    const supported = Object.keys(dtypes).join(', ');
    reader.fail(`${what} has type ${ggmlTypeName(type)}; supported are ${supported}`, reader.position - 4);
  }
  const { blockSize } = dtypes[dtype];
  const nCols = shape.at(-1) ?? 0;
  if (nCols % blockSize !== 0) {
    reader.fail(`${what}: a row of ${nCols} weights is no whole number of ${dtype} blocks of ${blockSize}`, listedAt);
  }
  return dtype;
}

function placeTensors(
  reader: HeaderReader,
  listings: readonly Listing[],
  dataStart: number,
  alignment: number,
): Map<string, TensorInfo> {
  const tensors = new Map<string, TensorInfo>();
  for (const { name, dtype, shape, nBytes, offset, listedAt } of listings) {
    const what = `tensor ${quote(name)}`;
    if (tensors.has(name)) reader.fail(`${what} is listed twice`, listedAt);
    if (offset % BigInt(alignment) !== 0n) {
      reader.fail(`${what}: expected an offset that is a multiple of ${alignment}, found ${offset}`, listedAt);
    }
    if (BigInt(dataStart) + offset + BigInt(nBytes) > BigInt(reader.fileBytes)) {
      reader.fail(
        `${what}: ${nBytes} bytes from byte ${BigInt(dataStart) + offset} do not lie within the file's ${reader.fileBytes} bytes (is the download complete?)`,
        listedAt,
      );
    }
    tensors.set(name, { name, dtype, shape, offsetBytes: dataStart + Number(offset), nBytes });
  }
  const inFileOrder = [...tensors.values()].sort((a, b) => a.offsetBytes - b.offsetBytes);
  for (const [i, tensor] of inFileOrder.entries()) {
    const next = inFileOrder[i + 1];
    if (next && tensor.offsetBytes + tensor.nBytes > next.offsetBytes) {
      reader.fail(`tensors ${quote(tensor.name)} and ${quote(next.name)} overlap`, next.offsetBytes);
    }
  }
  return tensors;
}
