// The vocabulary in a GGUF file's metadata, keys `tokenizer.ggml.*`. Only the kind called "llama", which is
// SentencePiece BPE; the others cut text by different rules and are refused rather than misread.
import type { MetadataValue } from '../checkpoint/checkpoint.ts';
import { Vocabulary, VocabularyError } from './vocabulary.ts';

/** Reads the vocabulary; throws a VocabularyError that names the key. */
export function vocabularyFromGguf(metadata: ReadonlyMap<string, MetadataValue>): Vocabulary {
  const model = metadata.get('tokenizer.ggml.model');
  if (model !== 'llama') {
    throw new VocabularyError(
      model === undefined
        ? 'no "tokenizer.ggml.model": the file carries no vocabulary'
        : `"tokenizer.ggml.model" is ${show(model)}; only "llama" (SentencePiece BPE) is supported`,
    );
  }
  const charsmap = metadata.get('tokenizer.ggml.precompiled_charsmap');
  if (charsmap !== undefined && !(Array.isArray(charsmap) && charsmap.length === 0)) {
    throw new VocabularyError('"tokenizer.ggml.precompiled_charsmap": only identity normalisation is supported');
  }
  const key = (name: string) => ({ name: `tokenizer.ggml.${name}`, value: metadata.get(`tokenizer.ggml.${name}`) });
  const chatTemplate = metadata.get('tokenizer.chat_template');
  const pieces = list(key('tokens'), isString);
  const [eosId, ...furtherEnds] = ids(key('eos_token_id'), 2);
  // Defaults: what the converters mean when they leave a key out of a file of this kind.
  return new Vocabulary({
    pieces,
    // SentencePiece's training puts the pieces in the order of their scores.
    scores: key('scores').value === undefined ? pieces.map((_, id) => -id) : list(key('scores'), isNumber),
    kinds: key('token_type').value === undefined ? pieces.map(() => 1) : list(key('token_type'), isNumber),
    bosId: ids(key('bos_token_id'), 1)[0],
    eosId,
    unkId: ids(key('unknown_token_id'), 0)[0],
    endIds: [...furtherEnds, ...ids(key('eot_token_id')), ...ids(key('eom_token_id'))],
    addBos: optional(key('add_bos_token'), isBoolean, true),
    addEos: optional(key('add_eos_token'), isBoolean, false),
    addSpacePrefix: optional(key('add_space_prefix'), isBoolean, true),
    removeExtraWhitespaces: optional(key('remove_extra_whitespaces'), isBoolean, false),
    chatTemplate: isString(chatTemplate) ? chatTemplate : undefined,
  });
}

interface Entry {
  readonly name: string;
  readonly value: MetadataValue | undefined;
}

function list<T extends MetadataValue>({ name, value }: Entry, is: (value: MetadataValue) => value is T): readonly T[] {
  if (!Array.isArray(value)) {
    throw new VocabularyError(`${JSON.stringify(name)}: expected an array, found ${show(value)}`);
  }
  const elements: readonly MetadataValue[] = value;
  if (!elements.every(is)) {
    const wrong = elements.findIndex((element) => !is(element));
    throw new VocabularyError(`${JSON.stringify(name)}: unexpected element ${wrong}, ${show(elements[wrong])}`);
  }
  return elements;
}

function optional<T extends MetadataValue>(
  { name, value }: Entry,
  is: (value: MetadataValue) => value is T,
  absent: T,
): T {
  if (value === undefined) return absent;
  if (!is(value)) {
    throw new VocabularyError(`${JSON.stringify(name)}: expected a ${typeof absent}, found ${show(value)}`);
  }
  return value;
}

/** One id, or several. Those of 64 bits that are no exact number are outside any vocabulary. */
function ids({ name, value }: Entry, ...absent: readonly number[]): readonly number[] {
  if (value === undefined) return absent;
  const values: readonly MetadataValue[] = Array.isArray(value) ? value : [value];
  if (values.every((id) => typeof id === 'number' || typeof id === 'bigint')) return values.map(Number);
  throw new VocabularyError(`${JSON.stringify(name)}: expected a number, found ${show(value)}`);
}

function isString(value: MetadataValue | undefined): value is string {
  return typeof value === 'string';
}

function isNumber(value: MetadataValue): value is number {
  return typeof value === 'number';
}

function isBoolean(value: MetadataValue): value is boolean {
  return typeof value === 'boolean';
}

function show(value: MetadataValue | undefined): string {
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'an array' : typeof value === 'string' ? JSON.stringify(value) : String(value);
}
