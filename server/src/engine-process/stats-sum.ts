// The statistics of engines that followed each other: what they counted adds up, what is going on is the last one's.
import type { EngineStats } from '../engine/stats.ts';

/** What is going on in `now`, with the counters of both. */
export function addCounters(past: EngineStats, now: EngineStats): EngineStats {
  return {
    ...now,
    nSteps: past.nSteps + now.nSteps,
    nStepSequences: past.nStepSequences + now.nStepSequences,
    nStepsBySize: now.nStepsBySize.map((n, i) => n + (past.nStepsBySize[i] ?? 0)),
    nStepTokens: past.nStepTokens + now.nStepTokens,
    stepSeconds: past.stepSeconds + now.stepSeconds,
    nGeneratedTokens: past.nGeneratedTokens + now.nGeneratedTokens,
    ...((past.nPreemptions ?? now.nPreemptions) !== undefined && {
      nPreemptions: (past.nPreemptions ?? 0) + (now.nPreemptions ?? 0),
    }),
    ...((past.prefix ?? now.prefix) && {
      prefix: {
        nAskedTokens: (past.prefix?.nAskedTokens ?? 0) + (now.prefix?.nAskedTokens ?? 0),
        nHitTokens: (past.prefix?.nHitTokens ?? 0) + (now.prefix?.nHitTokens ?? 0),
      },
    }),
  };
}
