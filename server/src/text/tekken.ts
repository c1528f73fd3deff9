// The vocabulary in Mistral's `tekken.json`: a pattern that cuts text, and bytes by rank, of which the lowest are merged
// first. Special tokens come before them, the ranks follow. Format and defaults as in Mistral's own package, mistral-common.
import { JsonObject } from '../checkpoint/json-file.ts';
import { byteCharacters } from './bpe/byte-alphabet.ts';
import { translatePattern } from './bpe/pattern.ts';
import { maxPieces, VocabularyError, type VocabularyParts } from './vocabulary.ts';

const kinds = { normal: 1, control: 3 } as const;

/** The special tokens of files that do not list them, which end with version 7. */
const unlistedTokens = [
  ...['<unk>', '<s>', '</s>', '[INST]', '[/INST]', '[AVAILABLE_TOOLS]', '[/AVAILABLE_TOOLS]', '[TOOL_RESULTS]'],
  ...['[/TOOL_RESULTS]', '[TOOL_CALLS]', '[IMG]', '<pad>', '[IMG_BREAK]', '[IMG_END]', '[PREFIX]', '[MIDDLE]'],
  ...['[SUFFIX]', '[SYSTEM_PROMPT]', '[/SYSTEM_PROMPT]', '[TOOL_CONTENT]'],
];
const versionsWithoutList = new Set(['v1', 'v2', 'v3', 'v7']);

/** Whether a JSON file is one of these, whatever its name. */
export function isTekken(file: JsonObject): boolean {
  return Array.isArray(file.get('vocab')) && file.has('config');
}

/** Reads pieces and rules. @throws VocabularyError or CheckpointError that names what is wrong */
export function partsFromTekken(file: JsonObject): VocabularyParts {
  const config = file.object('config') ?? file.fail('config', 'an object');
  const needed = (key: string) => config.number(key) ?? config.fail(key, 'a number');
  const nSpecials = needed('default_num_special_tokens');
  const nPieces = needed('default_vocab_size');
  if (!(Number.isInteger(nPieces) && nPieces <= maxPieces && Number.isInteger(nSpecials) && nSpecials >= 3)) {
    throw new VocabularyError(`expected up to ${maxPieces} pieces, of which 3 or more are special, found ${nPieces}`);
  }
  const specials = specialTokens(file, config, nSpecials);
  const pieces = [...specials, ...rankedPieces(file, nPieces - nSpecials)];
  const idOf = (piece: string) => {
    const id = specials.indexOf(piece);
    return id === -1 ? undefined : id;
  };
  return {
    pieces,
    scores: pieces.map(() => 0),
    kinds: pieces.map((_, id) => (id < nSpecials ? kinds.control : kinds.normal)),
    bosId: idOf('<s>'),
    eosId: idOf('</s>'),
    unkId: undefined,
    addBos: true,
    addEos: false,
    addSpacePrefix: false,
    removeExtraWhitespaces: false,
    chatTemplate: undefined,
    rules: {
      spelling: 'bytes',
      normalizer: [],
      cuts: [{ type: 'split', pattern: patternOf(config), behavior: 'Isolated', invert: false }],
      merges: mergesByRank(pieces, nSpecials),
      ignoreMerges: true,
      added: new Map(),
    },
  };
}

function patternOf(config: JsonObject): RegExp {
  return translatePattern(config.string('pattern') ?? config.fail('pattern', 'a regular expression'));
}

/** [nSpecials] The texts by id; ids without one get a name that no text spells by accident. */
function specialTokens(file: JsonObject, config: JsonObject, nSpecials: number): string[] {
  const version = config.string('version') ?? '';
  if (!file.has('special_tokens') && !versionsWithoutList.has(version)) {
    file.fail(
      'special_tokens',
      `a list, which only files of versions ${[...versionsWithoutList].join(', ')} leave out`,
    );
  }
  const names = Array.from({ length: nSpecials }, (_, id) => `<SPECIAL_${id}>`);
  const listed = file.has('special_tokens')
    ? file
        .objects('special_tokens')
        .map((token): [number, string] => [
          token.number('rank') ?? token.fail('rank', 'a number'),
          token.string('token_str') ?? token.fail('token_str', 'a string'),
        ])
    : [...unlistedTokens.entries()];
  for (const [rank, text] of listed) {
    if (!Number.isInteger(rank) || rank < 0 || rank >= nSpecials) {
      throw new VocabularyError(
        `special token ${JSON.stringify(text)}: expected a rank below ${nSpecials}, found ${rank}`,
      );
    }
    names[rank] = text;
  }
  return names;
}

/** [n] The bytes of each rank, in GPT-2's characters. The file has more than the model knows: the lowest ranks count. */
function rankedPieces(file: JsonObject, n: number): string[] {
  const entries = file.array('vocab') ?? [];
  if (n < 256 || entries.length < n) {
    throw new VocabularyError(`expected ${n} ranks, 256 or more of them, found ${entries.length}`);
  }
  const pieces = new Array<string>(n).fill('');
  for (const [i, entry] of entries.entries()) {
    const token = new JsonObject(file.path, entry, `vocab[${i}]`);
    const rank = token.number('rank') ?? token.fail('rank', 'a number');
    const bytes = Buffer.from(token.string('token_bytes') ?? token.fail('token_bytes', 'bytes in base64'), 'base64');
    if (!Number.isInteger(rank) || rank < 0 || bytes.length === 0)
      token.fail('rank', 'a rank, and bytes that are some');
    if (rank >= n) continue;
    if (pieces[rank] !== '') token.fail('rank', 'each rank once');
    pieces[rank] = Array.from(bytes, (byte) => byteCharacters[byte]).join('');
  }
  const missing = pieces.indexOf('');
  if (missing !== -1) throw new VocabularyError(`expected a piece of rank ${missing}, found none`);
  for (const [byte, character] of byteCharacters.entries()) {
    if (pieces.indexOf(character) === -1)
      throw new VocabularyError(`expected a piece for the byte ${byte}, found none`);
  }
  return pieces;
}

/** Two pieces merge if together they are a piece, that of the lowest rank first. */
function mergesByRank(pieces: readonly string[], nSpecials: number): Int32Array {
  const ids = new Map<string, number>();
  for (let id = nSpecials; id < pieces.length; id++) ids.set(pieces[id] as string, id);
  const merges: number[] = [];
  for (let id = nSpecials; id < pieces.length; id++) {
    const piece = pieces[id] as string;
    for (let at = 1; at < piece.length; at++) {
      const left = ids.get(piece.slice(0, at));
      const right = left === undefined ? undefined : ids.get(piece.slice(at));
      if (left !== undefined && right !== undefined) merges.push(left, right, id);
    }
  }
  return Int32Array.from(merges);
}
