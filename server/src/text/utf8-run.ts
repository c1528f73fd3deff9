// UTF-8 decoding of bytes that come one at a time. Unlike TextDecoder, which gives one U+FFFD for a broken beginning
// of a character, every byte that is part of no character becomes a U+FFFD of its own, as in SentencePiece.

/** A run of bytes; at most three are held back, while they may still become a character. */
export class Utf8Run {
  #held: number[] = [];

  /** The text that `byte` completes: none, a character, or replacements for bytes that can form none. */
  push(byte: number): string {
    this.#held.push(byte);
    let text = '';
    for (;;) {
      const [first = 0, ...rest] = this.#held;
      const length = lengthOf(first);
      if (this.#held.length === 0 || (this.#held.length < length && rest.every(isTrail))) return text;
      const codePoint = codePointOf(this.#held.slice(0, length), length);
      text += codePoint === null ? '\ufffd' : String.fromCodePoint(codePoint);
      this.#held.splice(0, codePoint === null ? 1 : length);
    }
  }

  /** Gives up the held bytes: a lead byte and trail bytes that lack another. */
  end(): string {
    const text = '\ufffd'.repeat(this.#held.length);
    this.#held = [];
    return text;
  }
}

/** Bytes of the character that `first` begins; 1 also for bytes that begin none. */
function lengthOf(first: number): number {
  if (first >= 0xc0 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf8) return 4;
  return 1;
}

function isTrail(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** The code point of exactly these bytes, or null: not a character, an overlong form, a surrogate, or too large. */
function codePointOf([first = 0, ...rest]: readonly number[], length: number): number | null {
  if (length === 1) return first < 0x80 ? first : null;
  if (rest.length !== length - 1 || !rest.every(isTrail)) return null;
  const codePoint = rest.reduce((value, byte) => value * 64 + (byte & 0x3f), first & (0x7f >> length));
  const smallest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const isSurrogate = codePoint >= 0xd800 && codePoint < 0xe000;
  return codePoint < smallest || codePoint > 0x10ffff || isSurrogate ? null : codePoint;
}
