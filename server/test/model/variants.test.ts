// Every variant of the kernels that tuning may pick on any device against the golden logits; on this one, those that it can
// run. Prints the largest difference of each.
import { afterAll, expect, it } from 'vitest';
import { table } from '../../src/bench/table.ts';
import { Device } from '../../src/vulkan/device.ts';
import { KernelPool } from '../kernels/kernel-pool.ts';
import { isFurtherDriver } from './further-driver.ts';
import { type goldenModels, int8Limits } from './golden.ts';
import { lackFor, type Variant, variantDifferences, variants } from './variants.ts';

const device = Device.open();
const pool = new KernelPool(device);
const rows: string[][] = [];
afterAll(async () => {
  pool.destroy();
  await device.close();
  console.log(table([['variant', 'flavour', 'weights', 'largest difference', 'rms'], ...rows]));
});

/** The types that have layouts of their own; tiles in shared memory unpack every type, the smallest one is tested with all. */
const some = ['f16', 'q8_0', 'q4_K'];
const all = ['f16', 'bf16', 'q8_0', 'q4_0', 'q4_K', 'q5_K', 'q6_K', 'q4_K_M'];
/** Differences with weights and inputs as halves are 0.006 to 0.010. */
const halfLimit = 0.02;
const floatLimit = 1e-4;

const runnable = variants.filter((variant) => lackFor(device, variant) === undefined);

const areaOf = ({ projection: { many } }: Variant) => (many ? many.rows * many.tokens : Number.POSITIVE_INFINITY);
const smallest = Math.min(...runnable.map(areaOf));
const isSmallest = (variant: Variant) => variant.projection.many !== undefined && areaOf(variant) === smallest;

/** On a further driver one type, in turn, so that each of them meets every kind of variant. */
function typesOf(variant: Variant): readonly string[] {
  if (isFurtherDriver) return some.filter((_, i) => i === runnable.indexOf(variant) % some.length);
  return isSmallest(variant) ? all : some;
}

it('has variants of every kind to run', () => {
  expect(runnable.filter(({ projection }) => projection.many).length).toBeGreaterThanOrEqual(6);
  expect(runnable.filter(({ projection }) => !projection.many)).toHaveLength(22);
});

it.each(runnable.map((variant) => [variant.name, variant.flavour, variant] as const))(
  '%s, %s flavour, is as near the golden logits as its numbers allow',
  async (name, flavour, variant) => {
    const isShared = variant.projection.many !== undefined;
    for (const type of typesOf(variant)) {
      const model = `tiny-mistral-swa.${type}` as (typeof goldenModels)[number];
      const { largest, rms } = await variantDifferences(pool, variant, model, false);
      rows.push([name, flavour, type, largest.toExponential(2), rms.toExponential(2)]);
      const isInt8 = type.startsWith('q') && !variant.withoutInt8;
      const limit = isInt8 ? int8Limits.largest : isShared ? halfLimit : floatLimit;
      expect(largest, type).toBeLessThan(limit);
      if (isInt8) expect(rms, type).toBeLessThan(int8Limits.rms);
    }
  },
);
