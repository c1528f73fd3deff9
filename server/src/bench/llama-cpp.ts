// Measures llama.cpp on the same file through node-llama-cpp, for comparison. It is not a dependency, because it brings
// 190 MB; it has to be installed where this program finds it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Lengths, type Measurement, promptIds, type TellStep, timeAnswer, warmUpLengths } from './measurement.ts';
import { measureStreams, type ParallelMeasurement, type ParallelPoint, streamPromptIds } from './parallel.ts';

export type LlamaCppBackend = 'vulkan' | 'cpu';

/** The part of node-llama-cpp that is used. */
interface NodeLlamaCpp {
  getLlama(options: object): Promise<Llama>;
  readonly LlamaLogLevel: { readonly error: unknown };
}

interface Llama {
  readonly cpuMathCores: number;
  getGpuDeviceNames(): Promise<string[]>;
  loadModel(options: object): Promise<{
    createContext(options: object): Promise<{ getSequence(): Sequence; dispose(): Promise<void> }>;
    dispose(): Promise<void>;
  }>;
  dispose(): Promise<void>;
}

interface Sequence {
  clearHistory(): Promise<void>;
  evaluate(ids: readonly number[], options: object): AsyncIterable<number>;
}

/** node-llama-cpp is not installed; the message says how to install it. */
export class MissingPeerError extends Error {
  override name = 'MissingPeerError';
}

/** Where node-llama-cpp is looked for: the working folder, beside this program, and bench/peer of a clone. */
const places = () => [
  join(process.cwd(), 'node_modules'),
  ...['../../../', '../../', '../', '../bench/peer/', '../../bench/peer/'].map((up) =>
    fileURLToPath(new URL(`${up}node_modules`, import.meta.url)),
  ),
];

/** @throws MissingPeerError */
export function findLlamaCpp(): string {
  const folder = places().find((place) => existsSync(join(place, 'node-llama-cpp')));
  if (folder) return join(folder, 'node-llama-cpp', 'dist', 'index.js');
  throw new MissingPeerError(
    `llama.cpp is not installed: npm install node-llama-cpp, or in a clone of the sources npm run bench:peer -w server ` +
      `(some 190 MB). Looked in ${places().join(', ')}`,
  );
}

/** One warm-up, then the measured answer. */
export async function measureLlamaCpp(
  file: string,
  backend: LlamaCppBackend,
  lengths: Lengths,
  tell: TellStep,
): Promise<Measurement> {
  const { nPrompt, nGenerate } = lengths;
  tell('loading the model');
  return withModel(file, backend, async ({ model, threads, device }) => {
    const context = await model.createContext({
      contextSize: Math.max(256, nPrompt + nGenerate + 8),
      batchSize: Math.max(1, nPrompt),
      threads,
      ignoreMemorySafetyChecks: true,
    });
    try {
      const sequence = context.getSequence();
      const answer = () => sequence.evaluate(promptIds(nPrompt), { temperature: 0, yieldEogToken: true });
      tell('warm-up');
      await timeAnswer(answer(), warmUpLengths(lengths), tell);
      await sequence.clearHistory();
      tell('measured answer');
      return { engine: `llama.cpp ${backend}`, device, ...(await timeAnswer(answer(), lengths, tell)) };
    } finally {
      await context.dispose();
    }
  });
}

/** Measures several greedy answers at once (parallel sequences) for each number of streams, after a warm-up. */
export async function measureLlamaCppParallel(
  file: string,
  backend: LlamaCppBackend,
  counts: readonly number[],
  lengths: Lengths,
  tell: TellStep,
): Promise<ParallelMeasurement> {
  tell('loading the model');
  return withModel(file, backend, async (loaded) => {
    const points: ParallelPoint[] = [];
    for (const nStreams of counts) {
      tell(`${nStreams} at once`);
      points.push(await measureSequences(loaded, nStreams, lengths));
    }
    return { engine: `llama.cpp ${backend}`, device: loaded.device, points };
  });
}

async function measureSequences(
  { model, threads }: Loaded,
  nStreams: number,
  lengths: Lengths,
): Promise<ParallelPoint> {
  const { nPrompt, nGenerate } = lengths;
  const context = await model.createContext({
    sequences: nStreams,
    contextSize: Math.max(256, nPrompt + nGenerate + 8),
    batchSize: Math.max(128, nPrompt),
    threads,
    ignoreMemorySafetyChecks: true,
  });
  try {
    const sequences = Array.from({ length: nStreams }, () => context.getSequence());
    const answer = (stream: number) => {
      const ids = streamPromptIds(nPrompt, stream);
      return (sequences[stream] as Sequence).evaluate(ids, { temperature: 0, yieldEogToken: true });
    };
    await measureStreams(answer, nStreams, lengths);
    for (const sequence of sequences) await sequence.clearHistory();
    return await measureStreams(answer, nStreams, lengths);
  } finally {
    await context.dispose();
  }
}

interface Loaded {
  readonly model: Awaited<ReturnType<Llama['loadModel']>>;
  readonly threads: number;
  readonly device: string;
}

async function withModel<T>(file: string, backend: LlamaCppBackend, use: (loaded: Loaded) => Promise<T>): Promise<T> {
  const { getLlama, LlamaLogLevel } = (await import(pathToFileURL(findLlamaCpp()).href)) as NodeLlamaCpp;
  const isVulkan = backend === 'vulkan';
  const options = { gpu: isVulkan ? 'vulkan' : false, build: 'never', skipDownload: true };
  const llama = await getLlama({ ...options, logLevel: LlamaLogLevel.error });
  const [device = 'CPU'] = await llama.getGpuDeviceNames();
  const model = await llama.loadModel({
    modelPath: file,
    gpuLayers: isVulkan ? 'max' : 0,
    ignoreMemorySafetyChecks: true, // CPU devices report a small heap
  });
  try {
    return await use({ model, threads: llama.cpuMathCores, device });
  } finally {
    await model.dispose();
    await llama.dispose();
  }
}
