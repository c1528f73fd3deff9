// The requests of a load: prompts and answers with lengths like people's, drawn from a seed. Request i of a level is always
// the same, whenever it is sent and whatever the other requests do.

/** Log-normal lengths in tokens, like those of conversations: many short ones, a long tail. */
export interface Lengths {
  readonly median: number;
  /** Standard deviation of the logarithm: with 1, one length in six is above 2.7 medians. */
  readonly sigma: number;
  readonly min: number;
  readonly max: number;
}

export interface WorkloadOptions {
  readonly seed: number;
  readonly prompt: Lengths;
  readonly answer: Lengths;
  /** Tokens at the start of a prompt that all prompts share. */
  readonly sharedPrefix: number;
  /** How many of `words` make `nTokens` tokens; the server was asked. */
  readonly wordsFor: (nTokens: number) => number;
}

/** One request of the load. */
export interface LoadRequest {
  readonly prompt: string;
  /** Intended tokens of the prompt; the server says how many it has. */
  readonly nPrompt: number;
  readonly maxTokens: number;
}

/**
 * The i-th request of a level. Lengths are the same in every level, so that levels can be compared. Words differ, so that no
 * level finds its prompts in a cache that another level has filled.
 */
export function requestOf(options: WorkloadOptions, level: number, i: number): LoadRequest {
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

/** Random numbers in [0, 1), seeded by integers (mulberry32). */
export function random(...integers: readonly number[]): () => number {
  let state = integers.reduce((hash, n) => Math.imul(hash ^ n, 0x9e3779b1) + 0x85ebca6b, 0x243f6a88);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Common words, most of which are one token in English vocabularies. */
export const words =
  'the a one two big little old new red blue green good sad happy kind day night time way home house tree park dog cat bird boy girl mom dad friend ball box book food water sun rain wind sea road hand eye head heart name story and but so then when while with from into over under near after before to of in on at for said saw went came took gave made found looked played wanted liked loved helped ran walked sat stood slept ate asked told knew thought felt was were had could would'.split(
    ' ',
  );
