// The tokens of plain text apart from all others. These are most of a vocabulary, and a string takes either all of them
// or those up to a length, so that none of them needs to be tried.
import { lengthOfPlainText } from './plain-text.ts';
import { type TokenBytes, TokenTrie } from './token-trie.ts';

/** The byte that ends a string. */
export const quote = 0x22;

/** The tokens of plain text, in whole characters. */
export class TextTokens {
  /** Characters of the longest one. */
  readonly longest: number;
  /** All other tokens that may come inside a string. */
  readonly others: TokenTrie;
  /**
   * All tokens, those of one word apart: where letters and digits may come, most of these are taken as a whole, which one
   * token with another character among them would prevent.
   */
  readonly all: readonly TokenTrie[];
  /** No one of those adds more bytes to a string. */
  readonly reach: number;
  readonly #masks: readonly Uint32Array[];

  constructor(tokenBytes: TokenBytes) {
    // In characters; 0 for the others.
    const lengths = Uint16Array.from(tokenBytes, (bytes) => (bytes ? lengthOfPlainText(bytes) : 0));
    this.longest = lengths.reduce((most, length) => Math.max(most, length), 0);
    this.#masks = masksByLength(lengths, this.longest);
    const others = tokenBytes.map((bytes, id) => (lengths[id] === 0 && bytes && mayBeInString(bytes) ? bytes : null));
    this.others = new TokenTrie(others);
    const words = tokenBytes.map((bytes) => (bytes && isWord(bytes) ? bytes : null));
    this.all = [new TokenTrie(words), new TokenTrie(tokenBytes.map((bytes, id) => (words[id] ? null : bytes)))];
    this.reach = others.reduce((most, bytes) => Math.max(most, bytes ? withoutControls(bytes).length : 0), 0);
  }

  /** uint32 [ceil(nTokens / 32)] A bit for each token of up to n characters. Shared: do not change it. */
  upTo(n: number): Uint32Array {
    return this.#masks[Math.min(n, this.longest)] as Uint32Array;
  }
}

/** By number of characters: the tokens of up to that length. Lengths that no token has share a mask. */
function masksByLength(lengths: Uint16Array, longest: number): readonly Uint32Array[] {
  const ids: number[][] = Array.from({ length: longest + 1 }, () => []);
  for (let id = 0; id < lengths.length; id++) ids[lengths[id] as number]?.push(id);
  const masks: Uint32Array[] = [new Uint32Array(Math.ceil(lengths.length / 32))];
  for (const own of ids.slice(1)) {
    const shorter = masks.at(-1) as Uint32Array;
    const mask = own.length === 0 ? shorter : shorter.slice();
    for (const id of own) mask[id >> 5] = (mask[id >> 5] as number) | (1 << (id & 31));
    masks.push(mask);
  }
  return masks;
}

/** Whether it is letters and digits, perhaps behind a space. */
function isWord(bytes: Uint8Array): boolean {
  return /^ ?[A-Za-z0-9]+$/.test(Buffer.from(bytes).toString('latin1'));
}

/** Whether it begins, or continues, a string: there is no control character in it, but for those behind a quote. */
function mayBeInString(bytes: Uint8Array): boolean {
  return withoutControls(bytes).length === bytes.length || withoutControls(bytes).includes(quote);
}

/** The bytes up to the first control character. */
function withoutControls(bytes: Uint8Array): Uint8Array {
  const end = bytes.findIndex((byte) => byte < 0x20);
  return end === -1 ? bytes : bytes.subarray(0, end);
}
