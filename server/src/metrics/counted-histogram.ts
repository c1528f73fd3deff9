// Histograms of observations that are counted here or in the engine. prom-client's own histogram cannot take counts, and
// looks its labels up at every observation.
import type { Metric, MetricValueWithName, Registry } from 'prom-client';

/** Counts of observations under one set of labels. */
export interface CountedObservations {
  readonly labels: Readonly<Record<string, string>>;
  /** counts[i]: observations up to bound i and above bound i - 1; the last: above all bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Counts observations under one set of labels. */
export class ObservationCounter implements CountedObservations {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: number[];
  readonly #bounds: readonly number[];
  #sum = 0;

  constructor(labels: Readonly<Record<string, string>>, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  get sum(): number {
    return this.#sum;
  }

  observe(value: number): void {
    this.#sum += value;
    let i = 0;
    while (i < this.#bounds.length && value > (this.#bounds[i] as number)) i++;
    this.counts[i] = (this.counts[i] ?? 0) + 1;
  }
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
