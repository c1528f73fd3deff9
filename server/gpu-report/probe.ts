// What no command of the program shows, in a process of its own: each variant of the kernels against the golden logits, the
// self-test of each shared tile, and the time of each candidate of the tuning. One JSON line per finding.
//   node gpu-probe.js variants MODELS | self-test TYPES | timings TYPE     each with 'quick' behind it for slow devices
import type { Dtype } from '../src/dtype.ts';
import { flavours, sharedTiles, singleRows, subgroupCounts, tiles } from '../src/kernels/candidates.ts';
import type { Flavour } from '../src/kernels/kernel-set.ts';
import { type ProjectionTuning, usualProjection } from '../src/kernels/projection-tuning.ts';
import { chooseKernels } from '../src/kernels/self-test.ts';
import { fitsSharedTile } from '../src/kernels/shared-tile.ts';
import { timeProjection } from '../src/kernels/time-projection.ts';
import { Device } from '../src/vulkan/device.ts';
import { KernelPool } from '../test/kernels/kernel-pool.ts';
import type { goldenModels } from '../test/model/golden.ts';
import { lackFor, type Variant, variantDifferences, variants } from '../test/model/variants.ts';
import type { SelfTestRow, TimingRow, VariantRow } from './probe-rows.ts';

type GoldenModel = (typeof goldenModels)[number];

const [what, list = '', speed] = process.argv.slice(2);
const isQuick = speed === 'quick';
const print = (row: VariantRow | SelfTestRow | TimingRow) => process.stdout.write(`${JSON.stringify(row)}\n`);
/** The last of them, in a quick report. */
const some = <T>(all: readonly T[]) => (isQuick ? all.slice(-1) : all);
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 400);

async function runVariants(device: Device, models: readonly GoldenModel[]): Promise<void> {
  const pool = new KernelPool(device);
  // GPUs read storage buffers; the tests run the other flavour's variants.
  for (const variant of isQuick ? variants.filter(({ flavour }) => flavour === 'ssbo') : variants) {
    const { name, flavour } = variant;
    const lack = lackFor(device, variant);
    for (const precise of variant.projection.many || isQuick ? [false] : [false, true]) {
      for (const model of models) {
        const row = { variant: name, flavour, model, precise };
        if (lack !== undefined) print({ ...row, lack });
        else print({ ...row, ...(await differenceOrError(pool, variant, model, precise)) });
      }
    }
  }
  pool.destroy();
}

async function differenceOrError(
  pool: KernelPool,
  variant: Variant,
  model: GoldenModel,
  precise: boolean,
): Promise<{ difference: number } | { error: string }> {
  try {
    const { largest } = await variantDifferences(pool, variant, model, precise);
    return { difference: largest };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function runSelfTests(device: Device, types: readonly Dtype[]): Promise<void> {
  for (const dtype of types) {
    for (const flavour of flavours) {
      await selfTest(device, dtype, flavour, usualProjection, `${flavour} kernels`);
      if (flavour !== 'ssbo' || !fitsSharedTile(dtype)) continue;
      const shared = variants.filter(({ projection, withoutInt8 }) => projection.many && !withoutInt8);
      for (const { projection, name } of some(shared.filter((variant) => lackFor(device, variant) === undefined))) {
        await selfTest(device, dtype, flavour, projection, name);
      }
    }
  }
}

/** Passed only if nothing had to be given up. */
async function selfTest(
  device: Device,
  dtype: Dtype,
  flavour: Flavour,
  projection: ProjectionTuning,
  variant: string,
): Promise<void> {
  const notices: string[] = [];
  const shape = { nHeads: 32, nKvHeads: 8, headDim: 128, kvType: 'f16' } as const;
  try {
    const needs = { dtypes: [dtype], ...shape, tuning: { flavour, projection } };
    const kernels = await chooseKernels(device, needs, { onNotice: (notice) => notices.push(notice) });
    kernels.destroy();
    print({ dtype, variant, problem: notices[0] });
  } catch (error) {
    print({ dtype, variant, problem: messageOf(error) });
  }
}

/** Columns of Mistral 7B's matrices. */
const trialDim = isQuick ? 512 : 4096;

async function runTimings(device: Device, dtype: Dtype): Promise<void> {
  const time = async (flavour: Flavour, projection: ProjectionTuning, nTokens: number, variant: string) => {
    const ms = await timeProjection(device, { dtype, dim: trialDim, flavour, projection, nTokens });
    print({ dtype, flavour, nTokens, variant, ms: Number.isFinite(ms) ? ms : null });
  };
  for (const flavour of flavours) await time(flavour, usualProjection, 1, 'usual');
  for (const rows of some(singleRows)) {
    for (const subgroups of some(subgroupCounts)) {
      const projection = { ...usualProjection, single: { rows, tokens: 1 }, subgroups };
      await time('ssbo', projection, 1, `${rows} rows, ${subgroups} subgroups`);
    }
  }
  for (const nTokens of isQuick ? [32] : [128, 32, 16, 64]) {
    for (const several of some(tiles)) {
      await time('ssbo', { ...usualProjection, several }, nTokens, `${several.rows} x ${several.tokens}`);
    }
    if (!fitsSharedTile(dtype)) continue;
    for (const tile of some(sharedTiles)) {
      const projection = { ...usualProjection, many: { ...tile, fromTokens: 1 } };
      await time('ssbo', projection, nTokens, `${tile.rows} x ${tile.tokens}, shared, by ${tile.by}`);
    }
  }
}

const device = Device.open();
if (what === 'variants') await runVariants(device, list.split(',') as GoldenModel[]);
else if (what === 'self-test') await runSelfTests(device, list.split(',') as Dtype[]);
else await runTimings(device, list as Dtype);
await device.close();
