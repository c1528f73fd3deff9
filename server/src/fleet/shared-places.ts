// How many generations of one token run at once on all nodes of a fleet: leases in a sorted set by the time they end. A
// node that dies does not give its leases back; they run out.
import { randomUUID } from 'node:crypto';
import type { SharedStore } from './shared-store.ts';

/** How long a lease holds, and how soon it is renewed. */
const leaseMs = 30_000;
const renewEveryMs = 10_000;

/** By the clock of Redis: those of the nodes differ. */
const now = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) ";

/** KEYS: the token's set. ARGV: its limit, ms, the leases. */
const enterScript = `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) + #ARGV - 2 > tonumber(ARGV[1]) then return 0 end
for i = 3, #ARGV do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/** KEYS: the token's set. ARGV: ms, the leases. What has run out meanwhile is taken again. */
const renewScript = `${now}
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`;

export class SharedPlaces {
  readonly #store: SharedStore;
  /** Leases of this node, by the set that they are in. */
  readonly #held = new Map<string, Set<string>>();
  readonly #timer: NodeJS.Timeout;

  constructor(store: SharedStore) {
    this.#store = store;
    this.#timer = setInterval(() => this.#renewAll(), renewEveryMs);
    this.#timer.unref();
  }

  /**
   * Takes n places of the limit, all or none. Gives the function that frees them, or null when they are not free; where
   * nobody can tell, they count as free.
   */
  async enter(tokenId: string, limit: number, n: number): Promise<(() => void) | null> {
    const key = `tramontane:runs:${tokenId}`;
    const leases = Array.from({ length: n }, () => randomUUID());
    try {
      const script = ['EVAL', enterScript, '1', key, `${limit}`, `${leaseMs}`, ...leases];
      if ((await this.#store.command(script)) === 0) return null;
    } catch {
      return () => this.#free(key, leases); // it may have been too slow and yet have taken them
    }
    const held = this.#held.get(key) ?? new Set();
    this.#held.set(key, held);
    for (const lease of leases) held.add(lease);
    return () => this.#leave(key, leases);
  }

  #leave(key: string, leases: readonly string[]): void {
    const held = this.#held.get(key);
    for (const lease of leases) held?.delete(lease);
    if (held?.size === 0) this.#held.delete(key);
    this.#free(key, leases);
  }

  #free(key: string, leases: readonly string[]): void {
    if (this.#store.isUp) this.#store.command(['ZREM', key, ...leases]).catch(() => undefined); // they run out
  }

  #renewAll(): void {
    for (const [key, held] of this.#held) {
      this.#store.command(['EVAL', renewScript, '1', key, `${leaseMs}`, ...held]).catch(() => undefined);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
