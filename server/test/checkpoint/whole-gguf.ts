// Reads a GGUF file of our own whole, so that tests can change one thing in it and write it again. Not for files of others:
// it checks nothing.
import { readFileSync, writeFileSync } from 'node:fs';

/** A metadata value with its type number; arrays are {of, items}. */
export interface GgufValue {
  readonly type: number;
  readonly value: unknown;
}

export interface GgufTensor {
  name: string;
  dims: number[]; // innermost first, as in the file
  readonly type: number;
  data: Buffer;
}

export interface WholeGguf {
  readonly version: number;
  readonly metadata: Map<string, GgufValue>;
  tensors: GgufTensor[];
}

const stringType = 8;
const arrayType = 9;
const sizes: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };

/** Reads a file whose tensors are all F32. */
export function readWholeGguf(path: string): WholeGguf {
  const file = readFileSync(path);
  let at = 4;
  const number = (type: number): number => {
    const size = sizes[type] as number;
    at += size;
    if (type === 6) return file.readFloatLE(at - 4);
    if (type === 12) return file.readDoubleLE(at - 8);
    if (size === 8) return Number(file.readBigUInt64LE(at - 8));
    return type === 1 || type === 3 || type === 5 ? file.readIntLE(at - size, size) : file.readUIntLE(at - size, size);
  };
  const text = () => {
    const n = number(10);
    at += n;
    return file.toString('utf8', at - n, at);
  };
  const value = (type: number): unknown => {
    if (type === stringType) return text();
    if (type !== arrayType) return number(type);
    const of = number(4);
    return { of, items: Array.from({ length: number(10) }, () => value(of)) };
  };
  const version = number(4);
  const [nTensors, nKeys] = [number(10), number(10)];
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < nKeys; i++) {
    const key = text();
    const type = number(4);
    metadata.set(key, { type, value: value(type) });
  }
  const listed = Array.from({ length: nTensors }, () => ({
    name: text(),
    dims: Array.from({ length: number(4) }, () => number(10)),
    type: number(4),
    offset: number(10),
  }));
  const start = Math.ceil(at / 32) * 32;
  const tensors = listed.map(({ offset, ...tensor }) => {
    const nBytes = tensor.dims.reduce((a, b) => a * b, 4);
    return { ...tensor, data: file.subarray(start + offset, start + offset + nBytes) };
  });
  return { version, metadata, tensors };
}

export function writeWholeGguf(path: string, { version, metadata, tensors }: WholeGguf, alignment = 32): void {
  const parts: Buffer[] = [];
  const number = (type: number, n: number) => {
    const bytes = Buffer.alloc(sizes[type] as number);
    if (type === 6) bytes.writeFloatLE(n);
    else if (type === 12) bytes.writeDoubleLE(n);
    else if (bytes.length === 8) bytes.writeBigInt64LE(BigInt(n));
    else if (n < 0) bytes.writeIntLE(n, 0, bytes.length);
    else bytes.writeUIntLE(n, 0, bytes.length);
    parts.push(bytes);
  };
  const text = (string: string) => {
    const bytes = Buffer.from(string);
    number(10, bytes.length);
    parts.push(bytes);
  };
  const put = (type: number, value: unknown) => {
    if (type === stringType) return text(String(value));
    if (type !== arrayType) return number(type, Number(value));
    const { of, items } = value as { of: number; items: unknown[] };
    number(4, of);
    number(10, items.length);
    for (const item of items) put(of, item);
  };
  const padded = (n: number) => Math.ceil(n / alignment) * alignment;
  parts.push(Buffer.from('GGUF'));
  number(4, version);
  number(10, tensors.length);
  number(10, metadata.size);
  for (const [key, { type, value }] of metadata) {
    text(key);
    number(4, type);
    put(type, value);
  }
  let offset = 0;
  for (const { name, dims, type, data } of tensors) {
    text(name);
    number(4, dims.length);
    for (const n of dims) number(10, n);
    number(4, type);
    number(10, offset);
    offset = padded(offset + data.length);
  }
  const head = Buffer.concat(parts);
  const body = tensors.flatMap(({ data }) => [data, Buffer.alloc(padded(data.length) - data.length)]);
  writeFileSync(path, Buffer.concat([head, Buffer.alloc(padded(head.length) - head.length), ...body]));
}

export const text = (value: string): GgufValue => ({ type: stringType, value });
export const u32 = (value: number): GgufValue => ({ type: 4, value });
export const f32 = (value: number): GgufValue => ({ type: 6, value });
export const bool = (value: number): GgufValue => ({ type: 7, value });
export const list = (of: number, items: readonly unknown[]): GgufValue => ({ type: arrayType, value: { of, items } });
export const floats = (values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

/** n numbers of [-1, 1), the same for a seed. */
export function noise(n: number, seed = 1): number[] {
  let x = seed;
  return Array.from({ length: n }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return (x / 2 ** 32 - 0.5) * 2;
  });
}

/** The list of a vocabulary's key, to be changed in place. */
export function vocabularyList(model: WholeGguf, key: string): unknown[] {
  const { value } = model.metadata.get(`tokenizer.ggml.${key}`) ?? { value: undefined };
  const { items } = value as { items: unknown[] };
  return items;
}

export function idOf(model: WholeGguf, piece: string): number {
  return vocabularyList(model, 'tokens').indexOf(piece);
}

/** Makes piece `id` another text of another type: 1 normal, 3 control, 4 user-defined. */
export function setPiece(model: WholeGguf, id: number, piece: string, type: number): void {
  vocabularyList(model, 'tokens')[id] = piece;
  vocabularyList(model, 'token_type')[id] = type;
  vocabularyList(model, 'scores')[id] = -1000;
}

/** Makes row `to` of the tied embedding 1.3 times row `from`, so that greedy decoding takes it instead. */
export function outdo(model: WholeGguf, from: number, to: number): void {
  const embedding = model.tensors.find(({ name }) => name === 'token_embd.weight') as GgufTensor;
  const [dim = 0, n = 0] = embedding.dims;
  const rows = Math.max(n, to + 1);
  const data = Buffer.concat([embedding.data, Buffer.alloc((rows - n) * dim * 4)]);
  for (let i = 0; i < dim; i++) data.writeFloatLE(data.readFloatLE((from * dim + i) * 4) * 1.3, (to * dim + i) * 4);
  embedding.data = data;
  embedding.dims = [dim, rows];
}
