// HTTP to one upstream. Sockets that idle are closed before the server closes them: a request on a socket that is just
// being closed at the other end is lost. There are no timeouts of undici's own between bytes: who reads keeps the time.
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type Dispatcher, Pool } from 'undici';
import { UnreachableError } from './failures.ts';
import type { UpstreamRequest } from './request.ts';

/** uvicorn, llama-server and Node close theirs after five seconds. */
const idleMs = 3000;
/** Of an answer that is read whole: lists of models, and the words of errors. */
const maxWholeBytes = 4 * 1024 ** 2;

/** Where, and with what. */
export interface ConnectionOptions {
  readonly url: string;
  readonly key: string | null;
  readonly connectTimeoutMs: number;
}

/** An answer whose head has arrived. The receiver must read its body or destroy it. */
export interface Answer extends Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'> {
  readonly body: Readable;
}

/** Packed answers are not asked for; some proxies pack all the same. */
const unpackers = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

export class Connection {
  readonly #pool: Pool;
  readonly #basePath: string;
  readonly #rootPath: string;
  readonly #authorization: Readonly<Record<string, string>>;

  constructor({ url, key, connectTimeoutMs }: ConnectionOptions) {
    const { origin, pathname } = new URL(url);
    this.#pool = new Pool(origin, {
      connect: { timeout: connectTimeoutMs },
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      headersTimeout: 0,
      bodyTimeout: 0,
      pipelining: 1,
    });
    this.#basePath = pathname.replace(/\/+$/, '');
    this.#rootPath = this.#basePath.replace(/\/v1$/, '');
    this.#authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  }

  /** A whole answer, its JSON or its text. @throws UnreachableError */
  async get(
    path: string,
    isFromRoot: boolean,
    signal: AbortSignal,
  ): Promise<{ status: number; body: unknown; headers: Answer['headers'] }> {
    const answer = await this.#request({ method: 'GET', path: this.#pathOf(path, isFromRoot), signal });
    const body = await readWhole(answer);
    return { status: answer.statusCode, body, headers: answer.headers };
  }

  /** The head of an answer. Aborting the signal closes the socket, head or not. @throws UnreachableError */
  post(
    { path, isFromRoot, body }: UpstreamRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Answer> {
    return this.#request({
      method: 'POST',
      path: this.#pathOf(path, isFromRoot),
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
      signal,
    });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  #pathOf(path: string, isFromRoot: boolean): string {
    return `${isFromRoot ? this.#rootPath : this.#basePath}${path}`;
  }

  async #request(
    options: Omit<Dispatcher.RequestOptions, 'headers'> & { headers?: Record<string, string> },
  ): Promise<Answer> {
    const headers = { ...accepted, ...options.headers, ...this.#authorization };
    try {
      return unpacked(await this.#pool.request({ ...options, headers }));
    } catch (cause) {
      if ((options.signal as AbortSignal | undefined)?.aborted) throw cause;
      throw new UnreachableError(`no answer: ${(cause as Error).message}`, { cause });
    }
  }
}

const accepted = { accept: 'application/json, text/event-stream', 'accept-encoding': 'identity' };

function unpacked(answer: Dispatcher.ResponseData): Answer {
  const encoding = String(answer.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return answer;
  if (!Object.hasOwn(unpackers, encoding)) {
    answer.body.on('error', () => undefined).destroy();
    throw new Error(`it is packed by '${encoding}', which was not asked for`);
  }
  const unpacker = unpackers[encoding as keyof typeof unpackers]();
  pipeline(answer.body, unpacker, () => undefined); // who reads is told
  return { statusCode: answer.statusCode, headers: answer.headers, body: unpacker };
}

/**
 * Hands over the bytes of a body as they arrive, in the same turn of the event loop.
 * @param take may give what has to be waited for before more is read
 * @throws what `take` throws, or the body's error; the body is then destroyed
 */
export function readBytes(body: Readable, take: (bytes: Uint8Array) => Promise<void> | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    body
      .once('end', resolve)
      .once('error', reject)
      .once('close', () => {
        if (!body.readableEnded) reject(new Error('the connection was closed in the middle of the answer'));
      });
    body.on('data', (bytes: Uint8Array) => {
      try {
        const full = take(bytes);
        if (!full) return;
        body.pause();
        void full.then(() => body.resume());
      } catch (error) {
        reject(error);
        body.destroy();
      }
    });
  });
}

/** A body as JSON, or as text where it is none. */
export async function readWhole(
  { body }: { readonly body: AsyncIterable<unknown> },
  maxBytes: number = maxWholeBytes,
): Promise<unknown> {
  const parts: Buffer[] = [];
  let nBytes = 0;
  try {
    for await (const part of body) {
      nBytes += (part as Buffer).byteLength;
      if (nBytes > maxBytes) break; // which closes the socket
      parts.push(part as Buffer);
    }
  } catch (cause) {
    throw new UnreachableError(`half an answer: ${(cause as Error).message}`, { cause });
  }
  const text = Buffer.concat(parts).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
