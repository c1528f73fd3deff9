// Receives the bytes of a request's body: bounded in size, in memory with all other bodies, and by a slowest rate.
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { ServerError } from '../errors.ts';
import type { BodyRoom, Hold } from './body-room.ts';

/** What bounds a body. */
export interface BodyLimits {
  /** Decompressed. */
  readonly maxBytes: number;
  readonly room: BodyRoom;
  /** Bytes per second that must arrive on average; 0: no limit. */
  readonly minRate: number;
  /** How long a body may take to begin; the slowest rate counts from then on. @defaultValue 5000 */
  readonly graceMs?: number | undefined;
}

/** Room for a body of unknown size; it doubles as bytes arrive. */
const firstBytes = 64 * 1024;

/** A body and the room it takes, which its receiver releases. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly hold: Hold;
}

/** Who sends, and how to stop waiting for it. */
export interface Sender {
  readonly owner: string;
  readonly signal: AbortSignal;
  /** Called when the body is wanted, before the first byte is read. */
  readonly begin: () => void;
}

/**
 * Receives a body, decompressed.
 * @throws ServerError tooLarge, noCapacity, requestTimeout, aborted, or badInput for bytes that cannot be decompressed
 */
export async function receive(req: IncomingMessage, limits: BodyLimits, sender: Sender): Promise<ReceivedBody> {
  const { maxBytes, room } = limits;
  const { owner, signal, begin } = sender;
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = req.headers;
  const unpacker = unpackers.get(encoding.toLowerCase());
  if (unpacker === undefined) throw unreadable(`unsupported content encoding "${encoding.slice(0, 50)}"`);
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // The client left while its request waited.
  if (req.readableAborted) throw new ServerError('aborted');
  const nSent = length === undefined ? firstBytes : Number(length);
  // What packed bytes become is not known, so there must be room for the most that they can.
  const most = unpacker && Math.min(maxBytes, length === undefined ? maxBytes : nSent * unpacker.mostTimes);
  const hold = await room.take(owner, nSent + (most ?? 0), signal);
  try {
    begin();
    const sent = await collect(req, limits, { nBytes: nSent, resize: (bytes) => hold.resize(bytes + (most ?? 0)) });
    const bytes = unpacker ? await unpackAll(sent, unpacker, maxBytes) : sent;
    hold.resize(bytes.byteLength);
    return { bytes, hold };
  } catch (error) {
    hold.release();
    throw error;
  }
}

async function unpackAll(sent: Buffer, { unpack }: Unpacker, maxBytes: number): Promise<Buffer> {
  try {
    return await unpack(sent, { maxOutputLength: maxBytes, chunkSize: unpackedChunk });
  } catch (thrown) {
    const cause = thrown as NodeJS.ErrnoException;
    throw cause.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes) : unreadable(cause.message, cause);
  }
}

/** Room for the bytes as they are sent. */
interface SentRoom {
  readonly nBytes: number;
  resize(bytes: number): void;
}

/** Reads all bytes as they were sent. */
function collect(
  req: IncomingMessage,
  { maxBytes, minRate, graceMs = 5000 }: BodyLimits,
  sentRoom: SentRoom,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let room = sentRoom.nBytes;
    let chunks: Buffer[] = [];
    let nBytes = 0;
    const startedMs = performance.now();
    const finish = (settle: () => void) => {
      clearInterval(watch);
      req.off('data', take).off('end', end).off('error', abort).off('close', abort);
      settle();
      chunks = [];
    };
    const fail = (error: unknown) => finish(() => reject(error));
    const abort = (cause?: Error) => fail(new ServerError('aborted', undefined, { cause }));
    const end = () => finish(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    const take = (chunk: Buffer) => {
      nBytes += chunk.byteLength;
      chunks.push(chunk);
      if (nBytes > maxBytes) return fail(tooLarge(maxBytes));
      if (nBytes <= room) return;
      try {
        room = Math.min(maxBytes, Math.max(nBytes, 2 * room));
        sentRoom.resize(room);
      } catch (error) {
        fail(error);
      }
    };
    const watch = setInterval(
      () => {
        const seconds = (performance.now() - startedMs - graceMs) / 1000;
        if (minRate === 0 || nBytes >= seconds * minRate) return;
        fail(new ServerError('requestTimeout', `Request timeout: less than ${minRate} bytes per second have arrived`));
      },
      Math.min(1000, graceMs),
    );
    req.on('data', take).on('end', end).on('error', abort).on('close', abort);
  });
}

interface Unpacker {
  readonly unpack: (sent: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>;
  /** How many times as many bytes as were sent can come out. */
  readonly mostTimes: number;
}

/** Unpacking hands over its output in pieces of this size, and stops at the limit. */
const unpackedChunk = 256 * 1024;

/** The bound of the format: a match of 258 bytes takes two bits. */
const deflateTimes = 1032;
const gzip = { unpack: promisify(gunzip), mostTimes: deflateTimes };

/** By content encoding; null: nothing is packed. A Map, because an object would also have a `constructor`. */
const unpackers: ReadonlyMap<string, Unpacker | null> = new Map([
  ['identity', null],
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', { unpack: promisify(inflate), mostTimes: deflateTimes }],
  ['br', { unpack: promisify(brotliDecompress), mostTimes: Number.POSITIVE_INFINITY }],
]);

function tooLarge(maxBytes: number): ServerError {
  return new ServerError('tooLarge', `Request is too large: this server takes bodies of up to ${maxBytes} bytes`);
}

function unreadable(reason: string, cause?: Error): ServerError {
  return new ServerError('badInput', `Error: the body cannot be read: ${reason}`, { cause });
}
