// The vocabulary of a Hugging Face folder: `tokenizer.model` where there is one, else `tokenizer.json`; and from
// `tokenizer_config.json` and `config.json` which ids are special, which pieces were added, and the chat template.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonObject, readJsonFile } from '../checkpoint/json-file.ts';
import { namesInFolder } from '../checkpoint/open-file.ts';
import { readTokenizerFile } from './tokenizer-file.ts';
import { Vocabulary, VocabularyError, type VocabularyParts } from './vocabulary.ts';

/** Reads the vocabulary; throws a VocabularyError or CheckpointError that names the file. */
export async function vocabularyFromFolder(folder: string): Promise<Vocabulary> {
  const names = (await namesInFolder(folder)) ?? new Set<string>();
  const file = ['tokenizer.model', 'tokenizer.json'].find((name) => names.has(name));
  if (!file) throw new VocabularyError(`${folder}: expected a tokenizer.model or a tokenizer.json, found neither`);
  const json = async (name: string) =>
    names.has(name) ? readJsonFile(join(folder, name)) : new JsonObject(join(folder, name), {});
  const template = 'chat_template.jinja';
  const chatTemplate = names.has(template) ? await readFile(join(folder, template), 'utf8') : undefined;
  const config = await json('tokenizer_config.json');
  const modelConfig = await json('config.json');
  try {
    const whole = withAddedTokens(await readTokenizerFile(join(folder, file)), config);
    return new Vocabulary({
      ...whole,
      bosId: specialId('bos', whole, config, modelConfig) ?? whole.bosId,
      eosId: specialId('eos', whole, config, modelConfig) ?? whole.eosId,
      addBos: config.boolean('add_bos_token') ?? whole.addBos,
      addEos: config.boolean('add_eos_token') ?? whole.addEos,
      chatTemplate: chatTemplate ?? chatTemplateOf(config),
    });
  } catch (error) {
    throw error instanceof VocabularyError ? new VocabularyError(`${join(folder, file)}: ${error.message}`) : error;
  }
}

/** Pieces that a later training added behind those of a tokenizer.model, such as `<|im_start|>`. */
function withAddedTokens(parts: VocabularyParts, config: JsonObject): VocabularyParts {
  const pieces = [...parts.pieces];
  const kinds = [...parts.kinds];
  const added = config.object('added_tokens_decoder');
  const ids = (added?.keys() ?? []).map(Number).filter((id) => id >= parts.pieces.length);
  for (const id of ids.sort((a, b) => a - b)) {
    const token = added?.object(String(id));
    if (id !== pieces.length || !token) {
      throw new VocabularyError(`tokenizer_config.json: expected an added token ${pieces.length}, found ${id}`);
    }
    pieces.push(token.string('content') ?? token.fail('content', 'a string'));
    kinds.push(token.boolean('special') ? 3 : 4);
  }
  const scores = [...parts.scores, ...new Array<number>(pieces.length - parts.scores.length).fill(0)];
  return { ...parts, pieces, kinds, scores };
}

/** By the piece that the tokenizer's configuration names, or the id in the model's. */
function specialId(
  which: 'bos' | 'eos',
  { pieces }: VocabularyParts,
  tokenizerConfig: JsonObject,
  modelConfig: JsonObject,
): number | undefined {
  const token = tokenizerConfig.get(`${which}_token`);
  const piece = typeof token === 'string' ? token : tokenizerConfig.object(`${which}_token`)?.string('content');
  const id = piece === undefined ? -1 : pieces.indexOf(piece);
  if (id !== -1) return id;
  const key = `${which}_token_id`;
  const ids = modelConfig.get(key);
  if (!Array.isArray(ids)) return modelConfig.number(key);
  return typeof ids[0] === 'number' ? ids[0] : modelConfig.fail(key, 'a number or numbers');
}

/** A template, or the one called default among several. */
function chatTemplateOf(config: JsonObject): string | undefined {
  if (!Array.isArray(config.get('chat_template'))) return config.string('chat_template');
  const templates = config.objects('chat_template');
  return templates.find((template) => template.get('name') === 'default')?.string('template');
}
