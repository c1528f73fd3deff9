// Compiles src/kernels/*.comp to dist/kernels/NAME[.TYPE].FLAVOUR.spv with glslc. A kernel whose head says
// "variants: F32 ..." is compiled once for each weight type; every kernel is compiled for both memory flavours
// (src/kernels/memory.glsl). The published package carries the result, so its users need no compiler.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const source = fileURLToPath(new URL('../src/kernels/', import.meta.url));
const target = fileURLToPath(new URL('../dist/kernels/', import.meta.url));
const flavours = { ssbo: '-DSSBO', texel: '-DTEXEL' };
const run = promisify(execFile);

const jobs: string[][] = [];
for (const file of readdirSync(source).filter((name) => name.endsWith('.comp'))) {
  const name = basename(file, '.comp');
  const weightTypes = /^\/\/ variants: (.+)$/m.exec(readFileSync(join(source, file), 'utf8'))?.[1]?.split(' ') ?? [''];
  for (const type of weightTypes) {
    for (const [flavour, define] of Object.entries(flavours)) {
      const output = join(target, `${[name, type.toLowerCase(), flavour].filter(Boolean).join('.')}.spv`);
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

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const waiting = [...jobs];
async function worker(): Promise<void> {
  for (let job = waiting.shift(); job; job = waiting.shift()) await run('glslc', job);
}
try {
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  console.log(`${jobs.length} kernels compiled`);
} catch (error) {
  const { code, stderr } = error as { code?: string | number; stderr?: string };
  console.error(
    code === 'ENOENT'
      ? 'glslc, the GLSL compiler, is not installed. Debian and Ubuntu: sudo apt-get install glslc'
      : (stderr ?? String(error)),
  );
  process.exit(1);
}
