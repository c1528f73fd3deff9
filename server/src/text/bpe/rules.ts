// How a vocabulary with a list of merges cuts and merges text: plain data, in the words of Hugging Face's
// `tokenizer.json`, which the readers of both file kinds fill in and bpe-encoder.ts applies.

/** What is done with the text between two added tokens before it is cut. */
export type NormalizerStep =
  | { readonly type: 'unicode'; readonly form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD' }
  | { readonly type: 'replace'; readonly from: string | RegExp; readonly by: string }
  | { readonly type: 'prepend'; readonly text: string }
  | { readonly type: 'lowercase' };

/** What becomes of the matches of a pattern that cuts a text. */
export type CutBehavior = 'Isolated' | 'Removed' | 'Contiguous' | 'MergedWithPrevious' | 'MergedWithNext';

/** One step of cutting; each step cuts the parts that the step before it left. */
export type Cut =
  | {
      readonly type: 'split';
      /** With the flags `gv`. */
      readonly pattern: RegExp;
      readonly behavior: CutBehavior;
      /** What lies between the matches is taken for matches, and the matches for what lies between. */
      readonly invert: boolean;
    }
  /** A space before each part that does not begin with one. */
  | { readonly type: 'prefix-space' };

/** How an added token is looked for in a text. */
export interface AddedTokenFlags {
  /** Takes the white space before it with it. */
  readonly lstrip: boolean;
  /** Takes the white space behind it with it. */
  readonly rstrip: boolean;
  /** Not inside a word. */
  readonly singleWord: boolean;
  /** Looked for after the text has been normalized rather than before. */
  readonly normalized: boolean;
}

export const plainToken: AddedTokenFlags = { lstrip: false, rstrip: false, singleWord: false, normalized: false };

/** How a text becomes ids. */
export interface BpeRules {
  /**
   * `bytes`: pieces are bytes in GPT-2's 256 characters. `characters`: pieces are text, and a character that has no piece
   * becomes byte pieces.
   */
  readonly spelling: 'bytes' | 'characters';
  readonly normalizer: readonly NormalizerStep[];
  readonly cuts: readonly Cut[];
  /** [nMerges * 3] The ids of left, right, and what the two become; the earliest is merged first. */
  readonly merges: Int32Array;
  /** A part that is a piece as a whole is taken without merging. */
  readonly ignoreMerges: boolean;
  /** By id; added tokens without an entry have no flags. */
  readonly added: ReadonlyMap<number, AddedTokenFlags>;
}
