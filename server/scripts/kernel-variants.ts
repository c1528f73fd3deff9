// Which variants of src/kernels/*.comp there are. A kernel whose head says "weights: all" has one for each weight type,
// one that says "activations: f32 int8" has both (int8 only with quantised weights), and every kernel has both memory
// flavours (src/kernels/memory.glsl). One that says "tiles: tiled coopmat" also has tiles in shared memory
// (src/kernels/multiply-tile.glsl), which only GPUs use: in the ssbo flavour.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Dtype, dtypes, isQuantised } from '../src/dtype.ts';
import { fitsSharedTile } from '../src/kernels/shared-tile.ts';

export const kernelSources = fileURLToPath(new URL('../src/kernels/', import.meta.url));

/** One compilation of a kernel. */
export interface KernelVariant {
  /** Of the kernel: the name of its .comp file. */
  readonly kernel: string;
  /** NAME[.TYPE][.int8][.tiled|.coopmat].FLAVOUR */
  readonly name: string;
  readonly weights: Dtype | undefined;
  readonly flavour: 'ssbo' | 'texel';
  readonly isCoopmat: boolean;
  /** glslc's -D options. */
  readonly defines: readonly string[];
}

export function kernelVariants(): KernelVariant[] {
  const files = readdirSync(kernelSources).filter((name) => name.endsWith('.comp'));
  return files.flatMap((file) => variantsOf(basename(file, '.comp'), readFileSync(join(kernelSources, file), 'utf8')));
}

function variantsOf(kernel: string, source: string): KernelVariant[] {
  const types = /^\/\/ weights: all$/m.test(source) ? (Object.keys(dtypes) as Dtype[]) : [undefined];
  const activations = /^\/\/ activations: f32 int8$/m.test(source) ? [undefined, 'int8'] : [undefined];
  const tiles = /^\/\/ tiles: tiled coopmat$/m.test(source) ? [undefined, 'tiled', 'coopmat'] : [undefined];
  const variants: KernelVariant[] = [];
  for (const weights of types) {
    for (const activation of activations) {
      if (activation && weights && !isQuantised(weights)) continue;
      for (const tile of tiles) {
        if (tile && weights && !fitsSharedTile(weights)) continue;
        for (const flavour of tile ? (['ssbo'] as const) : (['ssbo', 'texel'] as const)) {
          const name = [kernel, weights?.toLowerCase(), activation, tile, flavour].filter(Boolean).join('.');
          const defines = [`-D${flavour.toUpperCase()}`];
          if (weights) defines.push(`-DWEIGHTS_${weights}`);
          if (activation) defines.push('-DINT8');
          if (tile) defines.push('-DTILED');
          if (tile === 'coopmat') defines.push('-DCOOPMAT');
          variants.push({ kernel, name, weights, flavour, isCoopmat: tile === 'coopmat', defines });
        }
      }
    }
  }
  return variants;
}
