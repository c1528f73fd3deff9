// The statistics of engines that followed each other: counters add up, gauges are those of the last one.
import type { EngineStats } from '../engine/stats.ts';

/** The gauges of `now`, with the counters of both. */
export function addCounters(past: EngineStats, now: EngineStats): EngineStats {
  return {
    ...now,
    nSteps: past.nSteps + now.nSteps,
    nStepSequences: past.nStepSequences + now.nStepSequences,
    nStepsBySize: now.nStepsBySize.map((n, i) => n + (past.nStepsBySize[i] ?? 0)),
    nStepTokens: past.nStepTokens + now.nStepTokens,
    stepSeconds: past.stepSeconds + now.stepSeconds,
    nGeneratedTokens: past.nGeneratedTokens + now.nGeneratedTokens,
    held: (past.held ?? now.held) && {
      nChosenTokens: sum(past.held?.nChosenTokens, now.held?.nChosenTokens) ?? 0,
      nMaskedTokens: sum(past.held?.nMaskedTokens, now.held?.nMaskedTokens) ?? 0,
      nForcedTokens: sum(past.held?.nForcedTokens, now.held?.nForcedTokens) ?? 0,
    },
    nPreemptions: sum(past.nPreemptions, now.nPreemptions),
    prefix: (past.prefix ?? now.prefix) && {
      nQueriedTokens: sum(past.prefix?.nQueriedTokens, now.prefix?.nQueriedTokens) ?? 0,
      nCachedTokens: sum(past.prefix?.nCachedTokens, now.prefix?.nCachedTokens) ?? 0,
    },
  };
}

/** undefined where neither engine counts it. */
function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
