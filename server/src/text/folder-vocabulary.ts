// The vocabulary of a Hugging Face folder: `tokenizer.model` where there is one, else `tokenizer.json`, `tekken.json`, or
// `vocab.json` with `merges.txt`; which pieces were added, which ids are special and which end an answer, from the files
// beside it; and the chat template.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonObject, readJsonFile } from '../checkpoint/json-file.ts';
import { namesInFolder } from '../checkpoint/open-file.ts';
import { flagsOf } from './bpe/json-rules.ts';
import { type AddedTokenFlags, plainToken } from './bpe/rules.ts';
import { isSentencePiece, readTokenizerFile } from './tokenizer-file.ts';
import { partsFromTokenizerJson } from './tokenizer-json.ts';
import { tokenizerJsonOf } from './vocab-and-merges.ts';
import { maxPieces, Vocabulary, VocabularyError, type VocabularyParts } from './vocabulary.ts';

/** The JSON files of a folder; those that are absent are empty. */
interface FolderFiles {
  /** tokenizer_config.json */
  readonly tokenizer: JsonObject;
  /** special_tokens_map.json, of folders from before tokenizer_config.json said it all */
  readonly special: JsonObject;
  /** added_tokens.json: piece -> id, of the same time */
  readonly added: JsonObject;
  /** config.json */
  readonly model: JsonObject;
  /** generation_config.json */
  readonly generation: JsonObject;
}

const expectedFiles = 'a tokenizer.model or a tokenizer.json, a tekken.json, or a vocab.json with a merges.txt';

/** Reads the vocabulary; throws a VocabularyError or CheckpointError that names the file. */
export async function vocabularyFromFolder(folder: string): Promise<Vocabulary> {
  const names = (await namesInFolder(folder)) ?? new Set<string>();
  const file = await tokenizerFileOf(folder, names);
  if (!file) throw new VocabularyError(`${folder}: expected ${expectedFiles}, found none of them`);
  const json = async (name: string) =>
    names.has(name) ? readJsonFile(join(folder, name)) : new JsonObject(join(folder, name), {});
  const template = 'chat_template.jinja';
  const chatTemplate = names.has(template) ? await readFile(join(folder, template), 'utf8') : undefined;
  const files: FolderFiles = {
    tokenizer: await json('tokenizer_config.json'),
    special: await json('special_tokens_map.json'),
    added: await json('added_tokens.json'),
    model: await json('config.json'),
    generation: await json('generation_config.json'),
  };
  try {
    const read =
      file === 'vocab.json'
        ? partsFromTokenizerJson(await tokenizerJsonOf(folder, files))
        : await readTokenizerFile(join(folder, file));
    const { parts, notices } = withinEmbedding(withAddedTokens(read, files), files.model);
    const ends = namedIds('eos', parts, files);
    return new Vocabulary({
      ...parts,
      notices,
      bosId: namedIds('bos', parts, files)[0] ?? parts.bosId,
      eosId: ends[0] ?? parts.eosId,
      endIds: ends.slice(1),
      addBos: files.tokenizer.boolean('add_bos_token') ?? parts.addBos,
      addEos: files.tokenizer.boolean('add_eos_token') ?? parts.addEos,
      chatTemplate: chatTemplate ?? chatTemplateOf(files.tokenizer),
    });
  } catch (error) {
    throw error instanceof VocabularyError ? new VocabularyError(`${join(folder, file)}: ${error.message}`) : error;
  }
}

/** The SentencePiece file is what the model was trained with; beside others, `tokenizer.model` is a file of another kind. */
async function tokenizerFileOf(folder: string, names: ReadonlySet<string>): Promise<string | undefined> {
  const known = tokenizerFilesIn(names);
  if (known[0] !== 'tokenizer.model' || known.length === 1) return known[0];
  return (await isSentencePiece(join(folder, 'tokenizer.model'))) ? known[0] : known[1];
}

/** Whether there is a tokenizer among the names of a folder's files. */
export function namesTokenizer(names: ReadonlySet<string>): boolean {
  return tokenizerFilesIn(names).length > 0;
}

/** In the order in which they are preferred. */
function tokenizerFilesIn(names: ReadonlySet<string>): string[] {
  const known = [
    'tokenizer.model',
    'tokenizer.json',
    'tekken.json',
    ...(names.has('merges.txt') ? ['vocab.json'] : []),
  ];
  return known.filter((name) => names.has(name));
}

interface AddedToken {
  readonly id: number;
  readonly piece: string;
  readonly isSpecial: boolean;
  readonly flags: AddedTokenFlags;
}

/** Pieces that a later training added to those of the tokenizer's file, or put in the place of some. */
function withAddedTokens(parts: VocabularyParts, files: FolderFiles): VocabularyParts {
  const pieces = [...parts.pieces];
  const kinds = [...parts.kinds];
  const added = new Map(parts.rules?.added);
  for (const { id, piece, isSpecial, flags } of addedTokens(files)) {
    if (!Number.isInteger(id) || id < 0 || id >= maxPieces) {
      throw new VocabularyError(`added token ${JSON.stringify(piece)}: expected an id below ${maxPieces}, found ${id}`);
    }
    if (pieces[id] === piece && !isSpecial) continue;
    // Ids between them that nothing is said about have no piece.
    while (pieces.length < id) {
      pieces.push('');
      kinds.push(kindNumbers.control);
    }
    const isUnknown = pieces[id] === piece && kinds[id] === kindNumbers.unknown;
    pieces[id] = piece;
    if (!added.has(id)) added.set(id, flags);
    if (!isUnknown) kinds[id] = isSpecial ? kindNumbers.control : kindNumbers.userDefined;
  }
  const scores = [...parts.scores, ...new Array<number>(pieces.length - parts.scores.length).fill(0)];
  return { ...parts, pieces, kinds, scores, rules: parts.rules && { ...parts.rules, added } };
}

const kindNumbers = { unknown: 2, control: 3, userDefined: 4 } as const;

/** Of every file that lists some; what tokenizer_config.json says comes last, since it is the newest form. */
function addedTokens({ tokenizer, special, added }: FolderFiles): AddedToken[] {
  const specials = new Set(
    [tokenizer, special].flatMap((file) => [
      ...['bos_token', 'eos_token', 'unk_token', 'pad_token'].map((key) => tokenIn(file, key)),
      ...(Array.isArray(file.get('additional_special_tokens')) ? (file.array('additional_special_tokens') ?? []) : []),
    ]),
  );
  const old = added.keys().map((piece): AddedToken => {
    const id = added.number(piece) ?? added.fail(piece, 'an id');
    return { id, piece, isSpecial: specials.has(piece), flags: plainToken };
  });
  const decoder = tokenizer.object('added_tokens_decoder');
  const listed = (decoder?.keys() ?? []).map((id): AddedToken => {
    const token = decoder?.object(id) ?? tokenizer.fail('added_tokens_decoder', 'an object of objects');
    const piece = token.string('content') ?? token.fail('content', 'a string');
    return { id: Number(id), piece, isSpecial: token.boolean('special') ?? false, flags: flagsOf(token) };
  });
  return [...old, ...listed].sort((a, b) => a.id - b.id);
}

/** Tokens may be added for which the model has no embedding, padding most often: they cannot be used. */
function withinEmbedding(
  parts: VocabularyParts,
  config: JsonObject,
): { parts: VocabularyParts; notices: readonly string[] } {
  const nRows = config.number('vocab_size') ?? parts.pieces.length;
  const beyond = parts.pieces.slice(nRows);
  const areAdded = parts.kinds
    .slice(nRows)
    .every((kind) => kind === kindNumbers.control || kind === kindNumbers.userDefined);
  if (beyond.length === 0 || !areAdded || nRows < 1) return { parts, notices: [] };
  const names = beyond.slice(0, 5).map((piece) => JSON.stringify(piece));
  const notice = `the model has ${nRows} embeddings: the added tokens ${names.join(', ')} are not used`;
  const cut = <T>(list: readonly T[]) => list.slice(0, nRows);
  const within = { ...parts, pieces: cut(parts.pieces), kinds: cut(parts.kinds), scores: cut(parts.scores) };
  return { parts: within, notices: [notice] };
}

/**
 * The ids that the folder gives for BOS or EOS, the first of them first: by the piece that a tokenizer file names, then by
 * the numbers in the model's files.
 */
function namedIds(which: 'bos' | 'eos', { pieces }: VocabularyParts, files: FolderFiles): number[] {
  const named = [files.tokenizer, files.special].map((file) => tokenIn(file, `${which}_token`));
  const byName = named.map((piece) => (piece === undefined ? -1 : pieces.indexOf(piece))).filter((id) => id !== -1);
  const byNumber = [files.model, files.generation].flatMap((file) => numbersIn(file, `${which}_token_id`));
  return [...new Set([...byName, ...byNumber])];
}

function tokenIn(file: JsonObject, key: string): string | undefined {
  const token = file.get(key);
  return typeof token === 'string' ? token : file.object(key)?.string('content');
}

function numbersIn(file: JsonObject, key: string): number[] {
  const value = file.get(key);
  const ids: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return ids.every((id) => typeof id === 'number') ? [...ids] : file.fail(key, 'a number or numbers');
}

/** A template, or the one called default among several. */
function chatTemplateOf(config: JsonObject): string | undefined {
  if (!Array.isArray(config.get('chat_template'))) return config.string('chat_template');
  const templates = config.objects('chat_template');
  return templates.find((template) => template.get('name') === 'default')?.string('template');
}
