// A histogram whose observations somebody else has counted already: prom-client's own can only observe them again.
import type { Metric, MetricValueWithName, Registry } from 'prom-client';

/** What was observed under some labels. */
export interface CountedObservations {
  readonly labels: Readonly<Record<string, string>>;
  /** Observations of at most each bound and above the one before; the last, above all bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Adds one to a registry; `look` is asked whenever somebody reads. */
export function addCountedHistogram(
  registry: Registry,
  { name, help, bounds }: { name: string; help: string; bounds: readonly number[] },
  look: () => readonly CountedObservations[],
): void {
  const lines = ({ labels, counts, sum }: CountedObservations): MetricValueWithName<string>[] => {
    let total = 0;
    const buckets = bounds.map((bound, i) => {
      total += counts[i] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le: String(bound), ...labels }, value: total };
    });
    total += counts[bounds.length] ?? 0;
    return [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: total },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: total },
    ];
  };
  const read = async () => ({ name, help, type: 'histogram', values: look().flatMap(lines), aggregator: 'sum' });
  // A registry asks no more of a metric than its name and its values; its type asks for a whole class.
  registry.registerMetric({ name, get: read } as unknown as Metric);
}
