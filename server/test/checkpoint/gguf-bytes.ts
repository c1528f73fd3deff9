// Builds the bytes of GGUF files for tests, valid or not: every number is written as given, unchecked.

/** A metadata value with its type number: the value itself for scalars, [elementType, count, elements] for arrays. */
export type RawValue =
  | { type: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 12; value: number }
  | { type: 10 | 11; value: bigint }
  | { type: 8; value: string; length?: bigint }
  | { type: 9; elementType: number; elements: RawValue[]; count?: bigint };

/** One entry of the tensor table; `dims` innermost first, as in the file. */
export interface RawTensor {
  name: string;
  dims: bigint[];
  type: number;
  offset: bigint;
}

/** What to write; what is absent is right for an empty file of version 3. */
export interface RawGguf {
  magic?: string;
  version?: number;
  nTensors?: bigint;
  nKeys?: bigint;
  metadata?: [key: string, value: RawValue][];
  tensors?: RawTensor[];
  /** Bytes of zeros behind the header, after padding to 32. */
  dataBytes?: number;
}

export function ggufBytes(raw: RawGguf): Uint8Array {
  const { magic = 'GGUF', version = 3, metadata = [], tensors = [], dataBytes = 0 } = raw;
  const header = Buffer.concat([
    Buffer.from(magic, 'latin1'),
    u32(version),
    u64(raw.nTensors ?? BigInt(tensors.length)),
    u64(raw.nKeys ?? BigInt(metadata.length)),
    ...metadata.flatMap(([key, value]) => [text(key), u32(value.type), bytesOf(value)]),
    ...tensors.flatMap(({ name, dims, type, offset }) => [
      text(name),
      u32(dims.length),
      ...dims.map(u64),
      u32(type),
      u64(offset),
    ]),
  ]);
  return Buffer.concat([header], Math.ceil(header.length / 32) * 32 + dataBytes);
}

function bytesOf(raw: RawValue): Buffer {
  switch (raw.type) {
    case 8:
      return text(raw.value, raw.length);
    case 9:
      return Buffer.concat([
        u32(raw.elementType),
        u64(raw.count ?? BigInt(raw.elements.length)),
        ...raw.elements.map(bytesOf),
      ]);
    case 10:
    case 11:
      return u64(BigInt.asUintN(64, raw.value));
    default: {
      const view = new DataView(new ArrayBuffer(8));
      const { type, value } = raw;
      if (type === 6) view.setFloat32(0, value, true);
      else if (type === 12) view.setFloat64(0, value, true);
      else view.setInt32(0, value, true);
      const nBytes = type === 12 ? 8 : type >= 4 && type <= 6 ? 4 : type === 2 || type === 3 ? 2 : 1;
      return Buffer.from(view.buffer, 0, nBytes);
    }
  }
}

function text(value: string, length?: bigint): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(length ?? BigInt(bytes.length)), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
