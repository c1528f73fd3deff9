// Every variant of the kernels that tuning may pick on any device, and how far each is from the golden logits. Each choice
// of tuning is varied by itself: rows and subgroups for one token, the tile for several, the shared tile for many.
import { flavours, manyTokens, sharedTiles, singleRows, subgroupCounts, tiles } from '../../src/kernels/candidates.ts';
import type { Flavour } from '../../src/kernels/kernel-set.ts';
import { type ProjectionTuning, usualProjection } from '../../src/kernels/projection-tuning.ts';
import { sharedTileConstants } from '../../src/kernels/shared-tile.ts';
import type { Device } from '../../src/vulkan/device.ts';
import { DeviceLimitError } from '../../src/vulkan/errors.ts';
import { type KernelPool, PooledKernelSet } from '../kernels/kernel-pool.ts';
import {
  type Differences,
  differences,
  goldenFile,
  type goldenModels,
  goldenPrompts,
  openModel,
  promptsOfShortSteps,
} from './golden.ts';

export interface Variant {
  readonly name: string;
  readonly flavour: Flavour;
  readonly projection: ProjectionTuning;
  /** Whether inputs stay float32, as on GPUs that have no instruction for int8. */
  readonly withoutInt8?: boolean;
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
  ...sharedTiles.flatMap((tile) =>
    [false, true].map((withoutInt8) => ({
      name: `many: ${tile.rows} x ${tile.tokens} in shared memory, by ${tile.by}${withoutInt8 ? ', no int8' : ''}`,
      flavour: 'ssbo' as const,
      projection: { ...usualProjection, many: { ...tile, fromTokens } },
      withoutInt8,
      steps: [64],
    })),
  ),
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

class WithoutInt8 extends PooledKernelSet {
  override get usesInt8(): boolean {
    return false;
  }
}

/** How far a model's logits are from the golden ones, at most over the variant's steps. */
export async function variantDifferences(
  pool: KernelPool,
  { flavour, projection, steps, withoutInt8 }: Variant,
  model: (typeof goldenModels)[number],
  precise: boolean,
): Promise<Differences> {
  const kernels = new (withoutInt8 ? WithoutInt8 : PooledKernelSet)(pool, flavour, { projection, precise });
  const { model: opened, close } = await openModel(kernels, goldenFile(`${model}.gguf`));
  const all = goldenPrompts(model);
  // A tile in registers is the same wherever it is in a step; shared tiles come in long steps only.
  const prompts = projection.many ? all : promptsOfShortSteps(all);
  try {
    const found: Differences[] = [];
    for (const step of steps) {
      found.push(await differences(opened, prompts, step));
    }
    return {
      largest: Math.max(...found.map(({ largest }) => largest)),
      rms: Math.max(...found.map(({ rms }) => rms)),
    };
  } finally {
    close();
  }
}
