// The vocabulary in a GGUF file's metadata, keys `tokenizer.ggml.*`: of the kind called "llama", which is SentencePiece
// BPE, or "gpt2", which is BPE over bytes. Others cut text by different rules and are refused rather than misread.
import type { MetadataValue } from '../checkpoint/checkpoint.ts';
import { cutsOfName } from './bpe/gguf-cuts.ts';
import { mergeIds } from './bpe/merges.ts';
import { Vocabulary, VocabularyError, type VocabularyParts } from './vocabulary.ts';

/** Reads the vocabulary; throws a VocabularyError that names the key. */
export function vocabularyFromGguf(metadata: ReadonlyMap<string, MetadataValue>): Vocabulary {
  const model = metadata.get('tokenizer.ggml.model');
  if (model !== 'llama' && model !== 'gpt2') {
    throw new VocabularyError(
      model === undefined
        ? 'no "tokenizer.ggml.model": the file carries no vocabulary'
        : `"tokenizer.ggml.model" is ${show(model)}; supported: "llama" (SentencePiece BPE) and "gpt2" (BPE over bytes)`,
    );
  }
  const key = (name: string) => ({ name: `tokenizer.ggml.${name}`, value: metadata.get(`tokenizer.ggml.${name}`) });
  const common = { ...piecesOf(key), chatTemplate: chatTemplateOf(metadata) };
  return new Vocabulary(model === 'llama' ? sentencePieceParts(common, key) : byteLevelParts(common, key));
}

type Key = (name: string) => Entry;

/** What files of both kinds have, under the same keys. */
interface CommonParts extends Pick<VocabularyParts, 'pieces' | 'kinds' | 'endIds' | 'chatTemplate'> {
  readonly eosId: number | undefined;
}

function chatTemplateOf(metadata: ReadonlyMap<string, MetadataValue>): string | undefined {
  const chatTemplate = metadata.get('tokenizer.chat_template');
  return isString(chatTemplate) ? chatTemplate : undefined;
}

function piecesOf(key: Key): Omit<CommonParts, 'chatTemplate'> {
  const pieces = list(key('tokens'), isString);
  const [eosId, ...furtherEnds] = ids(key('eos_token_id'));
  return {
    pieces,
    kinds: key('token_type').value === undefined ? pieces.map(() => 1) : list(key('token_type'), isNumber),
    eosId,
    endIds: [...furtherEnds, ...ids(key('eot_token_id')), ...ids(key('eom_token_id'))],
  };
}

/** Defaults: what the converters mean when they leave a key out of a file of this kind. */
function sentencePieceParts(common: CommonParts, key: Key): VocabularyParts {
  const charsmap = key('precompiled_charsmap').value;
  if (charsmap !== undefined && !(Array.isArray(charsmap) && charsmap.length === 0)) {
    throw new VocabularyError('"tokenizer.ggml.precompiled_charsmap": only identity normalisation is supported');
  }
  return {
    ...common,
    // SentencePiece's training puts the pieces in the order of their scores.
    scores: key('scores').value === undefined ? common.pieces.map((_, id) => -id) : list(key('scores'), isNumber),
    bosId: ids(key('bos_token_id'), 1)[0],
    eosId: common.eosId ?? (key('eos_token_id').value === undefined ? 2 : undefined),
    unkId: ids(key('unknown_token_id'), 0)[0],
    addBos: optional(key('add_bos_token'), isBoolean, true),
    addEos: optional(key('add_eos_token'), isBoolean, false),
    addSpacePrefix: optional(key('add_space_prefix'), isBoolean, true),
    removeExtraWhitespaces: optional(key('remove_extra_whitespaces'), isBoolean, false),
  };
}

function byteLevelParts(common: CommonParts, key: Key): VocabularyParts {
  const pre = key('pre').value;
  if (pre !== undefined && !isString(pre)) {
    throw new VocabularyError(`"tokenizer.ggml.pre": expected a name, found ${show(pre)}`);
  }
  const { addsBos, ...named } = cutsOfName(pre ?? 'default');
  const hasSpacePrefix = optional(key('add_space_prefix'), isBoolean, false);
  return {
    ...common,
    notices:
      pre === undefined || pre === 'default'
        ? [
            'the file does not say how its vocabulary cuts text ("tokenizer.ggml.pre"): answers may be worse than they should be',
          ]
        : [],
    scores: common.pieces.map(() => 0),
    bosId: ids(key('bos_token_id'))[0],
    unkId: ids(key('unknown_token_id'))[0],
    addBos: optional(key('add_bos_token'), isBoolean, addsBos),
    addEos: optional(key('add_eos_token'), isBoolean, false),
    addSpacePrefix: false,
    removeExtraWhitespaces: false,
    rules: {
      ...named,
      spelling: 'bytes',
      cuts: hasSpacePrefix ? [{ type: 'prefix-space' }, ...named.cuts] : named.cuts,
      merges: mergeIds(list(key('merges'), isString), idsByPiece(common)),
      added: new Map(),
    },
  };
}

/** Looks up the model's own piece of a text before an added one. */
function idsByPiece({ pieces, kinds }: CommonParts): (piece: string) => number | undefined {
  const ids = new Map<string, number>();
  for (const isWanted of [(kind: number) => kind <= 1, (kind: number) => kind > 1]) {
    for (const [id, piece] of pieces.entries()) {
      if (isWanted(kinds[id] as number) && !ids.has(piece)) ids.set(piece, id);
    }
  }
  return (piece) => ids.get(piece);
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
