// Compares ids with llama.cpp's over whole vocabularies, as GGUF files without weights. The vocabularies are too large for
// the repository:  npx tsx test/goldens/compare-llama-cpp-tokenizers.ts FOLDER NAME=PRE...  (in server/, with bench:peer)
//
// FOLDER/NAME/tokenizer.json has the vocabulary, PRE is its `tokenizer.ggml.pre`, and FOLDER/strings.jsonl has the strings:
// compare-real-vocabularies.ts writes them, and says where vocabularies are. Both engines read FOLDER/NAME/vocabulary.gguf.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findLlamaCpp } from '../../src/bench/llama-cpp.ts';
import { byteCharacters } from '../../src/text/bpe/byte-alphabet.ts';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { ggufBytes, type RawValue } from '../checkpoint/gguf-bytes.ts';

interface TokenizerJson {
  readonly model: { readonly vocab: Record<string, number>; readonly merges: (string | [string, string])[] };
  readonly added_tokens: readonly { readonly id: number; readonly content: string; readonly special: boolean }[];
}

const nStrings = 2_000;
const text = (value: string): RawValue => ({ type: 8, value });
const number = (value: number): RawValue => ({ type: 4, value });
const texts = (values: readonly string[]): RawValue => ({ type: 9, elementType: 8, elements: values.map(text) });

function ggufOf({ model, added_tokens: added }: TokenizerJson, pre: string): Uint8Array {
  const tokens: string[] = [];
  const types: number[] = [];
  for (const [piece, id] of Object.entries(model.vocab)) [tokens[id], types[id]] = [piece, 1];
  for (const { id, content, special } of added) [tokens[id], types[id]] = [content, special ? 3 : 4];
  // llama.cpp ends at a piece without a text.
  for (let id = 0; id < tokens.length; id++) {
    if (tokens[id] === undefined) [tokens[id], types[id]] = [`[unused ${id}]`, 5];
  }
  const elements = types.map((value): RawValue => ({ type: 5, value }));
  return ggufBytes({
    metadata: [
      ['general.architecture', text('llama')],
      ...(['context_length', 'embedding_length', 'block_count', 'attention.head_count'] as const).map(
        (key): [string, RawValue] => [`llama.${key}`, number(8)],
      ),
      ['llama.attention.layer_norm_rms_epsilon', { type: 6, value: 1e-5 }],
      ['tokenizer.ggml.model', text('gpt2')],
      ['tokenizer.ggml.pre', text(pre)],
      ['tokenizer.ggml.tokens', texts(tokens)],
      ['tokenizer.ggml.token_type', { type: 9, elementType: 5, elements }],
      [
        'tokenizer.ggml.merges',
        texts(model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')))),
      ],
    ],
  });
}

/** Their tokenizer, which keeps markers as text as ours does. */
async function theirTokenizer(path: string): Promise<(text: string) => readonly number[]> {
  const { getLlama } = await import(pathToFileURL(findLlamaCpp()).href);
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error' });
  const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
  return (line) => model.tokenize(line, false);
}

const [folder = '', ...asked] = process.argv.slice(2);
const lines = readFileSync(join(folder, 'strings.jsonl'), 'utf8').split('\n');
const all = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as string);
// Half are passages of text, which come first, half are random.
const strings = [...all.slice(0, nStrings / 2), ...all.slice(-nStrings / 2)].filter((line) => line !== '');
const isSpelled = (piece: string) => [...piece].every((character) => byteCharacters.includes(character));
for (const [name = '', pre = ''] of asked.map((each) => each.split('='))) {
  const json: TokenizerJson = JSON.parse(readFileSync(join(folder, name, 'tokenizer.json'), 'utf8'));
  if (!Object.keys(json.model.vocab).slice(0, 100).every(isSpelled)) throw new Error(`${name} is no BPE over bytes`);
  const path = join(folder, name, 'vocabulary.gguf');
  writeFileSync(path, ggufOf(json, pre));
  const ours = new Tokenizer(await openVocabulary(path));
  const theirs = await theirTokenizer(path);
  const others = strings.filter((line) => ours.encode(line).join() !== theirs(line).join());
  process.stdout.write(`${name}: ${strings.length} strings, other ids ${others.length}\n`);
  for (const line of others.slice(0, 5)) process.stdout.write(`  ${JSON.stringify(line)}\n`);
}
process.exit(0); // llama.cpp's threads go on
