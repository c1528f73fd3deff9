// Known data for the checks: seeded, so that a failure can be repeated, and the same on every machine.

/** Numbers that look random: xorshift32, enough to tell a right kernel from a wrong one. */
export class RandomData {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
  }

  /** A uint32. */
  word(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }

  /** An integer from 0 to n - 1. */
  below(n: number): number {
    return Math.floor((this.word() / 2 ** 32) * n);
  }

  /** A number between -1 and 1. */
  signed(): number {
    return this.word() / 2 ** 31 - 1;
  }

  /** float32 [n] between -1 and 1. */
  floats(n: number): Float32Array {
    return Float32Array.from({ length: n }, () => this.signed());
  }
}

/** values[i]; an index outside is a mistake of the check, and must not read as a number. */
export function at(values: ArrayLike<number>, i: number): number {
  const value = values[i];
  if (value === undefined) throw new RangeError(`element ${i} of ${values.length}`);
  return value;
}
