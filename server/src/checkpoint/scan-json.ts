// What JSON.parse does not tell: a key that stands twice, where a key stands, and how much there is before memory is
// spent on it. A scan over the text; whether it is JSON at all is left to JSON.parse.

interface Limits {
  /** Levels of objects and lists within each other. */
  readonly maxDepth: number;
  /** Keys of the outermost object. */
  readonly maxKeys: number;
  /** Commas and opening brackets: at least as many as there are values, less one. */
  readonly maxValues: number;
}

const quoteSign = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const isSpace = (unit: number) => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);

/**
 * The keys of the outermost object and where each begins in the text. `fail` is called for a key that stands twice in
 * any object and for a limit exceeded, and must throw.
 */
export function scanJson(
  text: string,
  { maxDepth, maxKeys, maxValues }: Limits,
  fail: (problem: string, at: number) => never,
): Map<string, number> {
  const outermost = new Map<string, number>();
  const open: Map<string, number>[] = []; // the keys of each object or list that is open
  let nValues = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quoteSign) {
      const end = endOfString(text, at);
      let next = end;
      while (isSpace(text.charCodeAt(next))) next++;
      if (text.charCodeAt(next) === colon) {
        const keys = open.at(-1) ?? outermost;
        const key = keyOf(text.slice(at, end));
        if (keys.has(key)) fail(`${JSON.stringify(key.slice(0, 100))} is listed twice`, at);
        if (keys.size >= maxKeys) fail(`expected at most ${maxKeys} entries, found more`, at);
        keys.set(key, at);
      }
      at = end - 1;
    } else if (unit === 0x7b || unit === 0x5b) {
      nValues++;
      if (open.length >= maxDepth) fail(`objects and lists nested more than ${maxDepth} deep`, at);
      open.push(open.length === 0 ? outermost : new Map());
    } else if (unit === 0x7d || unit === 0x5d) {
      open.pop();
    } else if (unit === comma) {
      nValues++;
    }
    if (nValues > maxValues) fail(`expected at most ${maxValues} values, found more`, at);
  }
  return outermost;
}

/** One past the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quoteSign) return at + 1;
    if (unit === backslash) at++;
  }
  return text.length;
}

/** The key itself; as it stands where it is no JSON string, which JSON.parse will refuse. */
function keyOf(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
