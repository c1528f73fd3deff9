// A vocabulary, prepared for masks: all of its tokens as a tree, and those of plain text apart. These are most of a
// vocabulary, and a string takes either all of them or those up to a length, so that none of them needs to be tried.
import { lengthOfPlainText } from './plain-text.ts';
import { type TokenBytes, TokenTrie } from './token-trie.ts';

export class TokenSet {
  readonly bytes: TokenBytes;
  readonly trie: TokenTrie;
  readonly text: TextTokens;

  /** Takes a tenth of a second for 32,000 tokens. */
  constructor(bytes: TokenBytes) {
    this.bytes = bytes;
    this.trie = new TokenTrie(bytes);
    this.text = new TextTokens(bytes);
  }
}

/** The tokens of plain text, in whole characters. */
class TextTokens {
  /** Characters of the longest one. */
  readonly longest: number;
  /** All other tokens. */
  readonly others: TokenTrie;
  readonly #lengths: Uint16Array; // [nTokens] in characters; 0 for the others
  /** By the number of characters. */
  readonly #masks: Uint32Array[] = [];

  constructor(tokenBytes: TokenBytes) {
    this.#lengths = Uint16Array.from(tokenBytes, (bytes) => (bytes ? lengthOfPlainText(bytes) : 0));
    this.longest = this.#lengths.reduce((most, length) => Math.max(most, length), 0);
    this.others = new TokenTrie(tokenBytes.map((bytes, id) => (this.#lengths[id] === 0 ? bytes : null)));
  }

  /** uint32 [ceil(nTokens / 32)] A bit for each token of up to n characters. Shared: do not change it. */
  upTo(n: number): Uint32Array {
    const most = Math.min(n, this.longest);
    this.#masks[most] ??= this.#maskOf(most);
    return this.#masks[most];
  }

  #maskOf(most: number): Uint32Array {
    const bits = new Uint32Array(Math.ceil(this.#lengths.length / 32));
    for (const [id, length] of this.#lengths.entries()) {
      if (length > 0 && length <= most) bits[id >> 5] = (bits[id >> 5] as number) | (1 << (id & 31));
    }
    return bits;
  }
}
