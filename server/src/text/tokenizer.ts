// Text to token ids and back. Adds neither BOS nor EOS, and never makes a control id from text. How text is cut and
// merged is the encoders' business: sentence-piece-encoder.ts by scores, bpe/bpe-encoder.ts by a list of merges.
import { BpeEncoder } from './bpe/bpe-encoder.ts';
import { Detokenizer, type DetokenizerOptions } from './detokenizer.ts';
import { type EncodeOptions, SentencePieceEncoder } from './sentence-piece-encoder.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface TokenizerOptions {
  /**
   * Tags that the chat template writes, such as `<think>`, are read as other added tokens are. Otherwise they stay text, so
   * that users cannot write them.
   * @defaultValue false
   */
  readsTags?: boolean;
}

/** A tokenizer for one vocabulary; keeps nothing between calls. */
export class Tokenizer {
  readonly vocabulary: Vocabulary;
  readonly #encoder: SentencePieceEncoder | BpeEncoder;

  /** Throws a VocabularyError for rules that the vocabulary does not fit. */
  constructor(vocabulary: Vocabulary, { readsTags = false }: TokenizerOptions = {}) {
    this.vocabulary = vocabulary;
    const { kinds, rules } = vocabulary;
    const staysText = (id: number) => (readsTags ? kinds[id] === 'control' : vocabulary.isMarker(id));
    this.#encoder = rules
      ? new BpeEncoder(vocabulary, rules, staysText)
      : new SentencePieceEncoder(vocabulary, staysText);
  }

  /** The ids of `text`. Lone surrogates become U+FFFD, as UTF-8 has no form for them. */
  encode(text: string, options?: EncodeOptions): number[] {
    return this.#encoder.encode(text, options);
  }

  /** A lower bound on the ids of a text of `nChars` UTF-16 units, known without encoding it. */
  leastTokens(nChars: number): number {
    return this.#encoder.leastTokens(nChars);
  }

  /** The text of `ids`: what a Detokenizer gives for them in one go. Throws a RangeError for an id it does not have. */
  decode(ids: Iterable<number>, options?: DetokenizerOptions): string {
    const detokenizer = new Detokenizer(this.vocabulary, options);
    let text = '';
    for (const id of ids) text += detokenizer.push(id);
    return text + detokenizer.end();
  }
}
