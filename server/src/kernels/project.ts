// What the projections share (project.glsl): the tile for a step, and the variant and constants of their kernels.
import type { Dtype } from '../dtype.ts';
import type { KernelSet, Variant } from './kernel-set.ts';
import type { Tile } from './projection-tuning.ts';
import { fitsSharedTile, type SharedTileConstants, sharedTileConstants } from './shared-tile.ts';
import type { ActivationFormat } from './tensor.ts';

/** Variant and constants of a projection's kernel, and the tile that each of its workgroups computes. */
export interface ProjectionChoice {
  readonly variant: Variant;
  readonly constants: { readonly workgroupSize: number; readonly ROWS: number; readonly COLS: number } & Partial<
    Omit<SharedTileConstants, 'workgroupSize' | 'ROWS' | 'COLS'>
  >;
  readonly tile: Tile;
}

/** The tile for a step of nTokens that does not go through shared memory. */
export function registerTile(kernels: KernelSet, nTokens: number): Tile {
  return nTokens === 1 ? kernels.projection.single : kernels.projection.several;
}

/** Steps of at least this many tokens go through tiles in shared memory, as halves; undefined: none does. */
export function sharedTilesFrom({ projection, flavour, options }: KernelSet): number | undefined {
  return flavour === 'ssbo' && !options.precise ? projection.many?.fromTokens : undefined;
}

/** A projection whose tile is kept in registers. */
export function registerProjection(
  kernels: KernelSet,
  dtype: Dtype,
  format: ActivationFormat,
  tile: Tile,
): ProjectionChoice {
  const workgroupSize = kernels.workgroupSize(kernels.projection.subgroups);
  return {
    variant: { dtype, format },
    constants: { workgroupSize, ROWS: tile.rows, COLS: tile.tokens },
    tile,
  };
}

/**
 * The projection for a step of nTokens, by the types of its weights and inputs.
 * A token's result does not depend on the other tokens of a step. The tiles for one token and for several give the same
 * result to the bit; the shared tile, for steps of `fromTokens` or more, rounds differently.
 */
export function stepProjection(
  kernels: KernelSet,
  dtype: Dtype,
  format: ActivationFormat,
  nTokens: number,
): ProjectionChoice {
  const { many } = kernels.projection;
  if (!many || nTokens < (sharedTilesFrom(kernels) ?? Number.POSITIVE_INFINITY) || !fitsSharedTile(dtype)) {
    return registerProjection(kernels, dtype, format, registerTile(kernels, nTokens));
  }
  const tiles = many.by === 'coopmat' ? 'coopmat' : 'tiled';
  const constants = sharedTileConstants(many, kernels.device.physical);
  return { variant: { dtype, format, tiles }, constants, tile: many };
}
