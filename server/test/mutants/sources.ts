// The whole files that mutants are made of: folders as Hugging Face has them, and GGUF files, with byte-level vocabularies.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { safetensorsBytes, tinyFolder } from '../checkpoint/hf-folders.ts';
import { list, readWholeGguf, text, u32, type WholeGguf } from '../checkpoint/whole-gguf.ts';
import { families, writeFamilyFolder } from '../model/family-files.ts';
import { goldenFile } from '../model/golden.ts';

/** The text files of a folder, by name. */
export type FolderTexts = Readonly<Record<string, string>>;

/** A folder that opens, whose files can be exchanged one by one. */
export interface SourceFolder {
  readonly path: string;
  readonly texts: FolderTexts;
}

const read = (name: string) => JSON.parse(readFileSync(goldenFile(name), 'utf8'));
const template =
  "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m.content | trim + '<|im_end|>\\n' }}{% endfor %}" +
  "{% if tools is defined and tools %}{{ tools | tojson(indent=2) }}{% endif %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const bert = {
  model_type: 'bert',
  architectures: ['BertModel'],
  hidden_size: 384,
  num_hidden_layers: 6,
  num_attention_heads: 12,
  intermediate_size: 1536,
  vocab_size: 30522,
  max_position_embeddings: 512,
  layer_norm_eps: 1e-12,
  hidden_act: 'gelu',
};

/** A tokenizer.json with a vocabulary of bytes, as this family has it. */
function tokenizerJson(family: string): { added_tokens: { id: number; content: string }[]; model: object } {
  const golden = read('bpe/ids.golden.json').families[family];
  return {
    ...golden.file,
    model: { ...read('bpe/vocabulary.json')[golden.model], ignore_merges: golden.ignoreMerges },
  };
}

/** Folders of a Qwen, a Llama, a Mistral and a BERT. */
export function sourceFolders(root: string): SourceFolder[] {
  const wanted: readonly (readonly [string, string])[] = [
    ['qwen2', 'qwen2'],
    ['qwen3', 'qwen2'],
    ['llama', 'llama-3'],
  ];
  const known = Object.keys(read('bpe/ids.golden.json').families);
  const folders = wanted.map(([type, tokenizer]) => {
    const family = families.find(({ config }) => config.model_type === type);
    if (!family) throw new Error(`there is no family ${type}`);
    const path = writeFamilyFolder(join(root, type), family);
    const names = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'));
    const json = tokenizerJson(known.includes(tokenizer) ? tokenizer : (known[0] as string));
    const texts = {
      'config.json': JSON.stringify({ ...names, architectures: ['ForCausalLM'], bos_token_id: 1, eos_token_id: [2] }),
      'tokenizer.json': JSON.stringify(json),
      'tokenizer_config.json': JSON.stringify({
        chat_template: template,
        eos_token: '<|im_end|>',
        bos_token: { content: '<s>' },
        added_tokens_decoder: Object.fromEntries(json.added_tokens.map((token) => [token.id, token])),
        add_bos_token: false,
      }),
      'generation_config.json': JSON.stringify({ eos_token_id: [2, 3], bos_token_id: 1 }),
      'chat_template.jinja': template,
      'model.safetensors.index.json': JSON.stringify({
        metadata: { total_size: 1 },
        weight_map: Object.fromEntries(
          tensorNames(join(path, 'model.safetensors')).map((name) => [name, 'model.safetensors']),
        ),
      }),
    };
    return { path, texts };
  });
  const bertPath = join(root, 'bert');
  mkdirSync(bertPath, { recursive: true });
  writeFileSync(join(bertPath, 'model.safetensors'), safetensorsBytes([]));
  folders.push({
    path: bertPath,
    texts: { ...(folders[0] as SourceFolder).texts, 'config.json': JSON.stringify(bert) } as never,
  });
  return folders;
}

function tensorNames(path: string): string[] {
  const file = readFileSync(path);
  const header = JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE())));
  return Object.keys(header).filter((name) => name !== '__metadata__');
}

/** The bundled model as it is, and with a vocabulary of bytes. */
export function sourceGgufs(): (() => WholeGguf)[] {
  const bundled = fileURLToPath(new URL('../../models/stories260k.gguf', import.meta.url));
  const { added_tokens: added, model } = tokenizerJson('llama-3') as unknown as {
    added_tokens: { id: number; content: string; special: boolean }[];
    model: { vocab: Record<string, number>; merges: string[][] };
  };
  const tokens = Object.keys(model.vocab).sort((a, b) => (model.vocab[a] as number) - (model.vocab[b] as number));
  const types = tokens.map(() => 1);
  for (const { id, content, special } of added) {
    tokens[id] = content;
    types[id] = special ? 3 : 4;
  }
  const plain = () => readWholeGguf(bundled);
  const bytes = () => {
    const file = plain();
    const set = (key: string, value: ReturnType<typeof text>) => file.metadata.set(`tokenizer.ggml.${key}`, value);
    set('model', text('gpt2'));
    set('pre', text('llama-bpe'));
    set(
      'tokens',
      list(
        8,
        Array.from(tokens, (token, id) => token ?? `[${id}]`),
      ),
    );
    set(
      'token_type',
      list(
        5,
        Array.from(types, (type) => type ?? 5),
      ),
    );
    set(
      'merges',
      list(
        8,
        model.merges.map((pair) => pair.join(' ')),
      ),
    );
    set('eos_token_id', u32(2));
    file.metadata.delete('tokenizer.ggml.scores');
    file.metadata.set('tokenizer.chat_template', text(template));
    return file;
  };
  return [plain, bytes];
}

/** SentencePiece's own file. */
export const sentencePiece = (): Buffer => readFileSync(join(tinyFolder, 'tokenizer.model'));
