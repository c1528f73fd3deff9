// What a process takes at its highest while it loads and runs a weight file, against the arithmetic of weights, keys and
// values, and scratch: npm run memory -w server -- FILE...
// Only where the device's memory is the host's (lavapipe) does the process show it. What Node, the driver and the compiled
// kernels take is measured on the bundled model, which is next to nothing itself, and taken off.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { figure, table } from '../src/bench/table.ts';
import { bundledModelPath } from '../src/bundled-model.ts';

interface Result {
  readonly memory: { readonly weights: number; readonly cache: number; readonly scratch: number };
  readonly peakHostBytes: number;
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** A prompt as long as the context: all of the cache of one sequence is written. */
function measure(file: string): Result {
  const flags = [
    '--engine',
    'tramontane',
    '--context',
    '256',
    '--prompt',
    '240',
    '--generate',
    '8',
    '--no-weights-cache',
  ];
  const args = ['--import', 'tsx', main, 'bench', '--model', file, ...flags];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}
const sum = ({ memory: { weights, cache, scratch } }: Result) => weights + cache + scratch;
const mib = (bytes: number) => figure(bytes / 2 ** 20);

const bundled = measure(bundledModelPath);
const base = bundled.peakHostBytes - sum(bundled);
const rows = process.argv.slice(2).map((file) => {
  const result = measure(file);
  const { weights, cache, scratch } = result.memory;
  const found = result.peakHostBytes - base;
  const ratio = `${figure((found / sum(result)) * 100)} %`;
  return [file.split('/').at(-1) ?? file, ...[weights, cache, scratch, sum(result), found].map(mib), ratio];
});
console.log(`Beside ${mib(base)} MiB of Node, driver and kernels; MiB\n`);
console.log(table([['file', 'weights', 'keys and values', 'scratch', 'together', 'found', 'of it'], ...rows]));
