// How an engine is told which LoRA adapter to use. A client names an adapter, never a model: what would reach another
// model of the upstream is refused.
import { ServerError } from '../errors.ts';
import type { TextGenerationInput } from '../text-model.ts';
import type { Connection } from './connection.ts';
import type { Dialect } from './dialects.ts';
import { elements, fields, number, text } from './json.ts';

/** The model to ask for, and more fields that name the adapter. */
export interface AskedModel {
  readonly model: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

interface Place {
  readonly dialect: Dialect;
  readonly model: string;
  readonly otherModels: ReadonlySet<string>;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

/** @throws ServerError noLora where the engine has none, badInput where it has not this one */
export async function adapterOf({ lora }: TextGenerationInput, place: Place): Promise<AskedModel> {
  const { dialect, model, otherModels } = place;
  if (lora === undefined) return { model };
  if (dialect.lora === null) throw new ServerError('noLora');
  if (dialect.lora === 'behind the model') return { model: `${model}:${lora}` };
  if (dialect.lora === 'by its number') return { model, extra: { lora: [await numbered(lora, place)] } };
  if (otherModels.has(lora)) throw noAdapter(lora);
  return { model: lora };
}

/** llama-server knows its adapters by the paths of their files, and a request by their numbers. */
async function numbered(lora: string, { connection, signal }: Place): Promise<object> {
  const { body } = await connection.get('/lora-adapters', true, signal);
  const found = elements(body)
    .map(fields)
    .find(({ path }) => nameOf(text(path) ?? '') === lora || text(path) === lora);
  const id = number(found?.id);
  if (id === undefined) throw noAdapter(lora);
  return { id, scale: 1 };
}

function nameOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? '').replace(/\.gguf$/, '');
}

function noAdapter(lora: string): ServerError {
  return new ServerError(
    'badInput',
    `Error: '/lora' names '${lora.slice(0, 100)}', which the model's engine does not have`,
    {
      param: 'lora',
    },
  );
}
