// Shares out the time of steps among owners. One with a single sequence would otherwise wait, for each of its tokens, as
// long as the sequences of all others take. Of k owners each is due a kth of the time: a step takes no longer than k times
// what the tokens of the owner with the fewest would take alone.
import { isCompletion, type Pending } from './allot.ts';
import type { StepTimes } from './step-times.ts';

/** Steps of this length, in ms, are not made shorter: thirty of them take a quarter of a second. */
const shortMs = 8;

/** An owner who was there that lately is expected back: its next request should not meet a long step of the others. */
const recentMs = 1000;

/** The owners for whom something was computed a moment ago. */
export class RecentOwners {
  readonly #lastMs = new Map<string, number>();

  note(owner: string, nowMs: number): void {
    this.#lastMs.delete(owner); // so that the map is in the order of times
    this.#lastMs.set(owner, nowMs);
  }

  /** Those that are not among these. */
  nBeside(present: ReadonlySet<string>, nowMs: number): number {
    for (const [owner, lastMs] of this.#lastMs) {
      if (lastMs > nowMs - recentMs) break;
      this.#lastMs.delete(owner);
    }
    return [...this.#lastMs.keys()].filter((owner) => !present.has(owner)).length;
  }
}

/** What of a sequence matters here. */
export interface Sharing extends Pending {
  readonly owner: string;
  /** Of the last step that computed tokens for it; 0: none has. */
  readonly lastStep: number;
}

/** What goes into a step. */
export interface TimeShare<T> {
  readonly sequences: readonly T[];
  /** For all of them together. */
  readonly maxTokens: number;
}

/** What is known of a device, and of who uses it. */
export interface Sharers {
  /** For all sequences together. */
  readonly maxTokens: number;
  readonly times: StepTimes;
  /** Owners that have nothing to do now, and may be back with the next step. @defaultValue 0 */
  readonly nAbsent?: number | undefined;
}

/** @param ready in the order of their turns; they keep it */
export function shareTime<T extends Sharing>(
  ready: readonly T[],
  { maxTokens, times, nAbsent = 0 }: Sharers,
): TimeShare<T> {
  const wanted = new Map<string, number>();
  for (const one of ready) wanted.set(one.owner, (wanted.get(one.owner) ?? 0) + tokensOf(one));
  const nOwners = wanted.size + nAbsent;
  if (nOwners < 2) return { sequences: ready, maxTokens };
  const nLeast = nAbsent > 0 ? 1 : Math.min(maxTokens, ...wanted.values());
  const most = mostTokens(ready.length, { nOwners, nLeast }, times);
  const total = [...wanted.values()].reduce((sum, n) => sum + n, 0);
  if (most >= Math.min(total, maxTokens)) return { sequences: ready, maxTokens };
  const quotas = quotasOf(wanted, most);
  const chosen = new Set<T>();
  // Of one owner's sequences, those that have waited for longest.
  for (const one of [...ready].sort((a, b) => a.lastStep - b.lastStep)) {
    const left = quotas.get(one.owner) ?? 0;
    if (left <= 0) continue;
    chosen.add(one);
    quotas.set(one.owner, left - tokensOf(one));
  }
  return { sequences: ready.filter((one) => chosen.has(one)), maxTokens: most };
}

/** Tokens of a step that takes its owners' time. @param owners with the tokens of the one that has the fewest */
function mostTokens(nReady: number, owners: { nOwners: number; nLeast: number }, times: StepTimes): number {
  const { nOwners, nLeast } = owners;
  const alone = times.of(nLeast);
  if (alone !== undefined) return times.mostWithin(Math.max(shortMs, nOwners * alone), nOwners * nLeast);
  // Where steps are long, and it is not known what a short one takes, one is tried.
  return (times.of(nReady) ?? 0) > shortMs ? nOwners * nLeast : Number.POSITIVE_INFINITY;
}

function tokensOf(sequence: Pending): number {
  return isCompletion(sequence) ? 1 : sequence.nShared;
}

/** Tokens of each owner: an even share, and what others leave of theirs. */
function quotasOf(wanted: ReadonlyMap<string, number>, most: number): Map<string, number> {
  const quotas = new Map<string, number>();
  let left = most;
  const byNeed = [...wanted].sort(([, a], [, b]) => a - b);
  for (const [i, [owner, n]] of byNeed.entries()) {
    const quota = Math.min(n, Math.floor(left / (byNeed.length - i)));
    quotas.set(owner, quota);
    left -= quota;
  }
  return quotas;
}
