// Makes llama-cpp.golden.json: llama.cpp's ids for strings of ids.golden.json, by each name of `tokenizer.ggml.pre`.
//
//   npm run bench:peer -w server && npx tsx test/goldens/bpe/make-llama-cpp.ts     (in server/)
//
// Left out is what it reads unlike the models' own files (docs/decisions/0011): strings that are not in NFC, that have
// combining marks, a NUL, or letters that change case in an unusual way. compare-llama-cpp-tokenizers.ts does the same with whole vocabularies.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findLlamaCpp } from '../../../src/bench/llama-cpp.ts';
import { f32, list, text, u32, writeWholeGguf } from '../../checkpoint/whole-gguf.ts';

interface Family {
  readonly gguf: string | null;
  readonly file: { readonly added_tokens: readonly { id: number; content: string; special: boolean }[] };
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const read = (name: string) => JSON.parse(readFileSync(here(name), 'utf8'));
const { strings, families }: { strings: readonly string[]; families: Record<string, Family> } = read('ids.golden.json');
const { vocab, merges }: { vocab: Record<string, number>; merges: [string, string][] } = read('vocabulary.json').bytes;

/** Flags of added tokens are not in GGUF files. */
const isRead = (one: string) =>
  one !== '' &&
  one.length < 200 &&
  one === one.normalize('NFC') &&
  !/[\p{M}\p{Lt}\p{Lm}ªºİıſ\0]|<[lr]>|word|ớ!/u.test(one);
const asked = strings.flatMap((one, i) => (isRead(one) ? [i] : []));

function write(path: string, { gguf, file }: Family): void {
  const tokens = Object.keys(vocab).sort((a, b) => (vocab[a] as number) - (vocab[b] as number));
  const types = tokens.map(() => 1);
  for (const { id, content, special } of file.added_tokens) [tokens[id], types[id]] = [content, special ? 3 : 4];
  const counts = ['context_length', 'embedding_length', 'block_count', 'attention.head_count'];
  writeWholeGguf(path, {
    version: 3,
    metadata: new Map([
      ['general.architecture', text('llama')],
      ...counts.map((key) => [`llama.${key}`, u32(8)] as const),
      ['llama.attention.layer_norm_rms_epsilon', f32(1e-5)],
      ['tokenizer.ggml.model', text('gpt2')],
      ['tokenizer.ggml.pre', text(gguf ?? '')],
      ['tokenizer.ggml.tokens', list(8, tokens)],
      ['tokenizer.ggml.token_type', list(5, types)],
      [
        'tokenizer.ggml.merges',
        list(
          8,
          merges.map((pair) => pair.join(' ')),
        ),
      ],
    ]),
    tensors: [],
  });
}

const { getLlama } = await import(pathToFileURL(findLlamaCpp()).href);
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error' });
const folder = mkdtempSync(join(tmpdir(), 'vocabularies-'));
const lines: string[] = [];
for (const family of Object.values(families).filter(({ gguf }) => gguf !== null)) {
  const path = join(folder, `${family.gguf}.gguf`);
  write(path, family);
  const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
  const ids = asked.map((i) => model.tokenize(strings[i], false).join(' '));
  lines.push(`${JSON.stringify(family.gguf)}: ${JSON.stringify(ids)}`);
}
rmSync(folder, { recursive: true });
writeFileSync(here('llama-cpp.golden.json'), `{"strings": [${asked}], "ids": {\n${lines.join(',\n')}\n}}\n`);
process.exit(0); // llama.cpp's threads go on
