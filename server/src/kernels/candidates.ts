// The kernel variants from which tuning chooses (tune.ts), and which tests and reports run one by one.
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import type { Flavour } from './kernel-set.ts';
import type { Tile } from './projection-tuning.ts';
import type { SharedTile } from './shared-tile.ts';

/** Raised when the candidates, or how they are timed, change, so that devices are timed again. */
export const candidatesVersion = 7;

export const flavours: readonly Flavour[] = ['texel', 'ssbo'];

/** Rows of the tile for a single token. */
export const singleRows: readonly number[] = [8, 16];

/** Subgroups of a projection's workgroup. */
export const subgroupCounts: readonly number[] = [1, 2, 4];

/** Tiles for several tokens, on any device. Drivers take seconds to compile larger ones. */
export const tiles: readonly Tile[] = [
  { rows: 8, tokens: 4 }, // the usual
  { rows: 8, tokens: 2 },
  { rows: 8, tokens: 8 },
  { rows: 16, tokens: 2 },
  { rows: 16, tokens: 4 },
];

/**
 * Sums that a lane of a GPU has registers for, beside the weights and inputs that it multiplies: of larger tiles compilers
 * spill some to memory (docs/registers.md). On a CPU all of them are in its cache anyway.
 */
const maxGpuSums = 32;

/** Tiles for several tokens that are worth trying on a device. */
export function tilesFor({ type }: Pick<PhysicalDevice, 'type'>): readonly Tile[] {
  return type === 'cpu' ? tiles : tiles.filter(({ rows, tokens }) => rows * tokens <= maxGpuSums);
}

/** Tiles in shared memory, for steps of many tokens: larger than registers hold. A device runs those that fit it. */
export const sharedTiles: readonly SharedTile[] = [
  { by: 'coopmat', rows: 64, tokens: 64, down: 2, across: 2 },
  { by: 'coopmat', rows: 64, tokens: 32, down: 2, across: 2 },
  { by: 'coopmat', rows: 32, tokens: 64, down: 1, across: 4 },
  { by: 'coopmat', rows: 128, tokens: 64, down: 4, across: 2 },
  { by: 'lanes', rows: 64, tokens: 64, down: 16, across: 16 },
  { by: 'lanes', rows: 64, tokens: 32, down: 16, across: 8 },
  { by: 'lanes', rows: 32, tokens: 32, down: 8, across: 8 },
];

/** Tokens of a step from which on a shared tile may take over: the largest step that models take, and smaller ones. */
export const manyTokens: readonly number[] = [128, 64, 32, 16];
