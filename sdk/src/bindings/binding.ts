// What every kind of binding can do for an Ai.
import type { Model, ModelSearch } from '../model.ts';
import type { RunInput, RunOptions } from '../options.ts';

/** What is behind an Ai. Every failure is an AiError, or the signal's reason when it is aborted. */
export interface Binding {
  /** An answer, a stream of bytes, or with returnRawResponse a Response. */
  run(model: string, input: RunInput, options: RunOptions): Promise<unknown>;
  models(search: ModelSearch, options: { signal?: AbortSignal | undefined }): Promise<Model[]>;
}
