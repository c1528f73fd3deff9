// Receives the bytes of a request's body: bounded in size, in memory with all other bodies, and by a slowest rate.
import type { IncomingMessage } from 'node:http';
import { ServerError } from '../errors.ts';
import type { BodyRoom, Hold } from './body-room.ts';
import { mostTimesOf, tooLarge } from './unpack.ts';

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

/** A body as it was sent, and the room it takes, which its receiver releases. */
export interface ReceivedBody {
  readonly bytes: Buffer<ArrayBuffer>; // alone in its memory, so that a thread may have it
  /** How it is packed; undefined where it is not. The room is enough for what comes out. */
  readonly encoding: string | undefined;
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
 * Receives a body.
 * @throws ServerError tooLarge, noCapacity, requestTimeout, aborted, or badInput for an encoding that is not known
 */
export async function receive(req: IncomingMessage, limits: BodyLimits, sender: Sender): Promise<ReceivedBody> {
  const { maxBytes, room } = limits;
  const { owner, signal, begin } = sender;
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = req.headers;
  const mostTimes = mostTimesOf(encoding);
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // The client left while its request waited.
  if (req.readableAborted) throw new ServerError('aborted');
  const nSent = length === undefined ? firstBytes : Number(length);
  // What packed bytes become is not known, so there must be room for the most that they can.
  const most = mostTimes === null || nSent === 0 ? 0 : Math.min(maxBytes, length ? nSent * mostTimes : maxBytes);
  const hold = await room.take(owner, nSent + most, signal);
  try {
    begin();
    const sentRoom = { nBytes: nSent, resize: (n: number) => hold.resize(n + most) };
    const bytes = takeWhole(req) ?? (await collect(req, limits, sentRoom));
    hold.resize(bytes.byteLength + most);
    return { bytes, hold, encoding: mostTimes === null ? undefined : encoding };
  } catch (error) {
    hold.release();
    throw error;
  }
}

const none = Buffer.allocUnsafeSlow(0);

/** A body that came with the head of its request, as most of them do: it need not be waited for. */
function takeWhole(req: IncomingMessage): Buffer<ArrayBuffer> | undefined {
  const { 'content-length': length } = req.headers;
  if (req.readableLength === 0 || req.readableLength !== Number(length)) return undefined;
  const sent: Buffer = req.read();
  req.resume(); // to its end
  const bytes = Buffer.allocUnsafeSlow(sent.byteLength);
  sent.copy(bytes);
  return bytes;
}

/** Room for the bytes as they are sent. */
interface SentRoom {
  readonly nBytes: number;
  resize(bytes: number): void;
}

/**
 * Reads all bytes as they were sent. They are put where they will stay as they arrive: joining ten megabytes at the end would
 * take tens of milliseconds at once.
 */
function collect(
  req: IncomingMessage,
  { maxBytes, minRate, graceMs = 5000 }: BodyLimits,
  sentRoom: SentRoom,
): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.allocUnsafeSlow(sentRoom.nBytes);
    let nBytes = 0;
    const startedMs = performance.now();
    const finish = (settle: () => void) => {
      clearInterval(watch);
      req.off('data', take).off('end', end).off('error', abort).off('close', abort);
      settle();
      bytes = none;
    };
    const fail = (error: unknown) => finish(() => reject(error));
    const abort = (cause?: Error) => fail(new ServerError('aborted', undefined, { cause }));
    const end = () => finish(() => resolve(bytes.subarray(0, nBytes)));
    const grow = (needed: number) => {
      const room = Math.min(maxBytes, Math.max(needed, 2 * bytes.byteLength));
      sentRoom.resize(room);
      const larger = Buffer.allocUnsafeSlow(room);
      bytes.copy(larger, 0, 0, nBytes);
      bytes = larger;
    };
    const take = (chunk: Buffer) => {
      const needed = nBytes + chunk.byteLength;
      if (needed > maxBytes) return fail(tooLarge(maxBytes));
      try {
        if (needed > bytes.byteLength) grow(needed);
      } catch (error) {
        return fail(error);
      }
      chunk.copy(bytes, nBytes);
      nBytes = needed;
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
