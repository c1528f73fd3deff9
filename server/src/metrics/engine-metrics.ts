// The engines' metrics for Prometheus. Each scrape asks the engines, so that nothing is counted twice.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { EngineState } from '../engine/state.ts';
import { atRest, batchSizes, type EngineStats } from '../engine/stats.ts';
import { addCountedHistogram } from './counted-histogram.ts';

/** An engine whose metrics are shown. */
export interface WatchedEngine {
  readonly model: string;
  stats(): EngineStats | undefined;
  state(): EngineState | undefined;
}

type Look = (stats: EngineStats) => number | undefined;

const gauges: readonly (readonly [name: string, help: string, look: Look])[] = [
  ['engine_running_sequences', 'Sequences that hold blocks of the KV cache.', (s) => s.nRunning],
  ['engine_waiting_sequences', 'Sequences that wait for blocks of the KV cache.', (s) => s.nWaiting],
  ['kv_blocks', 'Blocks of the KV cache.', (s) => s.kvBlocks?.nTotal],
  ['kv_blocks_free', 'Blocks of the KV cache that no sequence holds.', (s) => s.kvBlocks?.nFree],
  [
    'kv_blocks_cached',
    'Free blocks whose content a prompt with the same prefix can reuse.',
    (s) => s.kvBlocks?.nCached,
  ],
];

const counters: readonly (readonly [name: string, help: string, look: Look])[] = [
  ['engine_step_tokens_total', 'Tokens that the model has computed, of prompts and completions.', (s) => s.nStepTokens],
  ['engine_step_seconds_total', 'Time that the model has spent computing them.', (s) => s.stepSeconds],
  ['engine_generated_tokens_total', 'Tokens of answers, forced ones included.', (s) => s.nGeneratedTokens],
  [
    'engine_forced_tokens_total',
    'Tokens of answers that a schema forced to follow others, so that they took no step of their own.',
    (s) => s.held?.nForcedTokens,
  ],
  [
    'engine_held_tokens_total',
    'Tokens of answers that were chosen from what a schema allows.',
    (s) => s.held?.nChosenTokens,
  ],
  [
    'engine_masked_tokens_total',
    'Those of them whose first choice was refused, so that a mask was needed.',
    (s) => s.held?.nMaskedTokens,
  ],
  ['engine_preemptions_total', 'Times that a sequence had to give up its blocks to others.', (s) => s.nPreemptions],
  [
    'prefix_asked_tokens_total',
    'Prompt tokens that were looked up in the prefix cache.',
    (s) => s.prefix?.nQueriedTokens,
  ],
  [
    'prefix_hit_tokens_total',
    'Prompt tokens that were found in the prefix cache and not computed again.',
    (s) => s.prefix?.nCachedTokens,
  ],
];

/** Adds the engines' metrics to a registry. */
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
    help: 'Sequences that a step of the model computes together.',
    bounds: batchSizes,
  };
  addCountedHistogram(registry, batches, () =>
    engines.map(({ model, stats }) => {
      const { nStepsBySize, nStepSequences } = stats() ?? atRest;
      return { labels: { model }, counts: nStepsBySize, sum: nStepSequences };
    }),
  );
  addCounter(registry, 'engine_restarts_total', 'Restarts of an engine after a failure.', (set) => {
    for (const { model, state } of engines) set({ model }, state()?.nRestarts ?? 0);
  });
  addGauge(registry, 'engine_up', '1 while the engine can generate, otherwise 0.', (set) => {
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

/** A counter whose value comes from the engine. */
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
