// A model that reads texts and writes none: it turns them into vectors, or scores them against a query. Engines that run
// elsewhere have this face; our own engine has no such models.
import { otherTask } from './model-task.ts';

/** How the vectors of a text's tokens become one. */
export type Pooling = 'mean' | 'cls';

/** Texts to embed; already checked. */
export interface EmbeddingInput {
  /** At least one, each a text or the ids of its tokens. */
  readonly texts: readonly (string | readonly number[])[];
  /** Shorter vectors, of this many numbers. */
  readonly dimensions?: number | undefined;
  readonly pooling?: Pooling | undefined;
  /** Cut texts that are too long, instead of refusing them. */
  readonly truncate?: boolean | undefined;
  readonly rejectIfBusy?: boolean | undefined;
}

/** A vector for each text, in their order, all of one length. */
export interface Embeddings {
  readonly vectors: readonly Float32Array[]; // [nTexts][nDimensions]
  /** What the engine was started with; undefined where the server does not know it. */
  readonly pooling: Pooling | undefined;
  /** Tokens of all texts; undefined where the engine does not say. */
  readonly nTokens: number | undefined;
}

/** Texts to score; already checked. */
export interface RankingInput {
  readonly query: string;
  /** At least one. */
  readonly texts: readonly string[];
  readonly rejectIfBusy?: boolean | undefined;
}

/** A score for each text, in the order of the texts. */
export interface Ranking {
  readonly scores: readonly number[]; // [nTexts]
  /** Tokens of query and texts; undefined where the engine does not say. */
  readonly nTokens: number | undefined;
}

/** For whom: decides about caches and places, not about what is asked. */
export interface EncodingOptions {
  readonly account?: string | undefined;
  readonly session?: string | undefined;
}

/** One model, asked to read. Aborting the signal stops the work, wherever it is done. */
export interface EncoderModel {
  /** @throws ServerError when the texts cannot be embedded */
  embed(input: EmbeddingInput, options: EncodingOptions, signal: AbortSignal): Promise<Embeddings>;
  /** @throws ServerError when the texts cannot be scored */
  rank(input: RankingInput, options: EncodingOptions, signal: AbortSignal): Promise<Ranking>;
}

/** The encoder of a model that only generates text: it refuses, by the model's name. */
export function noEncoder(model: string): EncoderModel {
  return {
    embed: async () => {
      throw otherTask(model, 'text-generation', 'text-embeddings');
    },
    rank: async () => {
      throw otherTask(model, 'text-generation', 'text-classification');
    },
  };
}
