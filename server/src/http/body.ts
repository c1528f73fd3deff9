// The bytes of a request body, and the JSON in them, under any Content-Type: the API's own documentation sends JSON as
// a form. Primitives and null are JSON too; what they mean is for validate.ts to say.
import express, { type RequestHandler } from 'express';
import { ServerError } from '../errors.ts';

/** Most objects and arrays inside each other; the JSON schemas of tools need some. */
const maxDepth = 100;

/** Reads the whole body, decompressed, into req.body (absent for an empty one). */
export function readBody(maxBytes: number): RequestHandler {
  const read = express.raw({ type: () => true, limit: maxBytes });
  return (req, res, next) => {
    // Clients of the binding before 2024 put the type here.
    if (req.headers['content-encoding'] === 'application/json') delete req.headers['content-encoding'];
    read(req, res, (problem?: unknown) => next(problem === undefined ? undefined : asServerError(problem, maxBytes)));
  };
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

/** body-parser says what went wrong in a `type`; anything it has no word for stays what it is. */
function asServerError(problem: unknown, maxBytes: number): unknown {
  if (!(problem instanceof Error) || !('type' in problem || 'status' in problem)) return problem;
  const type = 'type' in problem ? problem.type : '';
  const status = 'status' in problem ? problem.status : 0;
  if (type === 'entity.too.large') {
    const description = `Request is too large: this server takes bodies of up to ${maxBytes} bytes`;
    return new ServerError('tooLarge', description, { cause: problem });
  }
  if (type === 'request.aborted') return new ServerError('aborted', undefined, { cause: problem });
  // The rest of what it blames on the request: unknown encodings, broken compression, a wrong length.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ServerError('badInput', `Error: the body cannot be read: ${problem.message}`, { cause: problem });
  }
  return problem;
}
