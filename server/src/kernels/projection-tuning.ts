// Which variant of the projection kernels (project.glsl) a device runs: found by tune.ts.
import type { SharedTile } from './shared-tile.ts';

/** The tile of a projection: ROWS x COLS of its kernel; rows are a multiple of 8. */
export interface Tile {
  readonly rows: number;
  readonly tokens: number;
}

export interface ProjectionTuning {
  /** The tile for a single token. */
  readonly single: Tile;
  /** The tile where there are several. */
  readonly several: Tile;
  /** Subgroups of a workgroup, which share out the columns. */
  readonly subgroups: number;
  /** The tile for steps of at least `fromTokens` tokens; undefined: `several` serves them too. */
  readonly many?: (SharedTile & { readonly fromTokens: number }) | undefined;
}

export const usualProjection: ProjectionTuning = {
  single: { rows: 8, tokens: 1 },
  several: { rows: 8, tokens: 4 },
  subgroups: 1,
};
