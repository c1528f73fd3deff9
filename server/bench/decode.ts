// Decode and prefill speed beside llama.cpp on the same device and file, in turn, in one run:
//   npm run bench -w server [-- FILE] [--rounds N]
// Prints the median of each and the ratio, and where a token's time goes. Machines vary; the ratio is what counts.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const bundled = fileURLToPath(new URL('../models/stories260k.gguf', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    prompt: { type: 'string', default: '16' },
    generate: { type: 'string', default: '128' },
  },
});
const file = positionals[0] ?? bundled;
const sizes = [values.prompt, values.generate];

interface Measurement {
  device: string;
  prefillTps: number;
  decodeTps: number;
  firstIds: number[];
}
interface OwnMeasurement extends Measurement {
  flavour: string;
  nDispatches: number;
  emptySubmitMs: number;
  idleDispatchesMs: number;
}

if (!existsSync(`${here}peer/node_modules`)) {
  console.error('Installing llama.cpp (node-llama-cpp) for comparison; some 700 MB, once.');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: `${here}peer`, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm ci failed in bench/peer');
}

function measure<T extends Measurement>(args: readonly string[]): T {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}

const ours: OwnMeasurement[] = [];
const vulkan: Measurement[] = [];
const cpu: Measurement[] = [];
for (let round = 1; round <= Number(values.rounds); round++) {
  process.stderr.write(`round ${round} of ${values.rounds}\r`);
  ours.push(measure(['--import', 'tsx', `${here}ours.ts`, file, ...sizes]));
  vulkan.push(measure([`${here}peer/llama-cpp.mjs`, file, 'vulkan', ...sizes]));
  cpu.push(measure([`${here}peer/llama-cpp.mjs`, file, 'cpu', ...sizes]));
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const medians = (all: readonly Measurement[]) => ({
  decode: median(all.map((m) => m.decodeTps)),
  prefill: median(all.map((m) => m.prefillTps)),
});
const own = medians(ours);
const rows = [
  [`ours, ${ours[0]?.device} (${ours[0]?.flavour})`, own],
  [`llama.cpp Vulkan, ${vulkan[0]?.device}`, medians(vulkan)],
  ['llama.cpp CPU', medians(cpu)],
] as const;
console.log(
  `${file.split('/').at(-1)}: ${values.prompt} tokens in, ${values.generate} out, greedy, median of ${values.rounds} rounds\n`,
);
console.log('| engine | decode tok/s | ours is | prefill tok/s | ours is |\n| --- | ---: | ---: | ---: | ---: |');
for (const [name, { decode, prefill }] of rows) {
  const ratio = (mine: number, theirs: number) => `${(mine / theirs).toFixed(1)}x`;
  console.log(
    `| ${name} | ${decode.toFixed(0)} | ${ratio(own.decode, decode)} | ${prefill.toFixed(0)} | ${ratio(own.prefill, prefill)} |`,
  );
}
const agree = ours[0]?.firstIds.join() === vulkan[0]?.firstIds.join();
console.log(
  `\nFirst ids ${agree ? 'equal' : `differ: ${ours[0]?.firstIds.join()} and ${vulkan[0]?.firstIds.join()}`}.`,
);
const tokenMs = 1000 / own.decode;
const emptyMs = median(ours.map((m) => m.emptySubmitMs));
const idleMs = median(ours.map((m) => m.idleDispatchesMs));
const nDispatches = ours[0]?.nDispatches ?? 0;
console.log(
  `A token of ours takes ${tokenMs.toFixed(2)} ms: ${emptyMs.toFixed(2)} ms to submit and wait, ` +
    `${(idleMs - emptyMs).toFixed(2)} ms for the launches alone of its ${nDispatches} dispatches ` +
    `(${(((idleMs - emptyMs) / nDispatches) * 1000).toFixed(0)} us each), ` +
    `${Math.max(0, tokenMs - idleMs).toFixed(2)} ms for arithmetic, sampling and the event loop.`,
);
