// Which engine to ask, and how patiently: one upstream as the settings name it.
import type { Pooling } from '../encoder-model.ts';

/** The engines whose differences dialects.ts knows; `openai` is any other server of OpenAI's API. */
export const dialectNames = ['vllm', 'sglang', 'llama-server', 'ollama', 'tramontane', 'openai'] as const;

/** One of {@link dialectNames}. */
export type DialectName = (typeof dialectNames)[number];

/** What settings may say of pooling. */
export const poolings = ['mean', 'cls'] as const satisfies readonly Pooling[];

/** One upstream engine of a model. */
export interface UpstreamOptions {
  /** Of its OpenAI API: `http://host:8000/v1`. Without credentials, query and a slash at the end. */
  readonly url: string;
  /** What the model is called there; null: the only one that it lists. */
  readonly model: string | null;
  /** `auto`: found by asking. */
  readonly dialect: DialectName | 'auto';
  /** How the engine's vectors are pooled, which is decided when it is started; null: unknown. */
  readonly pooling: Pooling | null;
  /** Sent as a bearer token, to this upstream only; null where it wants none. */
  readonly key: string | null;
  /** Requests under way at one time. */
  readonly concurrency: number;
  /** Requests that may wait for a place; one more is refused with 429/3040. */
  readonly queue: number;
  /** How long one waits for a place, in ms. */
  readonly queueTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** From the request to the first bytes of its answer, in ms: the engine's own queue and the prompt's reading. */
  readonly firstByteTimeoutMs: number;
  /** Between two pieces of an answer, in ms. */
  readonly silenceTimeoutMs: number;
}

/** What is not set. */
export const upstreamDefaults = {
  model: null,
  dialect: 'auto',
  pooling: null,
  key: null,
  concurrency: 64,
  queue: 64,
  queueTimeoutMs: 30_000,
  connectTimeoutMs: 5000,
  firstByteTimeoutMs: 600_000,
  silenceTimeoutMs: 120_000,
} as const satisfies Omit<UpstreamOptions, 'url'>;

/** The upstream without what is nobody's business: for logs, metrics and hashes. */
export function addressOf({ url, model }: Pick<UpstreamOptions, 'url' | 'model'>): string {
  return model === null ? url : `${url}#${model}`;
}
