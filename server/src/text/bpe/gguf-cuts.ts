// How a text is cut before merging, by the name that a GGUF file gives in `tokenizer.ggml.pre`. The patterns are those of
// the models' own tokenizer files; llama.cpp, which gave the names, has some of them in a form its matcher can take.
import { VocabularyError } from '../vocabulary-error.ts';
import { translatePattern } from './pattern.ts';
import type { BpeRules, NormalizerStep } from './rules.ts';

const contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const lead = '[^\\r\\n\\p{L}\\p{N}]?';
const spaces = '\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const symbols = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*';

const gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const llama3 = `${contraction}|${lead}\\p{L}+|\\p{N}{1,3}|${symbols}|${spaces}`;
/** Also of folders that name only the class of their tokenizer. */
export const qwen2 = `${contraction}|${lead}\\p{L}+|\\p{N}|${symbols}|${spaces}`;
const qwen35 = `${contraction}|${lead}[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|${spaces}`;

/** Words are cut where the case changes. */
const words = (upper: string, lower: string, end: string) =>
  `${lead}${upper}*${lower}+${end}|${lead}${upper}+${lower}*${end}`;
const upper = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
const slashedSymbols = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*';
const tekken = `${words(upper, lower, '')}|\\p{N}|${slashedSymbols}|${spaces}`;
const gpt4o = `${words(upper, lower, `${contraction}?`)}|\\p{N}{1,3}|${slashedSymbols}|${spaces}`;
const withoutHan = (letters: string) => `${letters.slice(0, -1)}&&[^\\p{Han}]]`;
const kimiK2 = `[\\p{Han}]+|${words(withoutHan(upper), withoutHan(lower), `${contraction}?`)}|\\p{N}{1,3}|${symbols}|${spaces}`;

const asciiPunctuation = '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]';
const deepSeekWords = `${asciiPunctuation}[A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|${spaces}`;
const deepSeekV3 = ['\\p{N}{1,3}', '[一-龥぀-ゟ゠-ヿ]+', deepSeekWords];
/** Letters that have a case, as DeepSeek's first file lists them; escaped where Unicode's composed forms are others. */
const casedLetters =
  'A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-\\u1f7dᾀ-ᾴᾶ-ᾼ\\u1fbeῂ-ῄῆ-ῌῐ-\\u1fd3ῖ-\\u1fdbῠ-Ῥῲ-ῴῶ-ῼ' +
  'ℂℇℊ-ℓℕℙ-ℝℤ\\u2126ℨ\\u212a-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃';
const deepSeekLlm = [
  '[\\r\\n]',
  `\\s?[${casedLetters}]+`,
  '\\s?[!-/:-~！-／：-～‘-‟　-。]+',
  '\\s+$',
  '[一-龥ࠀ-一가-퟿]+',
  '\\p{N}+',
];
const deepSeekCoder = ['[\\r\\n]', '\\s?\\p{L}+', '\\s?\\p{P}+', '[一-龥ࠀ-一가-퟿]+', '\\p{N}'];

interface Kind {
  readonly patterns: readonly string[];
  readonly ignoresMerges?: boolean;
  /** What `add_bos_token` is where the file does not say it. */
  readonly addsBos?: boolean;
  readonly normalizer?: readonly NormalizerStep[];
  readonly names: readonly string[];
}

const nfc: readonly NormalizerStep[] = [{ type: 'unicode', form: 'NFC' }];

const kinds: readonly Kind[] = [
  {
    patterns: [llama3],
    ignoresMerges: true,
    addsBos: true,
    names: ['llama-bpe', 'llama3', 'llama-v3', 'falcon3', 'falcon-h1', 'pixtral', 'midm-2.0', 'lfm2', 'jina-v5-nano'],
  },
  { patterns: [llama3], names: ['dbrx', 'smaug-bpe', 'chatglm-bpe'] },
  { patterns: [llama3], ignoresMerges: true, names: ['glm4', 'glm5'] },
  {
    patterns: [qwen2],
    normalizer: nfc,
    names: ['qwen2', 'deepseek-r1-qwen', 'kormo', 'f2llmv2', 'megrez', 'stablelm2'],
  },
  { patterns: [qwen2], names: ['hunyuan', 'solar-open', 'grok-2'] },
  { patterns: [qwen35], normalizer: nfc, names: ['qwen35'] },
  { patterns: [tekken], ignoresMerges: true, addsBos: true, names: ['tekken'] },
  { patterns: [gpt4o], names: ['gpt-4o', 'llama4', 'kanana2', 'talkie', 'minimax-m2'] },
  {
    patterns: [gpt2],
    names: ['gpt-2', 'phi-2', 'jais', 'gigachat', 'a.x-4.0', 'mellum', 'exaone4', 'trillion', 'granite-docling'],
  },
  { patterns: [gpt2], normalizer: nfc, names: ['mpt', 'olmo', 'modern-bert'] },
  {
    patterns: ['\\p{N}', gpt2],
    names: ['smollm', 'starcoder', 'command-r', 'refact', 'codeshell', 'exaone', 'minerva-7b', 'mellum2'],
  },
  { patterns: deepSeekLlm, names: ['deepseek-llm'] },
  { patterns: deepSeekCoder, names: ['deepseek-coder'] },
  { patterns: deepSeekV3, names: ['deepseek-v3', 'hunyuan-dense', 'joyai-llm', 'hy_v4'] },
  { patterns: [kimiK2], names: ['kimi-k2'] },
  { patterns: ['[\\p{P}$+<=>^~|`]+', gpt2, '[0-9][0-9][0-9]'], names: ['falcon'] },
  { patterns: ['[\\p{P}$+<=>^~|]+', gpt2, '\\p{N}+', '[0-9][0-9][0-9]'], names: ['default'] },
];

const byName = new Map(kinds.flatMap((kind) => kind.names.map((name) => [name, kind] as const)));

/** What a name says about a vocabulary. */
export interface NamedCuts extends Pick<BpeRules, 'cuts' | 'normalizer' | 'ignoreMerges'> {
  readonly addsBos: boolean;
}

/** Throws a VocabularyError for a name that is not known. */
export function cutsOfName(name: string): NamedCuts {
  const kind = byName.get(name);
  if (!kind) {
    throw new VocabularyError(
      `"tokenizer.ggml.pre" is ${JSON.stringify(name)}, which is not supported; supported: ${[...byName.keys()].join(', ')}`,
    );
  }
  const { patterns, ignoresMerges = false, addsBos = false, normalizer = [] } = kind;
  const cuts = patterns.map((source) => {
    return { type: 'split', pattern: translatePattern(source), behavior: 'Isolated', invert: false } as const;
  });
  return { cuts, normalizer, ignoreMerges: ignoresMerges, addsBos };
}
