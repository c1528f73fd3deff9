// Reads request bodies and the JSON in them. The Content-Type is ignored: the API's own documentation sends JSON as a
// form. Any JSON value is accepted here; routes decide what it may be.
import type { RequestHandler, Response } from 'express';
import { ServerError } from '../errors.ts';
import { Isolate } from '../isolates/isolate.ts';
import { threadOf } from '../isolates/thread.ts';
import { TooManyTasksError } from '../isolates/turns.ts';
import { abortOnDisconnect } from './abort-on-disconnect.ts';
import { BodyRoom } from './body-room.ts';
import { parseJson } from './json-body.ts';
import { LoopTurns } from './loop-turns.ts';
import type { PackedBody, ParsedBody } from './parse-thread.ts';
import { type BodyLimits, type ReceivedBody, receive } from './receive.ts';
import { contextOf } from './request-context.ts';
import { unpack } from './unpack.ts';

/** Larger bodies are parsed in another thread: this many bytes take a few milliseconds. */
const parsedHere = 64 * 1024;

/** Larger bodies wait for a turn of the event loop: a route may take milliseconds to list their faults. */
const readAtOnce = 4 * 1024;

/** Packed bodies of more bytes are unpacked there too, and so are those that become too large. */
const unpackedHere = 16 * 1024;

/** Parsing the largest body takes a fraction of a second, on a busy machine perhaps a few. */
const mostParseMs = 30_000;

/** The settings that bound bodies. */
export interface BodyOptions {
  readonly maxBodyBytes: number;
  /** All bodies together. */
  readonly maxBodiesBytes: number;
  /** Bytes per second; 0: no limit. */
  readonly minBodyRate: number;
  /** Throws where the request could not be answered even if its body were read. */
  readonly requireChance?: ((res: Response) => void) | undefined;
  /** Those that requests take too. */
  readonly turns?: LoopTurns | undefined;
}

/** Reads the bodies of a server. */
export class BodyReader {
  readonly #limits: BodyLimits;
  readonly #requireChance: ((res: Response) => void) | undefined;
  readonly #turns: LoopTurns;
  readonly #parser = new Isolate<PackedBody, ParsedBody>(threadOf(import.meta.url, 'parse-thread'), {
    taskMs: mostParseMs,
  });

  constructor({ maxBodyBytes, maxBodiesBytes, minBodyRate, requireChance, turns = new LoopTurns() }: BodyOptions) {
    this.#limits = { maxBytes: maxBodyBytes, room: new BodyRoom(maxBodiesBytes), minRate: minBodyRate };
    this.#requireChance = requireChance;
    this.#turns = turns;
  }

  /**
   * Puts the JSON of the body into req.body. A body above the limit is refused as soon as its length or the bytes so far
   * show it; error-handler.ts deals with the rest. (Express's own reader would read it to the end first.)
   */
  readonly read: RequestHandler = async (req, res, next) => {
    this.#requireChance?.(res);
    // Bindings of before 2024 send the content type in this header.
    if (req.headers['content-encoding'] === 'application/json') delete req.headers['content-encoding'];
    const { signal } = abortOnDisconnect(res);
    const context = contextOf(res);
    const owner = context.token?.id ?? '';
    const begin = () => {
      context.beginBody?.();
      context.beginBody = null;
    };
    try {
      const received = await receive(req, this.#limits, { owner, signal, begin });
      context.bodyBytes = received.bytes.byteLength;
      // What was parsed lives as long as the request.
      res.once('close', received.hold.release);
      if (res.closed) received.hold.release();
      const { value, nBytes } = await this.#parse(received, { owner, signal, res });
      context.bodyBytes = nBytes;
      if (!res.closed) received.hold.resize(nBytes);
      req.body = value;
    } catch (error) {
      if (signal.aborted) throw new ServerError('aborted', undefined, { cause: error });
      throw error instanceof TooManyTasksError ? new ServerError('noCapacity', undefined, { cause: error }) : error;
    }
    if ((context.bodyBytes ?? 0) <= readAtOnce) next();
    else this.#turns.run(() => owner, next);
  };

  async #parse({ bytes, encoding }: ReceivedBody, { owner, signal, res }: Parsing): Promise<ParsedBody> {
    const here = this.#unpackHere(bytes, encoding);
    if (here) return { value: parseJson(here), nBytes: here.byteLength };
    return this.#parser.turns.take(owner, async () => {
      signal.throwIfAborted();
      await this.#parser.open();
      const startedMs = performance.now();
      try {
        const { maxBytes } = this.#limits;
        return await this.#parser.perform({ bytes, encoding, maxBytes }, [bytes.buffer]);
      } finally {
        const workMs = performance.now() - startedMs;
        // A token whose large bodies are refused waits longer before the next one is parsed.
        res.once('close', () => {
          if (res.statusCode >= 400 && res.statusCode < 500) this.#parser.turns.slow(owner, workMs);
        });
      }
    });
  }

  /** The body unpacked, where that and parsing it take little time. */
  #unpackHere(bytes: Uint8Array, encoding: string | undefined): Uint8Array | undefined {
    if (encoding === undefined) return bytes.byteLength <= parsedHere ? bytes : undefined;
    if (bytes.byteLength > unpackedHere) return undefined;
    const { maxBytes } = this.#limits;
    try {
      return unpack(bytes, encoding, Math.min(parsedHere, maxBytes));
    } catch (error) {
      if (error instanceof ServerError && error.kind === 'tooLarge' && maxBytes > parsedHere) return undefined;
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#parser.close();
  }
}

interface Parsing {
  readonly owner: string;
  readonly signal: AbortSignal;
  readonly res: Response;
}
