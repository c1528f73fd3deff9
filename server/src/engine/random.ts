// The random numbers of one sequence: xoshiro128** by Blackman and Vigna, seeded by splitmix64 as they advise. The same
// seed gives the same numbers on every machine. Not for cryptography.

const mask64 = (1n << 64n) - 1n;

/** A seeded stream of numbers. */
export class Random {
  readonly #state = new Uint32Array(4);

  /** `seed`: taken modulo 2^64. All seeds give different streams, because splitmix64 maps no two states to one. */
  constructor(seed: bigint) {
    let state = BigInt.asUintN(64, seed);
    for (const half of [0, 2]) {
      state = (state + 0x9e3779b97f4a7c15n) & mask64;
      const mixed = splitMix(state);
      this.#state[half] = Number(mixed & 0xffffffffn);
      this.#state[half + 1] = Number(mixed >> 32n);
    }
  }

  /** The next number, 0 <= x < 1, in steps of 2^-53. */
  next(): number {
    const high = this.#nextUint32() >>> 5; // 27 bits
    const low = this.#nextUint32() >>> 6; // 26 bits
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  #nextUint32(): number {
    return xoshiro128(this.#state);
  }
}

/** One step of xoshiro128**: advances `state` [4] and gives 32 bits. */
export function xoshiro128(state: Uint32Array): number {
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state;
  const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
  const c = s2 ^ s0;
  const d = s3 ^ s1;
  state[0] = s0 ^ d;
  state[1] = s1 ^ c;
  state[2] = c ^ (s1 << 9);
  state[3] = rotateLeft(d, 11);
  return result;
}

/** The output of splitmix64 for a state that was already advanced. */
export function splitMix(state: bigint): bigint {
  let z = state;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64;
  return z ^ (z >> 31n);
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
