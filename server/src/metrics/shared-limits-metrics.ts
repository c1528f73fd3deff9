// Whether the limits that a fleet shares are held: requests go on without them while their store is away.
import { Counter, Gauge, type Registry } from 'prom-client';

/** The limits, as far as they are watched. */
export interface WatchedSharedLimits {
  readonly isUp: boolean;
  readonly nErrors: number;
}

/** Adds them to a registry. */
export function addSharedLimitsMetrics(registry: Registry, shared: WatchedSharedLimits): void {
  const up = new Gauge({
    name: 'tramontane_shared_limits_up',
    help: '1 while Redis is connected, otherwise 0.',
    registers: [registry],
    collect: () => {
      up.set(shared.isUp ? 1 : 0);
    },
  });
  const errors = new Counter({
    name: 'tramontane_shared_limits_errors_total',
    help: 'Commands of Redis that failed or took too long: so often a limit was not checked.',
    registers: [registry],
    collect: () => {
      errors.reset();
      errors.inc(shared.nErrors);
    },
  });
}
