// The key-value part of a GGUF file: typed values, arrays, arrays of arrays. Reads what the file says and bounds it;
// what a key means is known by its readers (text/, model/).
import type { MetadataValue } from './checkpoint.ts';
import type { HeaderReader } from './header-reader.ts';

/** Bounds on what one file may ask for, far above any real model (the largest vocabularies have some 260k pieces). */
export const limits = {
  keys: 65_536,
  keyBytes: 65_535, // the format's own
  stringBytes: 64 * 1024 * 1024, // some files carry a whole tokenizer.json in one value
  arrayElements: 4 * 1024 * 1024,
  /** Over all arrays of the file: a JavaScript value takes up to ten times its bytes in the file. */
  totalElements: 16 * 1024 * 1024,
  arrayDepth: 4,
} as const;

const stringType = 8;
const arrayType = 9;

interface Scalar {
  readonly name: string;
  readonly nBytes: number;
  /** `what` names the value in an error. */
  read(reader: HeaderReader, what: string): MetadataValue;
}

const scalars: Readonly<Record<number, Scalar>> = {
  0: { name: 'uint8', nBytes: 1, read: (r) => r.u8() },
  1: { name: 'int8', nBytes: 1, read: (r) => r.i8() },
  2: { name: 'uint16', nBytes: 2, read: (r) => r.u16() },
  3: { name: 'int16', nBytes: 2, read: (r) => r.i16() },
  4: { name: 'uint32', nBytes: 4, read: (r) => r.u32() },
  5: { name: 'int32', nBytes: 4, read: (r) => r.i32() },
  6: { name: 'float32', nBytes: 4, read: (r) => r.f32() },
  7: { name: 'bool', nBytes: 1, read: (r) => r.u8() !== 0 }, // any other byte than 0, as in C,
  10: { name: 'uint64', nBytes: 8, read: (r) => numberIfExact(r.u64()) },
  11: { name: 'int64', nBytes: 8, read: (r) => numberIfExact(r.i64()) },
  12: { name: 'float64', nBytes: 8, read: (r) => r.f64() },
};

/** Reads `nKeys` pairs of key and value. */
export async function readMetadata(reader: HeaderReader, nKeys: number): Promise<Map<string, MetadataValue>> {
  const metadata = new Map<string, MetadataValue>();
  const budget = { elementsLeft: limits.totalElements };
  for (let i = 0; i < nKeys; i++) {
    const start = reader.position;
    const key = await readString(reader, `metadata key ${i + 1} of ${nKeys}`, limits.keyBytes);
    if (metadata.has(key)) reader.fail(`metadata key ${quote(key)} occurs twice`, start);
    const what = `the value of ${quote(key)}`;
    await reader.need(4, what);
    metadata.set(key, await readValue(reader, reader.u32(), { what, depth: 0, budget }));
  }
  return metadata;
}

/** A length (64 bits) and that many bytes of UTF-8. */
export async function readString(reader: HeaderReader, what: string, maxBytes: number): Promise<string> {
  if (!reader.has(8)) await reader.need(8, what);
  const start = reader.position;
  const nBytes = reader.u64();
  if (nBytes > BigInt(maxBytes)) {
    reader.fail(`${what}: expected a string of at most ${maxBytes} bytes, found a length of ${nBytes}`, start);
  }
  if (!reader.has(Number(nBytes))) await reader.need(Number(nBytes), what);
  return reader.text(Number(nBytes));
}

/** Names out of the file may be long or hold anything: a short, printable form for messages. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name);
}

/** Which value is read, and what it may still take. */
interface ValuePlace {
  /** For messages. */
  readonly what: string;
  /** Arrays that the value lies in. */
  readonly depth: number;
  /** Of the whole file. */
  readonly budget: { elementsLeft: number };
}

async function readValue(reader: HeaderReader, type: number, place: ValuePlace): Promise<MetadataValue> {
  const { what } = place;
  if (type === stringType) return readString(reader, what, limits.stringBytes);
  if (type === arrayType) return readArray(reader, { ...place, depth: place.depth + 1 });
  const scalar = scalarOf(reader, type, what);
  await reader.need(scalar.nBytes, what);
  return scalar.read(reader, what);
}

async function readArray(reader: HeaderReader, place: ValuePlace): Promise<MetadataValue[]> {
  const { what, depth, budget } = place;
  if (depth > limits.arrayDepth) reader.fail(`${what}: arrays nested more than ${limits.arrayDepth} deep`);
  await reader.need(12, what);
  const start = reader.position;
  const type = reader.u32();
  const count = reader.u64();
  // Shortest element: a string is at least its length, an array its type and count.
  const elementBytes = type === stringType ? 8 : type === arrayType ? 12 : scalarOf(reader, type, what).nBytes;
  if (count > BigInt(limits.arrayElements) || Number(count) > budget.elementsLeft) {
    reader.fail(
      `${what}: expected an array of at most ${limits.arrayElements} elements (${limits.totalElements} over the whole file), found a count of ${count}`,
      start,
    );
  }
  const length = Number(count);
  if (length * elementBytes > reader.bytesLeft) {
    reader.fail(`${what}: ${length} elements need ${length * elementBytes} bytes, ${reader.bytesLeft} left`, start);
  }
  budget.elementsLeft -= length;

  const values: MetadataValue[] = [];
  if (type === stringType || type === arrayType) {
    for (let i = 0; i < length; i++) values.push(await readValue(reader, type, place));
  } else {
    const { read } = scalarOf(reader, type, what);
    await reader.need(length * elementBytes, what);
    for (let i = 0; i < length; i++) values.push(read(reader, what));
  }
  return values;
}

function scalarOf(reader: HeaderReader, type: number, what: string): Scalar {
  const scalar = scalars[type];
  if (!scalar) reader.fail(`${what}: expected a value type from 0 to 12, found ${type}`);
  return scalar;
}

function numberIfExact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
