// Runs glslc, the GLSL compiler, on kernels: several at a time, with words on what to install where it is missing.
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type KernelVariant, kernelSources } from './kernel-variants.ts';

const run = promisify(execFile);

/** Compiles one variant into the file `output`. @param options glslc's, beside those of every kernel */
export async function glslc(
  { kernel, defines }: KernelVariant,
  output: string,
  options: readonly string[],
): Promise<void> {
  const common = ['--target-env=vulkan1.2', '-Werror', '-I', kernelSources];
  await run('glslc', [...common, ...options, ...defines, '-o', output, join(kernelSources, `${kernel}.comp`)]);
}

/** Runs a job for each item, as many at a time as there are CPUs. */
export async function inParallel<T>(items: readonly T[], job: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await job(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** What glslc said, or how to get it. */
export function glslcProblem(error: unknown): string {
  const { code, stderr } = error as { code?: string | number; stderr?: string };
  return code === 'ENOENT'
    ? 'glslc, the GLSL compiler, is not installed. Debian and Ubuntu: sudo apt-get install glslc'
    : (stderr ?? String(error));
}
