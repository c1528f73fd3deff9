// The engines' numbers for Prometheus. They are asked when somebody looks, and counted nowhere twice: what an engine says
// is what is shown.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { EngineState } from '../engine/state.ts';
import { atRest, batchSizes, type EngineStats } from '../engine/stats.ts';
import { addCountedHistogram } from './counted-histogram.ts';

/** An engine, as far as it is watched. */
export interface WatchedEngine {
  readonly model: string;
  stats(): EngineStats | undefined;
  state(): EngineState | undefined;
}

type Look = (stats: EngineStats) => number | undefined;

const gauges: readonly (readonly [name: string, help: string, look: Look])[] = [
  ['engine_running_sequences', 'Sequences that have a place in the cache.', (s) => s.nRunning],
  ['engine_waiting_sequences', 'Sequences that wait for a place.', (s) => s.nWaiting],
  ['kv_blocks', 'Blocks of the cache of keys and values.', (s) => s.kvBlocks?.nTotal],
  ['kv_blocks_free', 'Those that no sequence holds.', (s) => s.kvBlocks?.nFree],
  ['kv_blocks_cached', 'Free ones that a prompt with the same beginning can take over.', (s) => s.kvBlocks?.nCached],
];

const counters: readonly (readonly [name: string, help: string, look: Look])[] = [
  ['engine_step_tokens_total', 'Tokens computed in steps of the model, of prompts and answers.', (s) => s.nStepTokens],
  ['engine_step_seconds_total', 'Time that those steps took.', (s) => s.stepSeconds],
  ['engine_generated_tokens_total', 'Tokens that were chosen.', (s) => s.nGeneratedTokens],
  ['engine_preemptions_total', 'Sequences that had to give their blocks away.', (s) => s.nPreemptions],
  [
    'prefix_asked_tokens_total',
    'Tokens of prompts that were looked up among earlier ones.',
    (s) => s.prefix?.nQueriedTokens,
  ],
  ['prefix_hit_tokens_total', 'Those of them that were found, and not computed again.', (s) => s.prefix?.nCachedTokens],
];

/** Adds them to a registry. */
export function addEngineMetrics(registry: Registry, engines: readonly WatchedEngine[]): void {
  const ofStats = (look: Look) => (set: Set) => {
    for (const { model, stats } of engines) {
      const value = look(stats() ?? atRest);
      if (value !== undefined) set({ model }, value);
    }
  };
  for (const [name, help, look] of gauges) addGauge(registry, name, help, ofStats(look));
  for (const [name, help, look] of counters) addCounter(registry, name, help, ofStats(look));
  const batches = {
    name: nameOf('engine_batch_sequences'),
    help: 'Sequences in a step of the model.',
    bounds: batchSizes,
  };
  addCountedHistogram(registry, batches, () =>
    engines.map(({ model, stats }) => {
      const { nStepsBySize, nStepSequences } = stats() ?? atRest;
      return { labels: { model }, counts: nStepsBySize, sum: nStepSequences };
    }),
  );
  addCounter(registry, 'engine_restarts_total', 'How often an engine came back after it had failed.', (set) => {
    for (const { model, state } of engines) set({ model }, state()?.nRestarts ?? 0);
  });
  addGauge(registry, 'engine_up', '1 while the engine generates, 0 while it is away.', (set) => {
    for (const { model, state } of engines) set({ model }, (state()?.status ?? 'ready') === 'ready' ? 1 : 0);
  });
  addGauge(registry, 'device_memory_bytes', 'Memory on the device, by purpose.', (set) => {
    for (const { model, stats } of engines) {
      for (const [purpose, bytes] of Object.entries(stats()?.memory ?? {})) set({ model, purpose }, bytes);
    }
  });
}

type Set = (labels: { model: string; purpose?: string }, value: number) => void;

function addGauge(registry: Registry, name: string, help: string, sample: (set: Set) => void): void {
  const gauge = new Gauge({
    ...about(registry, name, help),
    collect() {
      gauge.reset();
      sample((labels, value) => gauge.set(labels, value));
    },
  });
}

/** A number that only grows, and that somebody else counts. */
function addCounter(registry: Registry, name: string, help: string, sample: (set: Set) => void): void {
  const counter = new Counter({
    ...about(registry, name, help),
    collect() {
      counter.reset();
      sample((labels, value) => counter.inc(labels, value));
    },
  });
}

function about(registry: Registry, name: string, help: string) {
  return { name: nameOf(name), help, labelNames: ['model', 'purpose'] as const, registers: [registry] };
}

function nameOf(name: string): string {
  return `tramontane_${name}`;
}
