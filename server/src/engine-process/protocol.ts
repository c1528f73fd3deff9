// What the server and the process of an engine say to each other: plain data, over Node's IPC channel with its advanced
// serialization (V8's structured clone). Both ends come from one build; that they still do is checked when one loads.
import type { GeneratedToken, GenerationRequest } from '../engine/generation.ts';
import type { EngineStats } from '../engine/stats.ts';
import type { LoadedModel, LoadOptions, LoadProgress } from '../load-model.ts';
import type { PlainError } from './plain-error.ts';

/** To be raised with every change of the messages: a server may outlive the files that it was started from. */
export const protocolVersion = 3;

/**
 * Tokens of a generation that may be on their way, sent and not yet read. What is behind this waits in the engine, which
 * stops computing for a reader that does not keep up.
 */
export const windowTokens = 32;

/** How often a host says that it lives, if it has nothing else to say. */
export const beatMs = 500;

/** What to load: the options of load-model.ts that are data. */
export type HostedLoadOptions = Omit<LoadOptions, 'compilerOf' | 'onNotice' | 'onProgress'>;

/** What a server needs to know of the model that its engine has loaded. */
export interface HostedModel extends Pick<LoadedModel, 'deviceName' | 'deviceType'> {
  readonly contextLength: number;
  readonly vocabSize: number;
}

/** News of one generation, numbered by the server. */
export interface GenerationNews {
  readonly id: number;
  readonly tokens: GeneratedToken[];
  /** It is not refused any more. */
  isAccepted?: true;
  /** Absent: it goes on. null: it is over, all is well. */
  end?: PlainError | null;
}

/** Server to host. `load` is the first, and comes once. */
export type ToHost =
  | { readonly type: 'load'; readonly protocolVersion: number; readonly options: HostedLoadOptions }
  | { readonly type: 'generate'; readonly id: number; readonly request: GenerationRequest }
  /** So many more tokens have been read: as many more may be sent. */
  | { readonly type: 'read'; readonly reads: readonly (readonly [id: number, nTokens: number])[] }
  | { readonly type: 'abort'; readonly id: number }
  /** End what runs, free everything, exit. */
  | { readonly type: 'close' };

/** Host to server. */
export type FromHost =
  | { readonly type: 'progress'; readonly progress: LoadProgress }
  | { readonly type: 'notice'; readonly notice: string }
  | { readonly type: 'ready'; readonly model: HostedModel }
  /** What is new since the last turn of the event loop: one message for a step of all sequences. */
  | { readonly type: 'news'; readonly news: readonly GenerationNews[] }
  /** `nAwaited`: generations whose next token the engine owes. */
  | { readonly type: 'beat'; readonly nAwaited: number; readonly stats: EngineStats | null }
  /** It could not load, or cannot go on: it waits to be killed. */
  | { readonly type: 'failed'; readonly error: PlainError };
