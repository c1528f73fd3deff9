// Every variant of the kernels that tuning may pick on any device, and how far each is from the golden logits. Each choice
// of tuning is varied by itself: rows and subgroups for one token, the tile for several, the shared tile for many.
import { flavours, manyTokens, sharedTiles, singleRows, subgroupCounts, tiles } from '../../src/kernels/candidates.ts';
import { type Flavour, KernelSet } from '../../src/kernels/kernel-set.ts';
import { type ProjectionTuning, usualProjection } from '../../src/kernels/projection-tuning.ts';
import { sharedTileConstants } from '../../src/kernels/shared-tile.ts';
import type { Device } from '../../src/vulkan/device.ts';
import { DeviceLimitError } from '../../src/vulkan/errors.ts';
import { goldenFile, type goldenModels, goldenPrompts, largestDifference, openModel } from './golden.ts';

export interface Variant {
  readonly name: string;
  readonly flavour: Flavour;
  readonly projection: ProjectionTuning;
  /** Tokens of a step, at most: those that use what the variant varies. */
  readonly steps: readonly number[];
}

/** Fewest tokens that tuning gives to a shared tile. */
const fromTokens = Math.min(...manyTokens);

const inRegisters: readonly Omit<Variant, 'flavour'>[] = [
  ...singleRows.flatMap((rows) =>
    subgroupCounts.map((subgroups) => ({
      name: `one token: ${rows} rows, ${subgroups} ${subgroups === 1 ? 'subgroup' : 'subgroups'}`,
      projection: { ...usualProjection, single: { rows, tokens: 1 }, subgroups },
      steps: [1],
    })),
  ),
  ...tiles.map((several) => ({
    name: `several: ${several.rows} rows x ${several.tokens} tokens`,
    projection: { ...usualProjection, several },
    steps: [64, 7],
  })),
];

export const variants: readonly Variant[] = [
  ...flavours.flatMap((flavour) => inRegisters.map((variant) => ({ ...variant, flavour }))),
  ...sharedTiles.map((tile) => ({
    name: `many: ${tile.rows} rows x ${tile.tokens} tokens in shared memory, by ${tile.by}`,
    flavour: 'ssbo' as const,
    projection: { ...usualProjection, many: { ...tile, fromTokens } },
    steps: [64],
  })),
];

/** Why a device cannot run a variant; undefined where it can. */
export function lackFor(device: Device, { projection: { many } }: Variant): string | undefined {
  if (!many) return undefined;
  try {
    sharedTileConstants(many, device.physical);
    return undefined;
  } catch (error) {
    if (error instanceof DeviceLimitError) return error.message;
    throw error;
  }
}

/** The largest difference of any logit of a model from its golden, over the variant's steps. */
export async function variantDifference(
  device: Device,
  { flavour, projection, steps }: Variant,
  model: (typeof goldenModels)[number],
  precise: boolean,
): Promise<number> {
  const kernels = new KernelSet(device, flavour, { projection, precise });
  try {
    const { model: opened, close } = await openModel(kernels, goldenFile(`${model}.gguf`));
    try {
      const differences: number[] = [];
      for (const step of steps) differences.push(await largestDifference(opened, goldenPrompts(model), step));
      return Math.max(...differences);
    } finally {
      close();
    }
  } finally {
    kernels.destroy();
  }
}
