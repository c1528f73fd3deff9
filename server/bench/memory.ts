// What a process takes at its highest while it loads and runs a weight file, against the arithmetic of weights, keys and
// values, and scratch: npm run memory -w server -- FILE...
// Only where the device's memory is the host's (lavapipe) does the process show it. Each file has a process of its own. What
// that takes before the first weight, for Node, driver and the compiled kernels, is taken off.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { figure, table } from '../src/bench/table.ts';
import { openCheckpoint } from '../src/checkpoint/open-checkpoint.ts';
import { chooseKernels } from '../src/kernels/self-test.ts';
import { readConfig } from '../src/model/config.ts';
import { defaultKvType } from '../src/model/kv-cache.ts';
import { chooseLimits } from '../src/model/limits.ts';
import { loadWeights } from '../src/model/load-weights.ts';
import { MistralModel } from '../src/model/mistral.ts';
import { weightTypes } from '../src/model/weights.ts';
import { Device } from '../src/vulkan/device.ts';

const contextLength = 256;
const trim = koffi.load('libc.so.6').func('malloc_trim', 'int', ['size_t']);

interface Result {
  readonly memory: MistralModel['memory'];
  readonly bytesBefore: number;
  readonly peakBytes: number;
}

/** Of memory that is the process's own: pages of files, such as the driver's code, come and go as the system likes. */
function residentBytes(): number {
  const lines = readFileSync('/proc/self/status', 'utf8').matchAll(/^Rss(?:Anon|Shmem):\s*(\d+) kB$/gm);
  return [...lines].reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0);
}

/** One sequence as long as the context: all keys and values are written. */
async function measure(file: string): Promise<Result> {
  const ignored = () => undefined;
  const checkpoint = await openCheckpoint(file);
  const config = { ...readConfig(checkpoint, { contextLength }, ignored), slidingWindow: undefined };
  const device = Device.open();
  const kernels = await chooseKernels(device, { dtypes: weightTypes(checkpoint), kvType: defaultKvType, ...config });
  const kvCacheBytes = 2 * config.nLayers * config.nKvHeads * config.headDim * 2 * contextLength;
  const limits = chooseLimits(device.physical, checkpoint, config, {
    flavour: kernels.flavour,
    kvType: defaultKvType,
    kvCacheBytes,
    onNotice: ignored,
  });
  // What compilers and V8 have freed, and would be taken up by weights, goes back to the system first.
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await setTimeout(100); // buffers go on a thread of their own
    trim(0);
  }
  const bytesBefore = residentBytes();
  let peakBytes = 0;
  const look = () => {
    peakBytes = Math.max(peakBytes, residentBytes());
  };
  const weights = await loadWeights(device, checkpoint, config, { onProgress: look });
  const model = await MistralModel.create(kernels, config, weights, limits);
  const blockTables = [Array.from({ length: model.nBlocks }, (_, i) => i)];
  for (let first = 0; first < contextLength; first += model.maxBatchTokens) {
    const positions = Array.from({ length: model.maxBatchTokens }, (_, i) => first + i);
    const ones = positions.map(() => 1);
    await model.forward({
      tokenIds: ones,
      positions,
      sequences: ones.map(() => 0),
      blockTables,
      outputs: ones.map((_, i) => i),
    });
    look();
  }
  return { memory: model.memory, bytesBefore, peakBytes };
}

const [command, ...files] = process.argv.slice(2);
if (command === '--measure') {
  console.log(JSON.stringify(await measure(files[0] ?? '')));
  process.exit();
}
const program = fileURLToPath(import.meta.url);
const mib = (bytes: number) => figure(bytes / 2 ** 20);
const rows = process.argv.slice(2).map((file) => {
  const args = ['--expose-gc', '--import', 'tsx', program, '--measure', file];
  const { memory, bytesBefore, peakBytes }: Result = JSON.parse(
    execFileSync(process.execPath, args, { encoding: 'utf8' }),
  );
  const { weights, cache, scratch } = memory;
  const sum = weights + cache + scratch;
  const found = peakBytes - bytesBefore;
  const ratio = `${figure((found / sum) * 100)} %`;
  return [basename(file), ...[bytesBefore, weights, cache, scratch, sum, found].map(mib), ratio];
});
const heads = ['MiB', 'before', 'weights', 'keys and values', 'scratch', 'together', 'found', 'of it'];
console.log(table([heads, ...rows]));
