// How long to wait before the next try: twice as long after each failure, up to a bound, and never for the same time
// twice, so that many servers which failed together do not come back together.

export interface BackoffTimes {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** What to wait when so many tries before this one have failed. */
export function backoffMs({ firstMs, mostMs }: BackoffTimes, nFailuresBefore: number): number {
  const ms = Math.min(mostMs, firstMs * 2 ** Math.min(nFailuresBefore, 30));
  return ms * (0.5 + Math.random() / 2);
}
