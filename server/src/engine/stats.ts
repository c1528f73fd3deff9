// The statistics of an engine, for monitoring. Plain data, like everything in generation.ts; counters only grow while the
// engine lives.

/** Upper bounds of the histogram of steps by their number of sequences. */
export const batchSizes = [1, 2, 4, 8, 16, 32, 64] as const;

/** A snapshot of an engine. Optional fields are undefined where the engine has no such thing. */
export interface EngineStats {
  /** Sequences that have a place in the cache. */
  readonly nRunning: number;
  /** Sequences that wait for a place. */
  readonly nWaiting: number;
  /** Steps of the model that were run. */
  readonly nSteps: number;
  /** Sequences in those steps, summed: over `nSteps`, the mean size of a batch. */
  readonly nStepSequences: number;
  /** Steps by their number of sequences: `[i]` of at most `batchSizes[i]` and more than the bound before; the last above all. */
  readonly nStepsBySize: readonly number[];
  /** Tokens computed in those steps, of prompts and completions. */
  readonly nStepTokens: number;
  /** Time that those steps took. */
  readonly stepSeconds: number;
  /** Tokens that were generated. */
  readonly nGeneratedTokens: number;
  readonly held?: HeldStats | undefined;
  /** How often a running sequence lost its blocks and had to be computed again. */
  readonly nPreemptions?: number | undefined;
  readonly kvBlocks?: KvBlockStats | undefined;
  readonly prefix?: PrefixStats | undefined;
  /** Bytes on the device. */
  readonly memory?: ModelMemory | undefined;
}

/** The statistics of an engine that is not running. */
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

/** Tokens under constraints, of those that were generated. */
export interface HeldStats {
  /** Chosen from what the constraint allows. */
  readonly nChosenTokens: number;
  /** Those of them whose first choice was refused, so that a mask was needed. */
  readonly nMaskedTokens: number;
  /** Not chosen: the constraint forced them to follow, so that they took no step of their own. */
  readonly nForcedTokens: number;
}

/** The blocks of a paged cache: total = used + free, and some of the free ones are still cached. */
export interface KvBlockStats {
  readonly nTotal: number;
  readonly nFree: number;
  /** Free blocks whose keys and values the next prompt with the same beginning can share. */
  readonly nCached: number;
}

/** Tokens that were looked up in the prefix cache, and those of them that were cached. */
export interface PrefixStats {
  readonly nQueriedTokens: number;
  readonly nCachedTokens: number;
}

/** Bytes on the device, by purpose. */
export interface ModelMemory {
  readonly weights: number;
  readonly cache: number;
  readonly scratch: number;
}
