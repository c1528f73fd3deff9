// How a Hugging Face `tokenizer.json` cuts and merges text: its normalizer, pre-tokenizer, merges and added tokens. What
// is not understood is refused by name.
import type { JsonObject } from '../../checkpoint/json-file.ts';
import { mergeIds } from './merges.ts';
import { literalPattern, translatePattern } from './pattern.ts';
import type { AddedTokenFlags, BpeRules, Cut, CutBehavior, NormalizerStep } from './rules.ts';

/** What Hugging Face's ByteLevel cuts by where it is not told otherwise: GPT-2's pattern. */
const gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const behaviors: readonly CutBehavior[] = ['Isolated', 'Removed', 'Contiguous', 'MergedWithPrevious', 'MergedWithNext'];
const unicodeForms = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

/** Whether the file cuts text before it merges, which SentencePiece does not. */
export function hasCuts(file: JsonObject): boolean {
  const type = file.object('pre_tokenizer')?.get('type');
  return type !== undefined && type !== 'Metaspace';
}

/** Reads the rules; throws a CheckpointError that names the key. */
export function rulesFromJson(file: JsonObject, model: JsonObject, vocabulary: JsonObject): BpeRules {
  if ((model.number('dropout') ?? 0) !== 0) model.fail('dropout', 'null');
  for (const key of ['continuing_subword_prefix', 'end_of_word_suffix']) {
    if ((model.string(key) ?? '') !== '') model.fail(key, 'null');
  }
  const preTokenizers = stepsOf(file, 'pre_tokenizer', 'pretokenizers');
  const isByteLevel = preTokenizers.some((step) => step.get('type') === 'ByteLevel');
  const normalizer = stepsOf(file, 'normalizer', 'normalizers').map(readNormalizer);
  if (!isByteLevel && !normalizer.some((step) => step.type === 'replace' && step.by === '▁')) {
    file.fail('normalizer', 'one that writes spaces as ▁, or a pre-tokenizer of type "ByteLevel"');
  }
  return {
    spelling: isByteLevel ? 'bytes' : 'characters',
    normalizer,
    cuts: preTokenizers.flatMap(readPreTokenizer),
    merges: mergeIds(model.array('merges') ?? model.fail('merges', 'an array'), (piece) => vocabulary.number(piece)),
    ignoreMerges: model.boolean('ignore_merges') ?? false,
    added: new Map(file.objects('added_tokens').map((token) => [token.number('id') ?? -1, flagsOf(token)])),
  };
}

/** How an added token is looked for; files that do not say it mean none of these. */
export function flagsOf(token: JsonObject): AddedTokenFlags {
  return {
    lstrip: token.boolean('lstrip') ?? false,
    rstrip: token.boolean('rstrip') ?? false,
    singleWord: token.boolean('single_word') ?? false,
    normalized: token.boolean('normalized') ?? false,
  };
}

/** Ids that are put before and behind every text. */
export interface PutAround {
  readonly before: number | undefined;
  readonly behind: number | undefined;
}

/** What the file's post-processor adds to a text. */
export function putAround(file: JsonObject): PutAround {
  let around: PutAround = { before: undefined, behind: undefined };
  for (const step of stepsOf(file, 'post_processor', 'processors')) {
    const type = step.string('type');
    if (type === 'TemplateProcessing') around = readTemplate(step);
    else if (type !== 'ByteLevel') step.fail('type', '"TemplateProcessing" or "ByteLevel"');
  }
  return around;
}

function readTemplate(step: JsonObject): PutAround {
  const single = step.objects('single');
  const textAt = single.findIndex((part) => part.has('Sequence'));
  const idOf = (part: JsonObject | undefined) => {
    const name = part?.object('SpecialToken')?.string('id');
    if (name === undefined) return undefined;
    const id = step.object('special_tokens')?.object(name)?.array('ids')?.[0];
    return typeof id === 'number' ? id : step.fail('special_tokens', `the ids of ${name}`);
  };
  if (textAt === -1 || textAt > 1 || single.length > textAt + 2) step.fail('single', 'one token around a text at most');
  return { before: idOf(single[textAt - 1]), behind: idOf(single[textAt + 1]) };
}

/** One step, or the steps of a Sequence. */
function stepsOf(file: JsonObject, key: string, list: string): JsonObject[] {
  const step = file.object(key);
  if (!step) return [];
  return step.get('type') === 'Sequence' ? step.objects(list) : [step];
}

function readNormalizer(step: JsonObject): NormalizerStep {
  const type = step.string('type');
  const form = unicodeForms.find((each) => each === type);
  if (form) return { type: 'unicode', form };
  switch (type) {
    case 'Replace':
      return { type: 'replace', from: readPattern(step), by: step.string('content') ?? '' };
    case 'Prepend':
      return { type: 'prepend', text: step.string('prepend') ?? step.fail('prepend', 'a string') };
    case 'Lowercase':
      return { type: 'lowercase' };
    default:
      return step.fail(
        'type',
        `${unicodeForms.map((each) => `"${each}"`).join(', ')}, "Replace", "Prepend" or "Lowercase"`,
      );
  }
}

function readPreTokenizer(step: JsonObject): Cut[] {
  const isolated = (pattern: RegExp): Cut => ({ type: 'split', pattern, behavior: 'Isolated', invert: false });
  switch (step.string('type')) {
    case 'Split': {
      const pattern = readPattern(step);
      return [
        {
          type: 'split',
          pattern: typeof pattern === 'string' ? literalPattern(pattern) : pattern,
          behavior: readBehavior(step),
          invert: step.boolean('invert') ?? false,
        },
      ];
    }
    case 'Digits':
      return [isolated(step.boolean('individual_digits') ? /\p{N}/gu : /\p{N}+/gu)];
    case 'Punctuation':
      return [{ type: 'split', pattern: /[!-/:-@[-`{-~\p{P}]/gu, behavior: readBehavior(step), invert: false }];
    case 'ByteLevel':
      return [
        ...((step.boolean('add_prefix_space') ?? true) ? [{ type: 'prefix-space' } as const] : []),
        ...((step.boolean('use_regex') ?? true) ? [isolated(translatePattern(gpt2))] : []),
      ];
    default:
      return step.fail('type', '"Split", "Digits", "Punctuation" or "ByteLevel"');
  }
}

function readBehavior(step: JsonObject): CutBehavior {
  const behavior = step.string('behavior') ?? 'Isolated';
  return behaviors.find((each) => each === behavior) ?? step.fail('behavior', behaviors.join(' or '));
}

/** A text, or a regular expression. */
function readPattern(step: JsonObject): string | RegExp {
  const pattern = step.object('pattern') ?? step.fail('pattern', 'an object');
  const text = pattern.string('String');
  if (text !== undefined) return text;
  return translatePattern(pattern.string('Regex') ?? step.fail('pattern', 'a "String" or a "Regex"'));
}
