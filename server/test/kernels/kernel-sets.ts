// The kernels for tests: on any device, in both memory flavours, compiled once for each test file.
import { afterAll, afterEach, describe } from 'vitest';
import { Harness } from '../../src/kernels/checks/harness.ts';
import type { Flavour, KernelSetOptions } from '../../src/kernels/kernel-set.ts';
import { usualProjection } from '../../src/kernels/projection-tuning.ts';
import type { SharedTile } from '../../src/kernels/shared-tile.ts';
import { Device } from '../../src/vulkan/device.ts';
import { KernelPool } from './kernel-pool.ts';

const device = Device.open();
const pool = new KernelPool(device);
afterAll(async () => {
  pool.destroy();
  await device.close();
});

/** Workgroups as large as GPUs have them, where sums meet across subgroups: lavapipe's own are one subgroup. */
const subgroupCounts = [2, 4] as const;

/** Declares the same tests for both flavours. */
export function describeFlavours(declareTests: (harness: Harness, flavour: Flavour) => void): void {
  for (const flavour of ['texel', 'ssbo'] as const) {
    describe(`in the ${flavour} flavour`, () => declareTests(harnessFor(flavour), flavour));
  }
}

/** Declares the same tests for workgroups of several subgroups; how memory is read makes no difference there. */
export function describeSubgroups(declareTests: (harness: Harness, isMost: boolean) => void): void {
  for (const subgroupsPerWorkgroup of subgroupCounts) {
    describe(`in workgroups of ${subgroupsPerWorkgroup} subgroups`, () =>
      declareTests(
        harnessFor('texel', { subgroupsPerWorkgroup }),
        subgroupsPerWorkgroup === Math.max(...subgroupCounts),
      ));
  }
}

/** Declares the same tests for attention as GPUs run it, with workgroups that share out positions and lanes that do. */
export function describeSplits(declareTests: (harness: Harness, options: KernelSetOptions) => void): void {
  const variants: readonly KernelSetOptions[] = [
    { attentionSplits: 3 },
    { attentionSplits: 1, sharesLanes: true },
    { attentionSplits: 16, subgroupsPerWorkgroup: 2, sharesLanes: true },
  ];
  for (const options of variants) {
    const lanes = options.sharesLanes ? ', lanes sharing rows' : '';
    describe(`in ${options.attentionSplits} splits${lanes}`, () => declareTests(harnessFor('texel', options), options));
  }
}

/** A small one, that every edge cuts into, and one as GPUs have them. */
const sharedTiles: Readonly<Record<SharedTile['by'], readonly SharedTile[]>> = {
  lanes: [
    { by: 'lanes', rows: 16, tokens: 16, down: 4, across: 4 },
    { by: 'lanes', rows: 64, tokens: 32, down: 8, across: 16 },
  ],
  coopmat: [
    { by: 'coopmat', rows: 16, tokens: 16, down: 1, across: 1 },
    { by: 'coopmat', rows: 64, tokens: 32, down: 2, across: 2 },
  ],
};

/** Declares the same tests for tiles in shared memory, whatever the number of tokens; on matrix cores where there are any. */
export function describeSharedTiles(declareTests: (harness: Harness, isSmall: boolean) => void): void {
  const hasMatrixCores = device.physical.matrixShapes.length > 0;
  const tiles = [...sharedTiles.lanes, ...(hasMatrixCores ? sharedTiles.coopmat : [])];
  for (const tile of tiles) {
    const many = { ...tile, fromTokens: 1 };
    describe(`in shared tiles of ${tile.rows} x ${tile.tokens} by ${tile.by}`, () =>
      declareTests(harnessFor('ssbo', { projection: { ...usualProjection, many } }), tile.rows === 16));
  }
}

function harnessFor(flavour: Flavour, options?: KernelSetOptions): Harness {
  const harness = new Harness(pool.set(flavour, options));
  afterEach(() => harness.clear());
  return harness;
}
