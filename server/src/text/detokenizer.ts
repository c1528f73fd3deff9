// Token ids to text, one id at a time, as SentencePiece decodes them, or pieces of bytes as Hugging Face's tokenizers do.
// Gives only what no later id can change: bytes of an unfinished character are held back. Knows nothing of stop strings.
import { TextDecoder } from 'node:util';
import { tokenText } from './token-text.ts';
import { Utf8Run } from './utf8-run.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How the first piece is treated. */
export interface DetokenizerOptions {
  /**
   * Whether the space that a tokenizer puts before every text is taken away again, as SentencePiece does: right for a
   * text decoded from its beginning, that is a chat answer or a continuation from BOS. `false` keeps it: right when
   * the output continues a text before it ("Once upon" + " a time").
   * @defaultValue true
   */
  stripLeadingSpace?: boolean;
}

/** What SentencePiece prints for the unknown piece. */
const unknownText = ' \u2047 ';

/** Decodes one sequence; the pushed and the ending text joined are `Tokenizer.decode` of all the ids. */
export class Detokenizer {
  readonly #vocabulary: Vocabulary;
  readonly #bytes: Uint8Array; // [size], the byte a byte piece stands for
  readonly #run = new Utf8Run();
  /** Of pieces that are bytes: as Rust decodes UTF-8, a broken beginning of a character is one U+FFFD. */
  readonly #decoder: TextDecoder | null;
  #stripsSpace: boolean;

  constructor(vocabulary: Vocabulary, { stripLeadingSpace = true }: DetokenizerOptions = {}) {
    this.#vocabulary = vocabulary;
    this.#bytes = bytesOf(vocabulary);
    this.#decoder = vocabulary.isByteLevel ? new TextDecoder('utf-8', { ignoreBOM: true }) : null;
    const hasLeadingSpace = vocabulary.addSpacePrefix || vocabulary.removeExtraWhitespaces;
    this.#stripsSpace = stripLeadingSpace && hasLeadingSpace;
  }

  /** The text that is certain now, possibly none. Throws a RangeError for an id outside the vocabulary. */
  push(id: number): string {
    const kind = this.#vocabulary.kinds[id];
    if (kind === undefined) {
      throw new RangeError(`expected a token id from 0 to ${this.#vocabulary.size - 1}, found ${id}`);
    }
    if (this.#decoder) return this.#decode(this.#decoder, id);
    if (kind === 'byte') return this.#print(this.#run.push(this.#bytes[id] as number));
    // Any other piece ends a run of bytes, even one that prints nothing.
    const held = this.#print(this.#run.end());
    if (kind === 'control') return held;
    if (kind === 'unknown') return held + this.#print(unknownText);
    return held + this.#print(this.#textOf(this.#vocabulary.pieces[id] as string));
  }

  /** What was held back: bytes that never became a character, as U+FFFD. */
  end(): string {
    return this.#decoder ? this.#decoder.decode() : this.#print(this.#run.end());
  }

  /** A character may go on behind a control piece, which prints nothing. */
  #decode(decoder: TextDecoder, id: number): string {
    if (this.#vocabulary.kinds[id] === 'control') return '';
    return decoder.decode(Uint8Array.from(tokenText(this.#vocabulary, id).bytes), { stream: true });
  }

  #textOf(piece: string): string {
    if (!this.#stripsSpace || !piece.startsWith('▁')) return piece.replaceAll('▁', ' ');
    // One space is the tokenizer's own, a second one the text's: unless the vocabulary drops them all.
    this.#stripsSpace = this.#vocabulary.removeExtraWhitespaces;
    return piece.slice(1).replaceAll('▁', ' ');
  }

  #print(text: string): string {
    if (text !== '') this.#stripsSpace = false;
    return text;
  }
}

const bytesByVocabulary = new WeakMap<Vocabulary, Uint8Array>();

/** The reverse of `byteIds`, made once per vocabulary rather than once per sequence. */
function bytesOf(vocabulary: Vocabulary): Uint8Array {
  let bytes = bytesByVocabulary.get(vocabulary);
  if (!bytes) {
    bytes = new Uint8Array(vocabulary.size);
    for (const [byte, id] of vocabulary.byteIds?.entries() ?? []) bytes[id] = byte;
    bytesByVocabulary.set(vocabulary, bytes);
  }
  return bytes;
}
