// How long to wait before the next try: twice as long after each failure, up to a limit, with a random part, so that
// servers that failed together do not restart together.

export interface BackoffTimes {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** The pause after this number of failures in a row. */
export function backoffMs({ firstMs, mostMs }: BackoffTimes, nFailuresBefore: number): number {
  const ms = Math.min(mostMs, firstMs * 2 ** Math.min(nFailuresBefore, 30));
  return ms * (0.5 + Math.random() / 2);
}
