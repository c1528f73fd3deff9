// The statistics of engines that followed each other: what they counted adds up, what is going on is the last one's.
import type { EngineStats } from '../engine/stats.ts';

/** Of an engine that is not there. */
export const atRest: EngineStats = {
  nRunning: 0,
  nWaiting: 0,
  nSteps: 0,
  nStepSequences: 0,
  nStepTokens: 0,
  stepSeconds: 0,
  nGeneratedTokens: 0,
};

/** What is going on in `now`, with the counters of both. */
export function addCounters(past: EngineStats, now: EngineStats): EngineStats {
  return {
    ...now,
    nSteps: past.nSteps + now.nSteps,
    nStepSequences: past.nStepSequences + now.nStepSequences,
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
