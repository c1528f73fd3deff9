// What the projections share: which tile a step takes, and the variant and constants of their kernels (project.glsl).
import type { Dtype } from '../dtype.ts';
import type { KernelSet, Variant } from './kernel-set.ts';
import type { Tile } from './projection-tuning.ts';
import { fitsSharedTile, type SharedTileConstants, sharedTileConstants } from './shared-tile.ts';
import type { ActivationFormat } from './tensor.ts';

/** The kernel of a projection, and the tile that each of its workgroups computes. */
export interface ProjectionChoice {
  readonly variant: Variant;
  readonly constants: { readonly workgroupSize: number; readonly ROWS: number; readonly COLS: number } & Partial<
    Omit<SharedTileConstants, 'workgroupSize' | 'ROWS' | 'COLS'>
  >;
  readonly tile: Tile;
}

/** The tile for a step of so many tokens, where it does not go through shared memory. */
export function registerTile(kernels: KernelSet, nTokens: number): Tile {
  return nTokens === 1 ? kernels.projection.single : kernels.projection.several;
}

/** Tokens from which on steps go through tiles in shared memory, as halves; undefined where they never do. */
export function sharedTilesFrom({ projection, flavour, options }: KernelSet): number | undefined {
  return flavour === 'ssbo' && !options.precise ? projection.many?.fromTokens : undefined;
}

/** A projection of a tile that is kept in registers. */
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
 * In one kernel a token's result does not depend on what other tokens there are. The tile for one token and that for
 * several give the same to the last bit; the shared one, which takes over from `fromTokens` on, rounds differently.
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
