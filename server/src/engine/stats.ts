// What an engine tells about itself to whoever watches it. Plain data, which survives structuredClone like everything
// in generation.ts; counters only grow, for as long as the engine lives.

/** Bounds by which steps are counted, in sequences. */
export const batchSizes = [1, 2, 4, 8, 16, 32, 64] as const;

/** A moment of an engine. What is optional is absent where the engine has no such thing. */
export interface EngineStats {
  /** Sequences that have a place in the cache. */
  readonly nRunning: number;
  /** Sequences that wait for one. */
  readonly nWaiting: number;
  /** Steps of the model that are done. */
  readonly nSteps: number;
  /** Sequences in those steps, summed: over `nSteps`, the mean size of a batch. */
  readonly nStepSequences: number;
  /** Steps by their number of sequences: `[i]` of at most `batchSizes[i]` and more than the bound before; the last above all. */
  readonly nStepsBySize: readonly number[];
  /** Tokens computed in those steps, of prompts and of answers. */
  readonly nStepTokens: number;
  /** Time that those steps took. */
  readonly stepSeconds: number;
  /** Ids that were chosen. */
  readonly nGeneratedTokens: number;
  /** Running sequences that had to give their place away and start anew. */
  readonly nPreemptions?: number;
  readonly kvBlocks?: KvBlockStats;
  readonly prefix?: PrefixStats;
  /** Bytes on the device. */
  readonly memory?: ModelMemory;
}

/** Of an engine that is not there. */
export const atRest: EngineStats = {
  nRunning: 0,
  nWaiting: 0,
  nSteps: 0,
  nStepSequences: 0,
  nStepsBySize: [...batchSizes, 0].map(() => 0),
  nStepTokens: 0,
  stepSeconds: 0,
  nGeneratedTokens: 0,
};

/** The blocks of a paged cache: total = used + free, and some of the free ones still hold what they held. */
export interface KvBlockStats {
  readonly nTotal: number;
  readonly nFree: number;
  /** Free ones whose keys and values the next prompt with the same beginning can take over. */
  readonly nCached: number;
}

/** Tokens of prompts that were looked up among earlier ones, and those of them that were found. */
export interface PrefixStats {
  readonly nAskedTokens: number;
  readonly nHitTokens: number;
}

/** Bytes on the device, by purpose. */
export interface ModelMemory {
  readonly weights: number;
  readonly cache: number;
  readonly scratch: number;
}
