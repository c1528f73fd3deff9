// Log probabilities of tokens from logits, for clients that ask for them. Sampling does not use them.
import type { GeneratedToken } from './generation.ts';

interface Logprobs {
  readonly logprob: number;
  readonly topLogprobs: NonNullable<GeneratedToken['topLogprobs']>;
}

/**
 * The log probability of the chosen id, and the `nTop` likeliest ids, the lower id first of equals. A logit that is not
 * finite has no probability and is not among the likeliest.
 *
 * @param logits Of the whole vocabulary, before temperature and penalties.
 */
export function logprobsOf(logits: Float32Array, chosenId: number, nTop: number): Logprobs {
  const best: number[] = []; // ids, the highest logit first
  const logitOf = (id: number) => logits[id] as number;
  let highest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    const logit = logitOf(id);
    if (!Number.isFinite(logit)) continue;
    if (logit > highest) highest = logit;
    if (nTop === 0 || (best.length === nTop && logit <= logitOf(best[nTop - 1] as number))) continue;
    let at = best.length;
    while (at > 0 && logit > logitOf(best[at - 1] as number)) at--;
    best.splice(at, 0, id);
    if (best.length > nTop) best.pop();
  }
  let total = 0; // of exp(logit - highest), so that nothing overflows
  for (let id = 0; id < logits.length; id++) {
    const logit = logitOf(id);
    if (Number.isFinite(logit)) total += Math.exp(logit - highest);
  }
  const logTotal = highest + Math.log(total);
  return {
    logprob: logitOf(chosenId) - logTotal,
    topLogprobs: best.map((id) => ({ id, logprob: logitOf(id) - logTotal })),
  };
}
