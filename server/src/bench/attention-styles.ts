// Measures one model shape with multi-head, grouped-query and multi-query attention: how the number of key/value heads
// affects memory, and through it speed. It is the comparison that Cloudflare's post on Mistral 7B describes.
import type { Dtype } from '../dtype.ts';
import { weightBytesPerToken } from '../model/bytes-per-token.ts';
import type { MistralConfig } from '../model/config.ts';
import { defaultKvType } from '../model/kv-cache.ts';
import { blocksPerSequence } from '../model/limits.ts';
import type { MistralModel } from '../model/mistral.ts';
import { openModel } from '../model/open-model.ts';
import { noScaling } from '../model/rope.ts';
import { Device, type DeviceOptions } from '../vulkan/device.ts';
import { median } from './measurement.ts';
import { syntheticCheckpoint } from './synthetic-checkpoint.ts';
import { figure, table } from './table.ts';

/** Mistral 7B's configuration without the number of key/value heads. */
export const mistral7b: Omit<MistralConfig, 'nKvHeads'> = {
  dim: 4096,
  nLayers: 32,
  nHeads: 32,
  headDim: 128,
  hiddenDim: 14336,
  vocabSize: 32000,
  normEps: 1e-5,
  ropeTheta: 10_000,
  ropeScaling: noScaling,
  contextLength: 4096,
  slidingWindow: undefined,
};

export interface StyleOptions extends DeviceOptions {
  readonly shape: Omit<MistralConfig, 'nKvHeads'>;
  /** Key/value heads of the grouped style. */
  readonly nKvHeads: number;
  readonly dtype: Dtype;
  /** Layers that run. Times are of these layers, bytes and batches of the whole shape. */
  readonly nLayersRun: number;
  /** Positions that each sequence attends to. */
  readonly context: number;
  /** Device memory in bytes for which the largest batch is computed. */
  readonly memoryBytes: number;
  readonly nSteps: number;
  /** Sequences with multi-head attention; the other styles run as many as fit in the same memory. */
  readonly nSequences: number;
  /** Rounds of the three styles; medians are reported. */
  readonly rounds: number;
  /** Told what an operator should know, such as which kernels were timed. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

export interface StyleMeasurement {
  readonly style: 'multi-head' | 'grouped-query' | 'multi-query';
  readonly nKvHeads: number;
  readonly kvBytesPerPosition: number;
  /** Sequences that fit beside the whole model in the given memory. */
  readonly largestBatch: number;
  /** Tokens per second of one sequence. */
  readonly singleTps: number;
  /** Sequences that ran together in the same KV cache memory, and their total tokens per second. */
  readonly batch: number;
  readonly batchTps: number;
}

/** Most sequences of a step. */
const maxBatch = 64;

/** Sequences whose keys and values fit beside the weights, with 8 % and 0.5 GB kept free. */
export function largestBatch(memoryBytes: number, weightBytes: number, sequenceBytes: number): number {
  return Math.max(0, Math.floor((memoryBytes * 0.92 - 0.5e9 - weightBytes) / sequenceBytes));
}

/** Runs the styles in alternation, because machines vary and only ratios are comparable. */
export async function measureStyles(
  options: StyleOptions,
  onTurn: (round: number, style: string) => void = () => undefined,
): Promise<StyleMeasurement[]> {
  const { shape, nKvHeads, rounds } = options;
  const styles = [
    { style: 'multi-head', nKvHeads: shape.nHeads },
    { style: 'grouped-query', nKvHeads },
    { style: 'multi-query', nKvHeads: 1 },
  ] as const;
  const turns: (readonly [StyleMeasurement, ...StyleMeasurement[]])[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const [i, style] of styles.entries()) {
      onTurn(round, style.style);
      const measured = { ...style, ...(await measureStyle({ ...shape, nKvHeads: style.nKvHeads }, options)) };
      turns[i] = [measured, ...(turns[i] ?? [])];
    }
  }
  return turns.map((all) => ({
    ...all[0],
    singleTps: median(all.map(({ singleTps }) => singleTps)),
    batchTps: median(all.map(({ batchTps }) => batchTps)),
  }));
}

async function measureStyle(whole: MistralConfig, options: StyleOptions) {
  const { dtype, nLayersRun, context, memoryBytes, nSteps, nSequences } = options;
  const config = { ...whole, nLayers: nLayersRun, contextLength: context + 2 * nSteps + 8 };
  const device = Device.open(options);
  const undo: (() => unknown)[] = [() => device.close()];
  try {
    const checkpoint = syntheticCheckpoint(config, dtype);
    const kvType = defaultKvType;
    const { cacheFolder, onNotice = () => undefined } = options;
    const { model, destroy } = await openModel({ device, checkpoint, config, kvType, cacheFolder, onNotice });
    undo.push(destroy);
    const fitting = Math.floor(model.nBlocks / blocksPerSequence(config, config.contextLength));
    const batch = Math.min(maxBatch, fitting, Math.floor((nSequences * config.nHeads) / config.nKvHeads));
    const bytes = model.kvBytesPerPosition / config.nLayers;
    const wholeWeights = weightBytesPerToken(syntheticCheckpoint(whole, dtype));
    return {
      kvBytesPerPosition: bytes * whole.nLayers,
      largestBatch: largestBatch(memoryBytes, wholeWeights, bytes * whole.nLayers * whole.contextLength),
      singleTps: await stepsPerSecond(model, 1, context, nSteps),
      batch,
      batchTps: batch * (await stepsPerSecond(model, batch, context, nSteps)),
    };
  } finally {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  }
}

/**
 * Times steps of one token for nSequences sequences with `context` positions each. The cache holds arbitrary values, since
 * attention takes the same time for any values.
 */
export async function stepsPerSecond(model: MistralModel, nSequences: number, context: number, nSteps: number) {
  const times: number[] = [];
  const perSequence = Math.floor(model.nBlocks / nSequences);
  const entries = Math.ceil(model.contextLength / model.blockSize);
  for (let step = 0; step < nSteps + 1; step++) {
    const all = Array.from({ length: nSequences }, (_, i) => i);
    const startedAt = performance.now();
    await model.forward({
      tokenIds: all.map((i) => 1 + i),
      positions: all.map(() => context + step),
      sequences: all,
      blockTables: all.map((i) => Array.from({ length: entries }, (_, j) => i * perSequence + (j % perSequence))),
      outputs: all,
    });
    if (step > 0) times.push(performance.now() - startedAt); // the first step is a warm-up
  }
  return 1000 / median(times);
}

export function stylesTable(styles: readonly StyleMeasurement[], options: StyleOptions): string {
  const multiHead = styles[0];
  const gain = (tps: number, base: number | undefined) => `${figure(tps / (base ?? Number.NaN))}x`;
  return table([
    [
      `${options.dtype}, ${options.nLayersRun} of ${options.shape.nLayers} layers, context ${options.context}`,
      'KV heads',
      'KV bytes/token',
      `sequences in ${figure(options.memoryBytes / 2 ** 30)} GiB`,
      'tok/s, 1 sequence',
      '',
      'run at once',
      'tok/s together',
      '',
    ],
    ...styles.map((style) => [
      style.style,
      String(style.nKvHeads),
      String(style.kvBytesPerPosition),
      String(style.largestBatch),
      figure(style.singleTps),
      gain(style.singleTps, multiHead?.singleTps),
      String(style.batch),
      figure(style.batchTps),
      gain(style.batchTps, multiHead?.batchTps),
    ]),
  ]);
}
