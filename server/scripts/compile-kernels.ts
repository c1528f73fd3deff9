// Compiles every variant of src/kernels/*.comp to dist/kernels/NAME.spv with glslc. The published package carries the
// result, so its users need no compiler.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glslc, glslcProblem, inParallel } from './glslc.ts';
import { type KernelVariant, kernelVariants } from './kernel-variants.ts';
import { nvToKhr } from './nv-to-khr.ts';

const target = fileURLToPath(new URL('../dist/kernels', import.meta.url));
/** Renamed to `target` when all is well: a server or a test that runs meanwhile keeps finding whole kernels. */
const work = `${target}.${process.pid}`;

async function compile(variant: KernelVariant): Promise<void> {
  const output = join(work, `${variant.name}.spv`);
  // Older glslc crash when they optimise cooperative matrices.
  await glslc(variant, output, variant.isCoopmat ? [] : ['-O']);
  if (!variant.isCoopmat) return;
  const bytes = readFileSync(output);
  const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  writeFileSync(output, nvToKhr(words));
}

const variants = kernelVariants();
mkdirSync(work, { recursive: true });
try {
  await inParallel(variants, compile);
  rmSync(target, { recursive: true, force: true });
  renameSync(work, target);
  console.log(`${variants.length} kernels compiled`);
} catch (error) {
  rmSync(work, { recursive: true, force: true });
  console.error(glslcProblem(error));
  process.exit(1);
}
