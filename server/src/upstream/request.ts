// What requests to all upstreams have in common, whatever the API.
import { ServerError } from '../errors.ts';
import type { TextGenerationInput } from '../text-model.ts';
import type { Dialect } from './dialects.ts';

/** Where to send it, and what. */
export interface UpstreamRequest {
  /** Behind the upstream's URL, or from the root of its server. */
  readonly path: string;
  readonly isFromRoot: boolean;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An input, and how it is to be put. */
export interface Asked {
  readonly input: TextGenerationInput;
  readonly dialect: Dialect;
  /** What the model, or its adapter, is called there. */
  readonly model: string;
  /** The model's template has refused the conversation as it stands. */
  readonly isFolded: boolean;
  /** More fields, such as an adapter's. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** A field that the engine cannot honour is refused, never dropped. */
export function refuseField({ title }: Pick<Dialect, 'title'>, field: string, how = ''): never {
  const words = how === '' ? '' : ` ${how}`;
  throw new ServerError('badInput', `Error: ${title}, the engine of this model, has no '/${field}'${words}`, {
    param: field,
  });
}

/** All ways of sampling, those that the request does not ask for switched off. */
export function samplingOf({ sampling }: TextGenerationInput, dialect: Dialect): Record<string, number> {
  const sent: Record<string, number> = {};
  for (const [key, field] of Object.entries(dialect.sampling)) {
    const asked = sampling[key as keyof typeof sampling];
    if (field === null) {
      if (asked !== undefined) refuseField(dialect, snakeCase(key));
      continue;
    }
    const value = asked ?? field.off;
    if (value !== undefined) sent[field.name] = field.below === undefined ? value : modulo(value, field.below);
  }
  return sent;
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The same seed is always the same; of a negative one too. */
function modulo(value: number, below: number): number {
  return ((value % below) + below) % below;
}

/** Raw text of a conversation: its contents, a line each. */
export function promptText(prompt: Exclude<TextGenerationInput['prompt'], { ids: readonly number[] }>): string {
  return typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n');
}

/** How vocabularies write the beginning of a text. */
const bosTexts = ['<s>', '<|begin_of_text|>', '<bos>', '<｜begin▁of▁sentence｜>'];

/** Engines put it before a raw text themselves, and twice is not the same as once. */
export function withoutBos(text: string): string {
  const bos = bosTexts.find((one) => text.startsWith(one));
  return bos === undefined ? text : text.slice(bos.length);
}
