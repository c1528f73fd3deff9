// A histogram of observations that the engine has already counted. prom-client's own histogram cannot take counts.
import type { Metric, MetricValueWithName, Registry } from 'prom-client';

/** Counts of observations under one set of labels. */
export interface CountedObservations {
  readonly labels: Readonly<Record<string, string>>;
  /** counts[i]: observations up to bound i and above bound i - 1; the last: above all bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Adds a histogram to a registry; `look` is called at every scrape. */
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
  // A registry only uses a metric's name and get(), but its type wants the whole class.
  registry.registerMetric({ name, get: read } as unknown as Metric);
}
