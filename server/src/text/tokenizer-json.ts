// The vocabulary in a Hugging Face `tokenizer.json`. Files that cut text before they merge it, as Llama 3, Qwen and Gemma
// publish them, bring rules of their own: bpe/json-rules.ts. The others are SentencePiece BPE written out, as Mistral and
// Llama 2 publish it: pieces, and merges in order of the score that the pieces had. The scores come back from the order;
// files whose merges are no such list are refused rather than misread.
//
// Where Hugging Face's code departs from SentencePiece (it puts no space before a text that starts with one), the
// tokenizer follows SentencePiece, which the models were trained with.
import type { JsonObject } from '../checkpoint/json-file.ts';
import { hasCuts, putAround, rulesFromJson } from './bpe/json-rules.ts';
import { scoresFromMerges } from './merge-scores.ts';
import { VocabularyError, type VocabularyParts } from './vocabulary.ts';

const kinds = { normal: 1, unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;
const space = '▁';

/** Reads pieces, scores and kinds; the special ids are those named as usual, until the folder says otherwise. */
export function partsFromTokenizerJson(file: JsonObject): VocabularyParts {
  const model = file.object('model');
  // Files from before there were several models do not name it.
  if (!model || (model.string('type') ?? (model.has('merges') ? 'BPE' : '')) !== 'BPE') {
    throw new VocabularyError(
      `expected a tokenizer.json with a "model" of type "BPE", found ${model ? JSON.stringify(model.get('type')) : 'none'}`,
    );
  }
  if (hasCuts(file)) return partsWithRules(file, model);
  checkModel(model);
  const vocabulary = model.object('vocab') ?? model.fail('vocab', 'an object');
  const unknown = model.string('unk_token') ?? '<unk>';
  for (const token of file.objects('added_tokens')) requirePlain(token);
  const { pieces, pieceKinds } = readPieces(file, vocabulary, { unknown, hasByteFallback: true });
  const normal = new Map<string, number>();
  for (const [id, piece] of pieces.entries()) if (pieceKinds[id] === kinds.normal) normal.set(piece, id);
  const all = new Set(pieces);
  const merges = model.array('merges') ?? model.fail('merges', 'an array');
  const id = (piece: string, absent: number) => vocabulary.number(piece) ?? absent;
  return {
    pieces,
    scores: scoresFromMerges(normal, (text) => all.has(text), merges, pieces.length),
    kinds: pieceKinds,
    bosId: id('<s>', 1),
    eosId: id('</s>', 2),
    unkId: id(unknown, 0),
    addBos: true,
    addEos: false,
    addSpacePrefix: readSpacePrefix(file),
    removeExtraWhitespaces: false,
    chatTemplate: undefined,
  };
}

/** Of a file that cuts text by rules of its own, and merges by the list as it stands. */
function partsWithRules(file: JsonObject, model: JsonObject): VocabularyParts {
  const vocabulary = model.object('vocab') ?? model.fail('vocab', 'an object');
  const rules = rulesFromJson(file, model, vocabulary);
  const unknown = model.string('unk_token');
  const hasByteFallback = model.boolean('byte_fallback') ?? false;
  const { pieces, pieceKinds } = readPieces(file, vocabulary, { unknown, hasByteFallback });
  const { before, behind } = putAround(file);
  return {
    pieces,
    scores: pieces.map(() => 0),
    kinds: pieceKinds,
    bosId: before,
    eosId: behind,
    unkId: unknown === undefined ? undefined : vocabulary.number(unknown),
    addBos: before !== undefined,
    addEos: behind !== undefined,
    addSpacePrefix: rules.normalizer.some(({ type }) => type === 'prepend'),
    removeExtraWhitespaces: false,
    chatTemplate: undefined,
    rules,
  };
}

/** Special tokens are never made from text, so that how they are looked for in it does not matter. */
function requirePlain(token: JsonObject): void {
  if (token.boolean('special')) return;
  for (const key of ['lstrip', 'rstrip', 'single_word']) if (token.boolean(key)) token.fail(key, 'false');
}

interface PieceForms {
  /** The piece of what has none. */
  readonly unknown: string | undefined;
  /** Pieces such as <0x0A> stand for bytes. */
  readonly hasByteFallback: boolean;
}

/** The pieces of the model and those added to them, with their kinds, by id. */
function readPieces(
  file: JsonObject,
  vocabulary: JsonObject,
  { unknown, hasByteFallback }: PieceForms,
): { readonly pieces: readonly string[]; readonly pieceKinds: readonly number[] } {
  const pieceKinds: number[] = [];
  const pieces: string[] = [];
  const place = (id: number | undefined, piece: string, kind: number) => {
    if (id === undefined || !Number.isInteger(id) || id < 0 || id >= 2 ** 20) {
      throw new VocabularyError(`piece ${JSON.stringify(piece)}: expected an id from 0 to ${2 ** 20 - 1}, found ${id}`);
    }
    const other = pieces[id];
    if (other !== undefined && other !== piece) {
      throw new VocabularyError(`pieces ${JSON.stringify(other)} and ${JSON.stringify(piece)} have the same id, ${id}`);
    }
    pieces[id] = piece;
    pieceKinds[id] = kind;
  };

  for (const piece of vocabulary.keys()) {
    const isByte = hasByteFallback && /^<0x[0-9A-F]{2}>$/.test(piece);
    place(vocabulary.number(piece), piece, piece === unknown ? kinds.unknown : isByte ? kinds.byte : kinds.normal);
  }
  for (const token of file.objects('added_tokens')) {
    const piece = token.string('content') ?? token.fail('content', 'a string');
    const isSpecial = token.boolean('special') ?? false;
    if (piece !== unknown) place(token.number('id'), piece, isSpecial ? kinds.control : kinds.userDefined);
  }
  // Ids that nothing is said about have no piece.
  for (let id = 0; id < pieces.length; id++) {
    if (pieces[id] !== undefined) continue;
    pieces[id] = '';
    pieceKinds[id] = kinds.control;
  }
  return { pieces, pieceKinds };
}

/** What would make Hugging Face's code cut text by other rules than SentencePiece's. */
function checkModel(model: JsonObject): void {
  if (model.boolean('byte_fallback') !== true)
    model.fail('byte_fallback', 'true: other vocabularies are not supported');
  if (model.boolean('ignore_merges')) model.fail('ignore_merges', 'false');
  if ((model.number('dropout') ?? 0) !== 0) model.fail('dropout', 'null');
  for (const key of ['continuing_subword_prefix', 'end_of_word_suffix']) {
    if ((model.string(key) ?? '') !== '') model.fail(key, 'null');
  }
}

/** Whether a space is put before the text. Spaces become ▁ by normalizers, or by a pre-tokenizer of type Metaspace. */
function readSpacePrefix(file: JsonObject): boolean {
  let isPrepended = false;
  let isReplaced = false;
  const normalizer = file.object('normalizer');
  const steps =
    normalizer?.get('type') === 'Sequence' ? normalizer.objects('normalizers') : normalizer ? [normalizer] : [];
  for (const step of steps) {
    if (step.get('type') === 'Prepend' && step.get('prepend') === space) isPrepended = true;
    else if (
      step.get('type') === 'Replace' &&
      step.object('pattern')?.get('String') === ' ' &&
      step.get('content') === space
    )
      isReplaced = true;
    else step.fail('type', `"Prepend" of ${space}, or "Replace" of spaces by ${space}`);
  }
  const metaspace = file.object('pre_tokenizer');
  if (metaspace) {
    if (metaspace.get('type') !== 'Metaspace') metaspace.fail('type', '"Metaspace"');
    if ((metaspace.string('replacement') ?? space) !== space) metaspace.fail('replacement', space);
    if (metaspace.boolean('split') !== false) metaspace.fail('split', 'false: pieces may have spaces within them');
    const scheme = metaspace.string('prepend_scheme');
    isPrepended ||= scheme === undefined ? (metaspace.boolean('add_prefix_space') ?? true) : scheme !== 'never';
    isReplaced = true;
  }
  if (!isReplaced) throw new VocabularyError(`expected spaces to become ${space}, found no normalizer that does it`);
  return isPrepended;
}
