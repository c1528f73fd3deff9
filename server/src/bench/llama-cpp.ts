// llama.cpp on the same file, through node-llama-cpp: the peer that speed is measured against. It is not a dependency
// (it brings 700 MB): whoever wants to compare installs it where this program finds it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Lengths, type Measurement, promptIds, timeAnswer } from './measurement.ts';

export type LlamaCppBackend = 'vulkan' | 'cpu';

/** What is used of node-llama-cpp. */
interface NodeLlamaCpp {
  getLlama(options: object): Promise<{
    readonly cpuMathCores: number;
    getGpuDeviceNames(): Promise<string[]>;
    loadModel(options: object): Promise<{
      createContext(options: object): Promise<{
        getSequence(): {
          clearHistory(): Promise<void>;
          evaluate(ids: readonly number[], options: object): AsyncIterable<number>;
        };
        dispose(): Promise<void>;
      }>;
      dispose(): Promise<void>;
    }>;
    dispose(): Promise<void>;
  }>;
  readonly LlamaLogLevel: { readonly error: unknown };
}

/** The peer is not installed: says how to get it. */
export class MissingPeerError extends Error {
  override name = 'MissingPeerError';
}

/** Where node-llama-cpp may lie: in the folder one works in, beside this program, or with the sources' benchmark. */
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
      `(some 700 MB). Looked in ${places().join(', ')}`,
  );
}

/** One warm-up, then the measured answer. */
export async function measureLlamaCpp(file: string, backend: LlamaCppBackend, lengths: Lengths): Promise<Measurement> {
  const { getLlama, LlamaLogLevel } = (await import(pathToFileURL(findLlamaCpp()).href)) as NodeLlamaCpp;
  const isVulkan = backend === 'vulkan';
  const options = { gpu: isVulkan ? 'vulkan' : false, build: 'never', skipDownload: true };
  const llama = await getLlama({ ...options, logLevel: LlamaLogLevel.error });
  const [device = 'CPU'] = await llama.getGpuDeviceNames();
  const model = await llama.loadModel({
    modelPath: file,
    gpuLayers: isVulkan ? 'max' : 0,
    ignoreMemorySafetyChecks: true, // CPU devices report a token heap
  });
  const { nPrompt, nGenerate } = lengths;
  const context = await model.createContext({
    contextSize: Math.max(256, nPrompt + nGenerate + 8),
    batchSize: Math.max(1, nPrompt),
    threads: llama.cpuMathCores,
    ignoreMemorySafetyChecks: true,
  });
  try {
    const sequence = context.getSequence();
    const answer = () => sequence.evaluate(promptIds(nPrompt), { temperature: 0, yieldEogToken: true });
    await timeAnswer(answer(), lengths);
    await sequence.clearHistory();
    return { engine: `llama.cpp ${backend}`, device, ...(await timeAnswer(answer(), lengths)) };
  } finally {
    await context.dispose();
    await model.dispose();
    await llama.dispose();
  }
}
