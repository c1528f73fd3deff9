// The vocabulary of folders from before `tokenizer.json`: `vocab.json`, pieces with their ids, and `merges.txt`. How text is
// cut stands in neither of them, but follows from the class that tokenizer_config.json names. All of it is put into the
// form of a tokenizer.json, which is then read like one.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonObject, readJsonFile } from '../checkpoint/json-file.ts';
import { qwen2 } from './bpe/gguf-cuts.ts';
import { VocabularyError } from './vocabulary.ts';

interface Kind {
  /** What cuts text; undefined: GPT-2's pattern, which ByteLevel has. */
  readonly pattern?: string;
  readonly normalizer?: string;
  /** The piece that begins and ends documents unless the folder names others. */
  readonly end: string;
}

const gpt2: Kind = { end: '<|endoftext|>' };
/** By the class in Hugging Face's transformers, whose code these follow. */
const kinds: Readonly<Record<string, Kind>> = {
  GPT2Tokenizer: gpt2,
  CodeGenTokenizer: gpt2,
  Qwen2Tokenizer: { pattern: qwen2, normalizer: 'NFC', end: '<|endoftext|>' },
};

const maxMergesBytes = 64 * 1024 * 1024;

/** The class of models whose folders do not name it, by `model_type` of config.json. */
const classes: Readonly<Record<string, string>> = { qwen2: 'Qwen2Tokenizer', qwen3: 'Qwen2Tokenizer' };

interface ClassFiles {
  /** tokenizer_config.json */
  readonly tokenizer: JsonObject;
  /** config.json */
  readonly model: JsonObject;
}

/** The folder's vocabulary as the object of a tokenizer.json. @throws VocabularyError for a class that is not known */
export async function tokenizerJsonOf(folder: string, { tokenizer, model }: ClassFiles): Promise<JsonObject> {
  const name = tokenizer.string('tokenizer_class')?.replace(/Fast$/, '') ?? classes[model.string('model_type') ?? ''];
  const kind = name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind) {
    throw new VocabularyError(
      `vocab.json and merges.txt do not say how text is cut: expected a "tokenizer_class" in tokenizer_config.json that is ` +
        `${Object.keys(kinds).join(', ')}, found ${JSON.stringify(name) ?? 'none'}. Any class of transformers saves a ` +
        'tokenizer.json, which says all of it: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)',
    );
  }
  const vocab = await readJsonFile(join(folder, 'vocab.json'));
  const vocabulary = Object.fromEntries(vocab.keys().map((piece) => [piece, vocab.number(piece)]));
  return new JsonObject(join(folder, 'vocab.json'), {
    added_tokens: specialsOf(tokenizer, kind)
      .filter((content) => Object.hasOwn(vocabulary, content))
      .map((content) => ({ id: vocabulary[content], content, special: true })),
    normalizer: kind.normalizer === undefined ? null : { type: kind.normalizer },
    pre_tokenizer: preTokenizer(kind, tokenizer.boolean('add_prefix_space') ?? false),
    model: { type: 'BPE', vocab: vocabulary, merges: await readMerges(join(folder, 'merges.txt')) },
  });
}

function preTokenizer({ pattern }: Kind, add_prefix_space: boolean) {
  const bytes = { type: 'ByteLevel', add_prefix_space, use_regex: pattern === undefined };
  if (pattern === undefined) return bytes;
  const split = { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated' };
  return { type: 'Sequence', pretokenizers: [split, bytes] };
}

/** Pieces that text never becomes, as far as the vocabulary itself has them; others are added by the folder's files. */
function specialsOf(tokenizer: JsonObject, kind: Kind): string[] {
  const named = ['bos_token', 'eos_token', 'unk_token', 'pad_token'].map((key) => {
    const token = tokenizer.get(key);
    return typeof token === 'object' ? tokenizer.object(key)?.string('content') : tokenizer.string(key);
  });
  const further = tokenizer.array('additional_special_tokens') ?? [];
  return [...new Set([kind.end, ...named, ...further].filter((piece) => typeof piece === 'string'))];
}

/** The merges, a line each, behind a line that says the version. */
async function readMerges(path: string): Promise<string[]> {
  const { size } = await stat(path);
  if (size > maxMergesBytes)
    throw new VocabularyError(`expected at most ${maxMergesBytes} bytes of merges, found ${size}`);
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/);
  return lines.filter((line, i) => line !== '' && !(i === 0 && line.startsWith('#version')));
}
