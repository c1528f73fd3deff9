// Values by lists of numbers. Keys made of text would cost more than what they lead to, for terms and states alike.

interface Entry<V> {
  readonly key: readonly number[];
  readonly value: V;
  /** The next one of the same hash. */
  readonly next: Entry<V> | undefined;
}

/** Another one in each process, so that nobody can prepare lists whose hashes are alike. */
const seed = Math.floor(Math.random() * 2 ** 31);

export class NumberLists<V> {
  readonly #entries = new Map<number, Entry<V>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The value of a list. @param n how many of the numbers count */
  get(key: readonly number[], n: number = key.length): V | undefined {
    let entry = this.#entries.get(hashOf(key, n));
    while (entry && !isSame(entry.key, key, n)) entry = entry.next;
    return entry?.value;
  }

  /** Adds the value of a list that has none. The list must not change any more. */
  add(key: readonly number[], value: V): V {
    const hash = hashOf(key, key.length);
    this.#entries.set(hash, { key, value, next: this.#entries.get(hash) });
    this.#size++;
    return value;
  }
}

/** A hash of the first n numbers. */
export function hashOf(key: readonly number[], n: number): number {
  let hash = seed ^ n;
  for (let i = 0; i < n; i++) {
    hash = Math.imul(hash ^ (key[i] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function isSame(one: readonly number[], other: readonly number[], n: number): boolean {
  if (one.length !== n) return false;
  for (let i = 0; i < n; i++) if (one[i] !== other[i]) return false;
  return true;
}
