// Which of several upstreams a key belongs to: rendezvous hashing. Each upstream scores each key, the highest score
// wins; when one goes away, only its own keys move, and each to the place it would have had without it.
import { createHash } from 'node:crypto';

/** The ids, the one that the key belongs to first. */
export function rendezvousOrder(key: string, ids: readonly string[]): string[] {
  const scored = ids.map((id) => ({ id, score: createHash('sha256').update(`${key}\0${id}`).digest('hex') }));
  return scored.sort((a, b) => (a.score < b.score ? 1 : -1)).map(({ id }) => id);
}

/** How much more than its share an upstream may have before its keys go to the next one. */
const overload = 1.25;

/**
 * Most requests under way that an upstream may have to be given one more, where `total` are under way at `n` upstreams:
 * consistent hashing with bounded loads. Without a bound, one busy session would be all that its upstream can serve.
 */
export function loadBound(total: number, n: number): number {
  return Math.ceil((overload * (total + 1)) / n);
}
