// The server's metrics for Prometheus: requests, tokens and latencies, counted here as they happen, and the engines' own
// metrics. Names and units follow Prometheus' conventions.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { addCountedHistogram, ObservationCounter } from './counted-histogram.ts';
import { addEngineMetrics, type WatchedEngine } from './engine-metrics.ts';
import { addSharedLimitsMetrics, type WatchedSharedLimits } from './shared-limits-metrics.ts';
import { addTokenFileMetrics, type WatchedTokenFile } from './token-file-metrics.ts';
import { addUpstreamMetrics, type WatchedUpstreams } from './upstream-metrics.ts';

/** A request that has been answered. */
export interface CountedRequest {
  readonly method: string;
  /** The route's pattern, never the path: the number of paths is unbounded. */
  readonly route: string;
  /** Status of the answer; 499 if the client disconnected before it. */
  readonly status: number;
  readonly model: string | null;
  readonly seconds: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** In seconds, from the fastest GPUs to software devices. */
const tokenBuckets = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5];
const answerBuckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** To the first text of a generation, and from one text to the next. */
interface Latencies {
  readonly first: ObservationCounter;
  readonly next: ObservationCounter;
}

/** The metrics of one server. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter;
  readonly #requestSeconds: Histogram;
  readonly #promptTokens: Counter;
  readonly #completionTokens: Counter;
  readonly #latencies = new Map<string, Latencies>(); // by model

  constructor(
    engines: readonly WatchedEngine[],
    upstreams: readonly WatchedUpstreams[] = [],
    { shared, tokens }: { shared?: WatchedSharedLimits | undefined; tokens?: WatchedTokenFile | undefined } = {},
  ) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'tramontane_http_requests_total',
      help: 'Answered requests. Status 499: the client disconnected before the answer.',
      labelNames: ['method', 'route', 'status', 'model'],
      registers,
    });
    this.#requestSeconds = new Histogram({
      name: 'tramontane_http_request_duration_seconds',
      help: 'Time from the headers of a request to the end of its answer.',
      labelNames: ['route', 'model'],
      buckets: answerBuckets,
      registers,
    });
    this.#promptTokens = new Counter({
      name: 'tramontane_prompt_tokens_total',
      help: 'Prompt tokens, as in the usage of the answers.',
      labelNames: ['model'],
      registers,
    });
    this.#completionTokens = new Counter({
      name: 'tramontane_completion_tokens_total',
      help: 'Completion tokens, as in the usage of the answers.',
      labelNames: ['model'],
      registers,
    });
    const firstToken = {
      name: 'tramontane_time_to_first_token_seconds',
      help: 'Time from the start of a generation to its first text, including time in the queue.',
      bounds: answerBuckets,
    };
    addCountedHistogram(this.#registry, firstToken, () => [...this.#latencies.values()].map(({ first }) => first));
    const interToken = {
      name: 'tramontane_inter_token_latency_seconds',
      help: 'Time between two pieces of text of a generation: a token, or the few tokens of one character.',
      bounds: tokenBuckets,
    };
    addCountedHistogram(this.#registry, interToken, () => [...this.#latencies.values()].map(({ next }) => next));
    addEngineMetrics(this.#registry, engines);
    addUpstreamMetrics(this.#registry, upstreams);
    if (shared) addSharedLimitsMetrics(this.#registry, shared);
    if (tokens?.ageSeconds !== undefined) addTokenFileMetrics(this.#registry, tokens);
  }

  /** Counts an answered request. */
  count({ method, route, status, model, seconds, promptTokens, completionTokens }: CountedRequest): void {
    const name = model ?? '';
    this.#requests.inc({ method, route, status, model: name });
    this.#requestSeconds.observe({ route, model: name }, seconds);
    if (model === null) return;
    this.#promptTokens.inc({ model }, promptTokens);
    this.#completionTokens.inc({ model }, completionTokens);
  }

  /** Gives the function that is told of each event of a generation of the model, which begins now, and measures the time between them. */
  timer(model: string): (event: { readonly type: string }) => void {
    const { first, next } = this.#latenciesOf(model);
    let beforeMs = performance.now();
    let latency = first;
    return ({ type }) => {
      if (type === 'end') return;
      const nowMs = performance.now();
      latency.observe((nowMs - beforeMs) / 1000);
      latency = next;
      beforeMs = nowMs;
    };
  }

  #latenciesOf(model: string): Latencies {
    const known = this.#latencies.get(model);
    if (known) return known;
    const labels = { model };
    const made = {
      first: new ObservationCounter(labels, answerBuckets),
      next: new ObservationCounter(labels, tokenBuckets),
    };
    this.#latencies.set(model, made);
    return made;
  }

  /** All metrics in Prometheus' text format. */
  async text(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}
