// Unpacks compressed bodies, and stops at a limit.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { ServerError } from '../errors.ts';

interface Unpacker {
  readonly unpack: (sent: Uint8Array, options: { maxOutputLength: number; chunkSize: number }) => Buffer;
  /** How many times as many bytes as were sent can come out. */
  readonly mostTimes: number;
}

/** Output comes in pieces of this size. */
const chunkSize = 256 * 1024;

/** The bound of the format: a match of 258 bytes takes two bits. */
const deflateTimes = 1032;
const gzip = { unpack: gunzipSync, mostTimes: deflateTimes };

/** By content encoding; null: nothing is packed. A Map, because an object would also have a `constructor`. */
const unpackers: ReadonlyMap<string, Unpacker | null> = new Map([
  ['identity', null],
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', { unpack: inflateSync, mostTimes: deflateTimes }],
  ['br', { unpack: brotliDecompressSync, mostTimes: Number.POSITIVE_INFINITY }],
]);

/** How many times as many bytes can come out; null where nothing is packed. @throws ServerError badInput for an unknown encoding */
export function mostTimesOf(encoding: string): number | null {
  const unpacker = unpackers.get(encoding.toLowerCase());
  if (unpacker === undefined) throw unreadable(`unsupported content encoding "${encoding.slice(0, 50)}"`);
  return unpacker?.mostTimes ?? null;
}

/** The bytes as they were before they were packed. @throws ServerError tooLarge, or badInput for bytes that were not */
export function unpack(sent: Uint8Array, encoding: string, maxBytes: number): Buffer {
  try {
    const unpacker = unpackers.get(encoding.toLowerCase());
    return unpacker ? unpacker.unpack(sent, { maxOutputLength: maxBytes, chunkSize }) : Buffer.from(sent);
  } catch (thrown) {
    const cause = thrown as NodeJS.ErrnoException;
    throw cause.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes) : unreadable(cause.message, cause);
  }
}

/** 413, with the limit. */
export function tooLarge(maxBytes: number): ServerError {
  return new ServerError('tooLarge', `Request is too large: this server takes bodies of up to ${maxBytes} bytes`);
}

function unreadable(reason: string, cause?: Error): ServerError {
  return new ServerError('badInput', `Error: the body cannot be read: ${reason}`, { cause });
}
