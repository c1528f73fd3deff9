// Selects the best candidates of a vocabulary without sorting it: quickselect, on average linear in their number. Serves
// both top-k (each weighs 1) and top-p (each weighs its probability).

/** What is selected from. */
export interface Selection {
  /** int32 [>= n] The candidates; reordered. */
  readonly ids: Int32Array;
  readonly n: number;
  /** float32 [vocabSize] By id; not NaN for the candidates. */
  readonly scores: Float32Array;
  /** float64 [vocabSize] By id; undefined weighs each id as 1. */
  readonly weights?: Float64Array | undefined;
  readonly target: number;
}

/**
 * Reorders `ids[0, n)` so that the best come first. Returns how many of the best are needed to weigh at least `target`
 * together: at least 1, at most n. A higher score is better; of equal ones, the lower id.
 */
export function selectBest({ ids, n, scores, weights, target }: Selection): number {
  let low = 0; // everything before is chosen
  let high = n; // everything from here on is not
  let missing = target;
  while (high - low > 1) {
    const pivotAt = partition(ids, low, high, scores);
    let weight = 0;
    for (let i = low; i < pivotAt; i++) weight += weights ? (weights[ids[i] as number] as number) : 1;
    if (weight >= missing) {
      high = pivotAt;
      continue;
    }
    missing -= weight + (weights ? (weights[ids[pivotAt] as number] as number) : 1);
    low = pivotAt + 1;
    if (missing <= 0) return low;
  }
  return Math.max(high, 1);
}

/** Splits [low, high), of two or more, around one of its ids; returns where that one now stands. */
function partition(ids: Int32Array, low: number, high: number, scores: Float32Array): number {
  const last = high - 1;
  // The median of three, so that neither sorted nor reversed scores make it quadratic.
  const middle = (low + last) >> 1;
  if (isBetter(ids, middle, low, scores)) swap(ids, middle, low);
  if (isBetter(ids, last, low, scores)) swap(ids, last, low);
  if (isBetter(ids, middle, last, scores)) swap(ids, middle, last);
  let at = low;
  for (let i = low; i < last; i++) {
    if (isBetter(ids, i, last, scores)) swap(ids, i, at++);
  }
  swap(ids, at, last);
  return at;
}

function isBetter(ids: Int32Array, i: number, j: number, scores: Float32Array): boolean {
  const a = ids[i] as number;
  const b = ids[j] as number;
  const difference = (scores[a] as number) - (scores[b] as number);
  return difference > 0 || (difference === 0 && a < b);
}

function swap(ids: Int32Array, i: number, j: number): void {
  const id = ids[i] as number;
  ids[i] = ids[j] as number;
  ids[j] = id;
}
