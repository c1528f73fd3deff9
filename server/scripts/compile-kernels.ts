// Compiles src/kernels/*.comp to dist/kernels/NAME[.TYPE].FLAVOUR.spv with glslc. A kernel whose head says
// "variants: all" is compiled once for each weight type; every kernel is compiled for both memory flavours
// (src/kernels/memory.glsl). The published package carries the result, so its users need no compiler.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dtypes } from '../src/dtype.ts';

const source = fileURLToPath(new URL('../src/kernels/', import.meta.url));
const target = fileURLToPath(new URL('../dist/kernels', import.meta.url));
/** Beside it, and renamed when all is well: a server or a test that runs meanwhile keeps finding whole kernels. */
const work = `${target}.${process.pid}`;
const flavours = { ssbo: '-DSSBO', texel: '-DTEXEL' };
const run = promisify(execFile);

const jobs: string[][] = [];
for (const file of readdirSync(source).filter((name) => name.endsWith('.comp'))) {
  const name = basename(file, '.comp');
  const isVaried = /^\/\/ variants: all$/m.test(readFileSync(join(source, file), 'utf8'));
  const weightTypes = isVaried ? Object.keys(dtypes) : [''];
  for (const type of weightTypes) {
    for (const [flavour, define] of Object.entries(flavours)) {
      const output = join(work, `${[name, type.toLowerCase(), flavour].filter(Boolean).join('.')}.spv`);
      const defines = type ? [define, `-DWEIGHTS_${type}`] : [define];
      jobs.push([
        '--target-env=vulkan1.2',
        '-O',
        '-Werror',
        ...defines,
        '-I',
        source,
        '-o',
        output,
        join(source, file),
      ]);
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
