// Reads the wire format of Protocol Buffers: numbered fields, one after another. Knows no schema; every length is
// checked against the bytes at hand. Groups (obsolete) are refused.
import { VocabularyError } from './vocabulary.ts';

/** One field: a number for varints, bytes for everything else. */
export type ProtobufField =
  | { readonly number: number; readonly wire: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly wire: 'bytes' | 'fixed32' | 'fixed64'; readonly value: Uint8Array };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Yields the fields of one message in the order of the file; `what` names the message in errors. */
export function* protobufFields(bytes: Uint8Array, what: string): Generator<ProtobufField> {
  let at = 0;

  function varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new VocabularyError(`${what}: ends inside a number`);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new VocabularyError(`${what}: a number of more than ten bytes before byte ${at}`);
  }

  function take(nBytes: number): Uint8Array {
    if (nBytes > bytes.length - at) {
      throw new VocabularyError(`${what}: ${nBytes} bytes needed at byte ${at}, ${bytes.length - at} left`);
    }
    at += nBytes;
    return bytes.subarray(at - nBytes, at);
  }

  while (at < bytes.length) {
    const start = at;
    const tag = varint();
    const number = Number(tag >> 3n);
    if (number < 1 || number >= 2 ** 29) throw new VocabularyError(`${what}: field number ${number} at byte ${start}`);
    switch (Number(tag & 7n)) {
      case 0:
        yield { number, wire: 'varint', value: varint() };
        break;
      case 1:
        yield { number, wire: 'fixed64', value: take(8) };
        break;
      case 2:
        yield { number, wire: 'bytes', value: take(Number(varint())) };
        break;
      case 5:
        yield { number, wire: 'fixed32', value: take(4) };
        break;
      default:
        throw new VocabularyError(`${what}: field ${number} at byte ${start} has the unknown wire type ${tag & 7n}`);
    }
  }
}

/** The field's value as a nested message or bytes. */
export function bytesOf(field: ProtobufField, what: string): Uint8Array {
  if (field.wire !== 'bytes') throw new VocabularyError(`${what}: expected bytes, found a ${field.wire}`);
  return field.value;
}

/** The field's value as text. */
export function textOf(field: ProtobufField, what: string): string {
  const bytes = bytesOf(field, what);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new VocabularyError(`${what}: not valid UTF-8`);
  }
}

/** The field's value as an int32, an enum or a bool (0 or 1). */
export function intOf(field: ProtobufField, what: string): number {
  if (field.wire !== 'varint') throw new VocabularyError(`${what}: expected a number, found ${field.wire}`);
  return Number(BigInt.asIntN(32, field.value));
}

/** The field's value as a float. */
export function floatOf(field: ProtobufField, what: string): number {
  if (field.wire !== 'fixed32') throw new VocabularyError(`${what}: expected a float, found a ${field.wire}`);
  const { buffer, byteOffset } = field.value;
  return new DataView(buffer, byteOffset, 4).getFloat32(0, true);
}
