// Compiles src/kernels/*.comp to dist/kernels/NAME[.TYPE][.int8][.tiled|.coopmat].FLAVOUR.spv with glslc. A kernel whose
// head says "weights: all" is compiled once for each weight type, one that says "activations: f32 int8" for both (int8
// only with quantised weights), and every kernel for both memory flavours (src/kernels/memory.glsl). One that says "tiles:
// tiled coopmat" is compiled besides for tiles in shared memory (src/kernels/multiply-tile.glsl), which are for GPUs: in
// the ssbo flavour. The published package carries the result, so its users need no compiler.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Dtype, dtypes, isQuantised } from '../src/dtype.ts';
import { fitsSharedTile } from '../src/kernels/shared-tile.ts';
import { nvToKhr } from './nv-to-khr.ts';

const source = fileURLToPath(new URL('../src/kernels/', import.meta.url));
const target = fileURLToPath(new URL('../dist/kernels', import.meta.url));
/** Beside it, and renamed when all is well: a server or a test that runs meanwhile keeps finding whole kernels. */
const work = `${target}.${process.pid}`;
const flavours = { ssbo: '-DSSBO', texel: '-DTEXEL' };
const run = promisify(execFile);

/** A kernel to compile: what it is called, its source, and what is defined for it. */
interface Job {
  readonly variant: string;
  readonly file: string;
  readonly defines: readonly string[];
}

const jobs: Job[] = [];
for (const file of readdirSync(source).filter((name) => name.endsWith('.comp'))) {
  const name = basename(file, '.comp');
  const head = readFileSync(join(source, file), 'utf8');
  const types: readonly (Dtype | '')[] = /^\/\/ weights: all$/m.test(head) ? (Object.keys(dtypes) as Dtype[]) : [''];
  const activations = /^\/\/ activations: f32 int8$/m.test(head) ? ['', 'int8'] : [''];
  const tiles = /^\/\/ tiles: tiled coopmat$/m.test(head) ? ['', 'tiled', 'coopmat'] : [''];
  for (const type of types) {
    for (const activation of activations) {
      if (activation && type && !isQuantised(type)) continue;
      for (const tile of tiles) {
        if (tile && type && !fitsSharedTile(type)) continue;
        for (const [flavour, define] of Object.entries(flavours)) {
          if (tile && flavour !== 'ssbo') continue;
          const variant = [name, type.toLowerCase(), activation, tile, flavour].filter(Boolean).join('.');
          const defines = [define];
          if (type) defines.push(`-DWEIGHTS_${type}`);
          if (activation) defines.push('-DINT8');
          if (tile) defines.push('-DTILED');
          if (tile === 'coopmat') defines.push('-DCOOPMAT');
          jobs.push({ variant, file, defines });
        }
      }
    }
  }
}

async function compile({ variant, file, defines }: Job): Promise<void> {
  const [input, output] = [join(source, file), join(work, `${variant}.spv`)];
  // Older glslc crash when they shall optimise cooperative matrices.
  const isCoopmat = defines.includes('-DCOOPMAT');
  const flags = ['--target-env=vulkan1.2', ...(isCoopmat ? [] : ['-O']), '-Werror', ...defines, '-I', source];
  await run('glslc', [...flags, '-o', output, input]);
  if (!isCoopmat) return;
  const bytes = readFileSync(output);
  writeFileSync(
    output,
    nvToKhr(new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))),
  );
}

mkdirSync(work, { recursive: true });
const waiting = [...jobs];
async function worker(): Promise<void> {
  for (let job = waiting.shift(); job; job = waiting.shift()) await compile(job);
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
