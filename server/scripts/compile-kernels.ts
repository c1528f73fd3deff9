// Compiles src/kernels/*.comp to dist/kernels/NAME[.TYPE][.int8].FLAVOUR.spv with glslc. A kernel whose head says
// "weights: all" is compiled once for each weight type, one that says "activations: f32 int8" for both (int8 only with
// quantised weights), and every kernel for both memory flavours (src/kernels/memory.glsl). The published package carries
// the result, so its users need no compiler.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Dtype, dtypes, isQuantised } from '../src/dtype.ts';

const source = fileURLToPath(new URL('../src/kernels/', import.meta.url));
const target = fileURLToPath(new URL('../dist/kernels', import.meta.url));
/** Beside it, and renamed when all is well: a server or a test that runs meanwhile keeps finding whole kernels. */
const work = `${target}.${process.pid}`;
const flavours = { ssbo: '-DSSBO', texel: '-DTEXEL' };
const run = promisify(execFile);

const jobs: string[][] = [];
for (const file of readdirSync(source).filter((name) => name.endsWith('.comp'))) {
  const name = basename(file, '.comp');
  const head = readFileSync(join(source, file), 'utf8');
  const weightTypes = /^\/\/ weights: all$/m.test(head) ? Object.keys(dtypes) : [''];
  const activations = /^\/\/ activations: f32 int8$/m.test(head) ? ['', 'int8'] : [''];
  for (const type of weightTypes) {
    for (const activation of activations) {
      if (activation && type && !isQuantised(type as Dtype)) continue;
      for (const [flavour, define] of Object.entries(flavours)) {
        const variant = [name, type.toLowerCase(), activation, flavour].filter(Boolean).join('.');
        const defines = [define];
        if (type) defines.push(`-DWEIGHTS_${type}`);
        if (activation) defines.push('-DINT8');
        const [input, output] = [join(source, file), join(work, `${variant}.spv`)];
        jobs.push(['--target-env=vulkan1.2', '-O', '-Werror', ...defines, '-I', source, '-o', output, input]);
      }
    }
  }
}

mkdirSync(work, { recursive: true });
const waiting = [...jobs];
async function worker(): Promise<void> {
  for (let job = waiting.shift(); job; job = waiting.shift()) await run('glslc', job);
}
try {
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  rmSync(target, { recursive: true, force: true });
  renameSync(work, target);
  console.log(`${jobs.length} kernels compiled`);
} catch (error) {
  rmSync(work, { recursive: true, force: true });
  const { code, stderr } = error as { code?: string | number; stderr?: string };
  console.error(
    code === 'ENOENT'
      ? 'glslc, the GLSL compiler, is not installed. Debian and Ubuntu: sudo apt-get install glslc'
      : (stderr ?? String(error)),
  );
  process.exit(1);
}
