// The JSON in a body. What it may hold is counted before it is parsed, so that everything that walks the parsed value has
// a bound: how deep it is, how many objects, arrays and keys it has, and how many further values.
import { ServerError } from '../errors.ts';

/** Deepest nesting of objects and arrays; JSON schemas of tools need a good part of it. */
const maxDepth = 100;

/** Most objects, arrays and keys together. Conversations of thousands of messages, with tools, stay below it. */
export const maxParts = 32_768;

/** Most values in arrays. A prompt of token ids has one for each token. */
export const maxValues = 524_288;

/** Parses the bytes of a body; throws 5006. */
export function parseJson(body: Uint8Array): unknown {
  const text = decode(body);
  if (text.trim() === '') throw new ServerError('badInput', 'Error: the body is empty; it takes a JSON object');
  checkSize(body);
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

const strict = new TextDecoder('utf-8', { fatal: true });

/** Refuses what is not UTF-8: with replacement characters in it the text would not be the one that was sent. */
function decode(body: Uint8Array): string {
  try {
    return strict.decode(body); // without its BOM
  } catch (cause) {
    throw new ServerError('badInput', 'Error: the body is not JSON: its bytes are not UTF-8', { cause });
  }
}

/** Throws for a body that is nested too deeply or has too many parts. */
function checkSize(body: Uint8Array): void {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let depth = 0;
  let nParts = 0;
  let nValues = 0;
  for (let i = 0; i < bytes.length; i++) {
    switch (bytes[i]) {
      case quote:
        i = endOfString(bytes, i);
        break;
      case openBracket:
      case openBrace:
        nParts++;
        if (++depth > maxDepth) tooMuch('is nested too deeply; it takes up to', `${maxDepth} levels`);
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        break;
      case colon:
        nParts++;
        break;
      case comma:
        nValues++;
        break;
    }
    if (nParts > maxParts) tooMuch('has too many parts; it takes up to', `${maxParts} objects, arrays and keys`);
    if (nValues > maxValues) tooMuch('has too many values; it takes up to', `${maxValues}`);
  }
}

/** Where the string that begins here ends; the length of the bytes where it does not. Searching is faster than a loop. */
function endOfString(bytes: Buffer, start: number): number {
  for (let from = start + 1; ; ) {
    const end = bytes.indexOf(quote, from);
    if (end === -1) return bytes.length;
    let before = end;
    while (bytes[before - 1] === backslash) before--;
    if ((end - before) % 2 === 0) return end;
    from = end + 1;
  }
}

function tooMuch(what: string, limit: string): never {
  throw new ServerError('badInput', `Error: the body ${what} ${limit}`);
}

const quote = 0x22;
const [backslash, openBracket, closeBracket, openBrace, closeBrace, colon, comma] = Buffer.from('\\[]{}:,');
