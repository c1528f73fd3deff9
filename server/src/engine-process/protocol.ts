// The messages between the server and an engine's process: plain data over Node's IPC channel with its advanced
// serialization (V8's structured clone). Both ends must come from the same build, which is checked when a model loads.
import type { GeneratedToken, GenerationRequest } from '../engine/generation.ts';
import type { EngineStats } from '../engine/stats.ts';
import type { PlainError } from '../isolates/plain-error.ts';
import type { LoadedModel, LoadOptions, LoadProgress } from '../load-model.ts';

/** Raise it with every change of the messages: an update may replace the files of a running server. */
export const protocolVersion = 6;

/**
 * Most tokens of a generation that are sent and not yet read. Further tokens wait in the engine, which stops computing
 * for a reader that does not keep up.
 */
export const windowTokens = 32;

/** Milliseconds between the beats by which an engine's process shows that it lives. */
export const beatMs = 500;

/** The options of load-model.ts that are plain data. */
export type HostedLoadOptions = Omit<LoadOptions, 'compilerOf' | 'onNotice' | 'onProgress'>;

/** What the server needs to know about the loaded model. */
export interface HostedModel extends Pick<LoadedModel, 'deviceName' | 'deviceType'> {
  readonly contextLength: number;
  readonly vocabSize: number;
}

/** News of one generation, numbered by the server. */
export interface GenerationNews {
  readonly id: number;
  readonly tokens: GeneratedToken[];
  /** The request can no longer be refused. */
  isAccepted?: true;
  /** Absent: it goes on. null: it has ended without an error. */
  end?: PlainError | null;
}

/** Server to engine. `load` comes first and once. */
export type ToHost =
  | { readonly type: 'load'; readonly protocolVersion: number; readonly options: HostedLoadOptions }
  | { readonly type: 'generate'; readonly id: number; readonly request: GenerationRequest }
  /** The tokens that have been read; the same number may be sent. */
  | { readonly type: 'read'; readonly reads: readonly (readonly [id: number, nTokens: number])[] }
  | { readonly type: 'abort'; readonly id: number }
  /** Ends everything that runs, frees resources, exits. */
  | { readonly type: 'close' };

/** Engine to server. */
export type FromHost =
  | { readonly type: 'progress'; readonly progress: LoadProgress }
  | { readonly type: 'notice'; readonly notice: string }
  | { readonly type: 'ready'; readonly model: HostedModel }
  /** What is new since the last turn of the event loop: one message for a step of all sequences. */
  | { readonly type: 'news'; readonly news: readonly GenerationNews[] }
  /** `nAwaited`: generations whose next token the engine owes. */
  | { readonly type: 'beat'; readonly nAwaited: number; readonly stats: EngineStats | null }
  /** It could not load or cannot go on, and waits to be killed. */
  | { readonly type: 'failed'; readonly error: PlainError };
