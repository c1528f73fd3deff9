// Metrics of engines elsewhere, per upstream. Like those of our own engines they are read when Prometheus asks.
import { Counter, Gauge, type Registry } from 'prom-client';

/** What is known of one upstream. */
export interface UpstreamNumbers {
  readonly upstream: string;
  readonly isInService: boolean;
  readonly nRunning: number;
  readonly nWaiting: number;
  readonly nRequests: number;
  readonly nFailures: number;
  readonly nAborted: number;
  readonly nEjections: number;
}

/** A model that upstreams serve. */
export interface WatchedUpstreams {
  readonly model: string;
  reports(): readonly UpstreamNumbers[];
}

type Look = (numbers: UpstreamNumbers) => number;

const gauges: readonly (readonly [name: string, help: string, look: Look])[] = [
  ['up', '1 while requests are sent there, otherwise 0.', (u) => (u.isInService ? 1 : 0)],
  ['running_requests', 'Requests under way.', (u) => u.nRunning],
  ['waiting_requests', 'Requests that wait for a place.', (u) => u.nWaiting],
];

const counters: readonly (readonly [name: string, help: string, look: Look])[] = [
  ['requests_total', 'Requests sent, tries included.', (u) => u.nRequests],
  ['failures_total', 'Requests that failed without a fault of theirs.', (u) => u.nFailures],
  ['aborted_total', 'Requests whose client left.', (u) => u.nAborted],
  ['ejections_total', 'How often it was left alone after failures in a row.', (u) => u.nEjections],
];

/** Adds them to a registry. */
export function addUpstreamMetrics(registry: Registry, models: readonly WatchedUpstreams[]): void {
  const each = (look: Look, set: (labels: { model: string; upstream: string }, value: number) => void) => {
    for (const { model, reports } of models) {
      for (const numbers of reports()) set({ model, upstream: numbers.upstream }, look(numbers));
    }
  };
  const about = (name: string, help: string) => ({
    name: `tramontane_upstream_${name}`,
    help,
    labelNames: ['model', 'upstream'] as const,
    registers: [registry],
  });
  for (const [name, help, look] of gauges) {
    const gauge = new Gauge({
      ...about(name, help),
      collect: () => {
        gauge.reset();
        each(look, (labels, value) => gauge.set(labels, value));
      },
    });
  }
  for (const [name, help, look] of counters) {
    const counter = new Counter({
      ...about(name, help),
      collect: () => {
        counter.reset();
        each(look, (labels, value) => counter.inc(labels, value));
      },
    });
  }
}
