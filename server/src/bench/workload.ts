// What a load asks for: prompts and answers of the lengths that people's have, drawn from a seed. Request i of a run is
// the same whenever it is sent, and whatever the other requests do.

/** Log-normal lengths, as those of conversations are: many short ones, a long tail. In tokens. */
export interface Lengths {
  readonly median: number;
  /** Of the logarithm: with 1, one in six is longer than 2.7 medians. */
  readonly sigma: number;
  readonly min: number;
  readonly max: number;
}

export interface WorkloadOptions {
  readonly seed: number;
  readonly prompt: Lengths;
  readonly answer: Lengths;
  /** Tokens that every prompt begins with, the same in all. */
  readonly sharedPrefix: number;
  /** How many words of `words` make so many tokens; found out by asking. */
  readonly wordsFor: (nTokens: number) => number;
}

/** One request of the load. */
export interface Asked {
  readonly prompt: string;
  /** Tokens that the prompt was meant to have; the server says how many it had. */
  readonly nPrompt: number;
  readonly maxTokens: number;
}

/**
 * The i-th request of a level. Lengths are the same in every level, so that levels can be compared; words are not, so that
 * no level finds its prompts in a cache that another one has filled.
 */
export function askedOf(options: WorkloadOptions, level: number, i: number): Asked {
  const { seed, prompt, answer, sharedPrefix, wordsFor } = options;
  const lengths = random(seed, i);
  const nPrompt = drawLength(prompt, lengths);
  const maxTokens = drawLength(answer, lengths);
  const shared = wordsOf(random(seed), wordsFor(Math.min(sharedPrefix, nPrompt)));
  const own = wordsOf(random(seed, i, level + 1), Math.max(1, wordsFor(nPrompt) - shared.length));
  return { prompt: [...shared, ...own].join(' '), nPrompt, maxTokens };
}

function drawLength({ median, sigma, min, max }: Lengths, next: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()); // Box and Muller
  return Math.min(max, Math.max(min, Math.round(median * Math.exp(sigma * normal))));
}

function wordsOf(next: () => number, n: number): string[] {
  return Array.from({ length: n }, () => words[Math.floor(next() * words.length)] as string);
}

/** Numbers in [0, 1) that follow from these integers alone (mulberry32). */
export function random(...integers: readonly number[]): () => number {
  let state = integers.reduce((hash, n) => Math.imul(hash ^ n, 0x9e3779b1) + 0x85ebca6b, 0x243f6a88);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Common words, most of them one token in vocabularies that know English. */
export const words =
  'the a one two big little old new red blue green good sad happy kind day night time way home house tree park dog cat bird boy girl mom dad friend ball box book food water sun rain wind sea road hand eye head heart name story and but so then when while with from into over under near after before to of in on at for said saw went came took gave made found looked played wanted liked loved helped ran walked sat stood slept ate asked told knew thought felt was were had could would'.split(
    ' ',
  );
