// Text to token ids exactly as SentencePiece's BPE does it: neighbours are merged, the best-scored pair first, until no
// two of them form a piece; what is no piece then becomes bytes.
import { MergeQueue } from './merge-queue.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The text under work: symbols in a chain, each a slice of `text`. A merge widens the left symbol and takes the right
 * one out of the chain.
 */
interface Chain {
  readonly text: string;
  readonly starts: Int32Array; // [nSymbols]
  readonly ends: Int32Array; // [nSymbols], 0 once merged into its left neighbour
  readonly previous: Int32Array; // [nSymbols], -1 for the first
  readonly next: Int32Array; // [nSymbols], -1 for the last
  readonly frozen: Uint8Array; // [nSymbols], 1 for user-defined pieces, which do not merge
  readonly nSymbols: number;
}

export interface EncodeOptions {
  /**
   * The text goes on where another one ends, so that no space is put before it.
   * @defaultValue false
   */
  readonly continues?: boolean | undefined;
}

/** An encoder for a vocabulary with scores; keeps nothing between calls. */
export class SentencePieceEncoder {
  readonly #vocabulary: Vocabulary;
  readonly #ids = new Map<string, number>(); // pieces that text may become
  readonly #ranks: Int32Array; // [size], 0 for the highest score
  readonly #longest: number; // of the pieces in #ids, in UTF-16 units
  readonly #userDefined = new Map<number, string[]>(); // by first UTF-16 unit, longest first
  readonly #hasUnused: boolean;
  readonly #mergesWithinWords: boolean;

  /** @param staysText pieces that text never becomes */
  constructor(vocabulary: Vocabulary, staysText: (id: number) => boolean) {
    this.#vocabulary = vocabulary;
    const { pieces, kinds } = vocabulary;
    let longest = 0;
    for (const [id, piece] of pieces.entries()) {
      const kind = kinds[id];
      if (kind === 'control' || kind === 'unknown' || kind === 'byte' || piece === '') continue;
      if (staysText(id) || this.#ids.has(piece)) continue;
      this.#ids.set(piece, id);
      longest = Math.max(longest, piece.length);
      if (kind === 'user-defined') {
        const first = piece.charCodeAt(0);
        this.#userDefined.set(first, [...(this.#userDefined.get(first) ?? []), piece]);
      }
    }
    for (const list of this.#userDefined.values()) list.sort((a, b) => b.length - a.length);
    this.#longest = longest;
    this.#ranks = ranksOf(vocabulary.scores);
    this.#hasUnused = kinds.includes('unused');
    // What an unused piece falls back to, and how long a run of unknown characters is, depends on the whole text.
    const byWord = !this.#hasUnused && vocabulary.byteIds !== null;
    this.#mergesWithinWords = byWord && ![...this.#ids.keys()].some((piece) => /[^▁]▁/.test(piece));
  }

  /** The ids of `text`. Lone surrogates become U+FFFD, as UTF-8 has no form for them. */
  encode(text: string, { continues = false }: EncodeOptions = {}): number[] {
    const normal = this.#normalize(text, this.#vocabulary.addSpacePrefix && !continues);
    if (!this.#mergesWithinWords) return this.#encodePart(normal);
    // No piece reaches from one word into the next, so words come out the same alone; most of them more than once.
    const known = new Map<string, number[]>();
    const ids: number[] = [];
    for (const [word] of normal.matchAll(/▁*[^▁]+|▁+/g)) {
      const ofWord = known.get(word) ?? this.#encodePart(word);
      known.set(word, ofWord);
      for (const id of ofWord) ids.push(id);
    }
    return ids;
  }

  /** A lower bound on the ids of a text of `nChars` UTF-16 units, known without encoding it. */
  leastTokens(nChars: number): number {
    // Here a whole run of characters may be one unknown id, or nothing.
    if (this.#vocabulary.byteIds === null || this.#vocabulary.removeExtraWhitespaces) return 0;
    return Math.floor(nChars / Math.max('</s>'.length, this.#longest));
  }

  #encodePart(text: string): number[] {
    const chain = this.#split(text);
    const unusedHalves = this.#merge(chain);
    const ids: number[] = [];
    for (let i = chain.nSymbols > 0 ? 0 : -1; i !== -1; i = chain.next[i] as number) {
      this.#append(ids, chain.text.slice(chain.starts[i], chain.ends[i]), unusedHalves);
    }
    return ids;
  }

  #normalize(text: string, addsSpace: boolean): string {
    let normal = text.replace(/\p{Surrogate}/gu, '\ufffd');
    if (this.#vocabulary.removeExtraWhitespaces) normal = normal.replace(/ +/g, ' ').replace(/^ | $/g, '');
    if (normal === '') return '';
    return (addsSpace ? '▁' : '') + normal.replaceAll(' ', '▁');
  }

  /** Cuts the text into code points, and user-defined pieces where they stand. */
  #split(text: string): Chain {
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    const previous = new Int32Array(text.length);
    const next = new Int32Array(text.length);
    const frozen = new Uint8Array(text.length);
    let nSymbols = 0;
    for (let at = 0; at < text.length; nSymbols++) {
      const piece = this.#userDefined.get(text.charCodeAt(at))?.find((candidate) => text.startsWith(candidate, at));
      frozen[nSymbols] = piece === undefined ? 0 : 1;
      starts[nSymbols] = at;
      at += piece?.length ?? ((text.codePointAt(at) as number) > 0xffff ? 2 : 1);
      ends[nSymbols] = at;
      previous[nSymbols] = nSymbols - 1;
      next[nSymbols] = at < text.length ? nSymbols + 1 : -1;
    }
    return { text, starts, ends, previous, next, frozen, nSymbols };
  }

  /** Merges in place. Gives, for every unused piece that came up, the halves it was made of. */
  #merge(chain: Chain): Map<string, [string, string]> {
    const { text, starts, ends, previous, next, frozen, nSymbols } = chain;
    const queue = new MergeQueue(2 * nSymbols); // one entry per neighbours, and two per merge less the one it took
    const unusedHalves = new Map<string, [string, string]>();

    const offer = (left: number, right: number) => {
      if (left === -1 || right === -1 || frozen[left] || frozen[right]) return;
      const start = starts[left] as number;
      const end = ends[right] as number;
      if (end - start > this.#longest) return;
      const piece = text.slice(start, end);
      const id = this.#ids.get(piece);
      if (id === undefined) return;
      queue.push(this.#ranks[id] as number, left, end - start);
      if (this.#hasUnused && this.#vocabulary.kinds[id] === 'unused') {
        unusedHalves.set(piece, [text.slice(start, ends[left]), text.slice(starts[right], end)]);
      }
    };

    for (let i = 1; i < nSymbols; i++) offer(i - 1, i);
    while (queue.pop()) {
      const { left, size } = queue;
      const right = next[left] as number;
      // Stale: the left symbol is gone, or one of the two has grown since.
      if (ends[left] === 0 || right === -1 || (ends[right] as number) - (starts[left] as number) !== size) continue;
      const after = next[right] as number;
      ends[left] = ends[right] as number;
      ends[right] = 0;
      next[left] = after;
      if (after !== -1) previous[after] = left;
      offer(previous[left] as number, left);
      offer(left, after);
    }
    return unusedHalves;
  }

  #append(ids: number[], symbol: string, unusedHalves: ReadonlyMap<string, [string, string]>): void {
    const { kinds, byteIds, unkId } = this.#vocabulary;
    const id = this.#ids.get(symbol);
    if (id !== undefined) {
      const halves = kinds[id] === 'unused' ? unusedHalves.get(symbol) : undefined;
      if (!halves) ids.push(id);
      else for (const half of halves) this.#append(ids, half, unusedHalves);
    } else if (byteIds) {
      for (const byte of Buffer.from(symbol, 'utf8')) ids.push(byteIds[byte] as number);
    } else if (unkId !== undefined && ids.at(-1) !== unkId) {
      ids.push(unkId); // one for a whole run of unknown characters
    }
  }
}

/** Position of each score among the distinct scores, the highest first: equal scores have equal ranks. */
function ranksOf(scores: Float32Array): Int32Array {
  const distinct = [...new Set(scores)].sort((a, b) => b - a);
  const ranks = new Map(distinct.map((score, rank) => [score, rank]));
  return Int32Array.from(scores, (score) => ranks.get(score) as number);
}
