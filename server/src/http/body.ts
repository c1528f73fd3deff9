// Reads request bodies and the JSON in them. The Content-Type is ignored: the API's own documentation sends JSON as a
// form. Any JSON value is accepted here; routes decide what it may be.
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { RequestHandler } from 'express';
import getRawBody, { type RawBodyError } from 'raw-body';
import { ServerError } from '../errors.ts';

/** Deepest nesting of objects and arrays; JSON schemas of tools need a good part of it. */
const maxDepth = 100;

/**
 * Reads the whole body into req.body, decompressed. A body above the limit is refused as soon as its length or the bytes
 * so far show it; error-handler.ts deals with the rest. (Express's own reader would read it to the end first.)
 */
export function readBody(maxBytes: number): RequestHandler {
  return async (req, _res, next) => {
    // Bindings of before 2024 send the content type in this header.
    if (req.headers['content-encoding'] === 'application/json') delete req.headers['content-encoding'];
    req.body = await receive(req, maxBytes);
    next();
  };
}

async function receive(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = req.headers;
  const unpack = unpackers[encoding.toLowerCase()];
  if (unpack === undefined) throw unreadable(`unsupported content encoding "${encoding}"`);
  // The client left while its request waited.
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

/** The JSON in a body that readBody() has read; throws 5006. */
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
    // The parser's reason quotes the body.
    const logText = `Error: the body is not JSON${placeIn(reason)}`;
    throw new ServerError('badInput', `Error: the body is not JSON: ${reason}`, { cause, logText });
  }
}

/** The part of the parser's reason that says where the fault is, if it has one. */
function placeIn(reason: string): string {
  return / (?:at position|in JSON at position) \d+(?: \(line \d+ column \d+\))?$/.exec(reason)?.[0] ?? '';
}

/** Refuses what is not UTF-8: with replacement characters in it the text would not be the one that was sent. */
function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body); // without its BOM
  } catch (cause) {
    throw new ServerError('badInput', 'Error: the body is not JSON: its bytes are not UTF-8', { cause });
  }
}

/** Checked before parsing: everything that walks the parsed value recurses. */
function isNestedDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  let inString = false;
  // Character codes are fast: a body may hold millions of brackets, and this loop blocks all other requests.
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
