// The bytes of a request body, and the JSON in them, under any Content-Type: the API's own documentation sends JSON as
// a form. Primitives and null are JSON too; what they mean is for each route to say.
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { RequestHandler } from 'express';
import getRawBody, { type RawBodyError } from 'raw-body';
import { ServerError } from '../errors.ts';

/** Most objects and arrays inside each other; the JSON schemas of tools need some. */
const maxDepth = 100;

/**
 * Reads the whole body, unpacked, into req.body. One that is too large is refused as soon as that is known, by what it
 * announces or by what has come, and not read any further: what becomes of the rest is error-handler.ts's. (Express's own
 * reader reads to the end first, whatever there is.)
 */
export function readBody(maxBytes: number): RequestHandler {
  return async (req, _res, next) => {
    // Clients of the binding before 2024 put the type here.
    if (req.headers['content-encoding'] === 'application/json') delete req.headers['content-encoding'];
    req.body = await receive(req, maxBytes);
    next();
  };
}

async function receive(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = req.headers;
  const unpack = unpackers[encoding.toLowerCase()];
  if (unpack === undefined) throw unreadable(`unsupported content encoding "${encoding}"`);
  // Who left while their request waited for its turn will say nothing more.
  if (req.readableAborted) throw new ServerError('aborted');
  const sent = await getRawBody(req, { limit: maxBytes, length: length ?? null }).catch((cause: RawBodyError) => {
    throw cause.type === 'entity.too.large' ? tooLarge(maxBytes) : new ServerError('aborted', undefined, { cause });
  });
  return unpack(sent, { maxOutputLength: maxBytes }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes) : unreadable(cause.message, cause);
  });
}

type Unpack = (sent: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unpackers: Readonly<Record<string, Unpack>> = {
  identity: async (sent) => sent,
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

function tooLarge(maxBytes: number): ServerError {
  return new ServerError('tooLarge', `Request is too large: this server takes bodies of up to ${maxBytes} bytes`);
}

function unreadable(reason: string, cause?: Error): ServerError {
  return new ServerError('badInput', `Error: the body cannot be read: ${reason}`, { cause });
}

/** The JSON of a body that readBody() has read. */
export function parseJson(body: unknown): unknown {
  const text = Buffer.isBuffer(body) ? decode(body) : '';
  if (text.trim() === '') throw new ServerError('badInput', 'Error: the body is empty; it takes a JSON object');
  if (isNestedDeeperThan(maxDepth, text)) {
    throw new ServerError('badInput', `Error: the body is nested too deeply; it takes up to ${maxDepth} levels`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServerError('badInput', `Error: the body is not JSON: ${reason}`, { cause });
  }
}

/** JSON is UTF-8: to put replacement characters into a text would be to answer another one than was sent. */
function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body); // without its BOM
  } catch (cause) {
    throw new ServerError('badInput', 'Error: the body is not JSON: its bytes are not UTF-8', { cause });
  }
}

/** Whether a JSON text has more objects and arrays inside each other; what recursion would not survive. */
function isNestedDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  let inString = false;
  // By character codes: a body may hold millions of brackets, and everybody waits for this loop.
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) inString = !inString;
    else if (inString && code === backslash) i++;
    else if (inString) continue;
    else if (code === openBracket || code === openBrace) depth++;
    else if (code === closeBracket || code === closeBrace) depth--;
    if (depth > limit) return true;
  }
  return false;
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = Buffer.from('"\\[]{}');
