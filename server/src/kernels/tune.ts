// Finds the fastest kernel variants of a device by timing a projection, since neither features nor names predict them. It
// runs once for a device, driver and weight type, and the result is kept in a file.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Dtype } from '../dtype.ts';
import type { Device } from '../vulkan/device.ts';
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import {
  candidatesVersion,
  flavours,
  manyTokens,
  sharedTiles,
  singleRows,
  subgroupCounts,
  tilesFor,
} from './candidates.ts';
import type { Flavour } from './kernel-set.ts';
import { packedLayoutVersion } from './pack-weights.ts';
import { type ProjectionTuning, usualProjection } from './projection-tuning.ts';
import { fitsSharedTile, type SharedTile } from './shared-tile.ts';
import { timeProjection } from './time-projection.ts';

/** The fastest variants of a device. */
export interface Tuning {
  readonly flavour: Flavour;
  readonly projection: ProjectionTuning;
}

/** The model's properties that matter for tuning. */
export interface TuningSubject {
  /** The most common type of the model's weights. */
  readonly dtype: Dtype;
  /** Columns of its matrices. */
  readonly dim: number;
  readonly precise?: boolean | undefined;
  /** False: activations stay float32. */
  readonly int8?: boolean | undefined;
  /** Memory flavours that can bind what the model has; undefined: both. */
  readonly flavours?: readonly Flavour[] | undefined;
  /** The number of a step's tokens must not change a token's result: see stepProjection in project.ts. */
  readonly batchInvariant?: boolean | undefined;
}

export interface TuningRequest {
  readonly device: Device;
  readonly subject: TuningSubject;
  /** Where tunings are kept; undefined: nowhere. */
  readonly folder: string | undefined;
  /** Told what was chosen when variants were timed. */
  readonly onNotice: (notice: string) => void;
  /** Called after each timed variant; never if a kept tuning is used. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** How variants are timed; tests replace it. */
  readonly timeVariants?: typeof tune | undefined;
}

/** Tokens of the step that tiles for several are timed with. */
const nTrialTokens = 32;
/** Times vary, so a variant must beat the usual one clearly: by this factor. */
const clearlyFaster = 0.95;

/** The tuning that is kept for this device and subject, or a new one, which is then kept. */
export async function readOrTune({
  device,
  subject,
  folder,
  onNotice,
  onProgress,
  timeVariants = tune,
}: TuningRequest): Promise<Tuning> {
  const { vendorId, deviceId, pipelineCacheUuid, name } = device.physical;
  const { dtype, dim, precise, int8 = true, batchInvariant } = subject;
  const allowed = subject.flavours ?? flavours;
  const only = allowed.length < flavours.length ? allowed : [];
  const kind = [precise ? 'f32' : int8 ? 'int8' : 'float', ...(batchInvariant ? ['invariant'] : []), ...only];
  const variant = [dtype, dim, ...kind, packedLayoutVersion, candidatesVersion].join('-');
  const key = `${vendorId.toString(16)}-${deviceId.toString(16)}-${pipelineCacheUuid}-${variant}.json`;
  const path = folder === undefined ? undefined : join(folder, key.toLowerCase());
  const kept = path === undefined ? undefined : await readTuning(path, allowed, device.physical);
  if (kept) return kept;
  const startedAt = performance.now();
  const tuning = await timeVariants(device, subject, onProgress);
  const { flavour } = tuning;
  const { single, several, many } = tuning.projection;
  const shared = many && `, tiles of ${many.rows} by ${many.tokens} on ${many.by} from ${many.fromTokens} tokens on`;
  onNotice(
    `${name}: timed kernels for ${dtype} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ` +
      `${flavour} kernels, ${single.rows} rows for a token, ${several.rows} by ${several.tokens} for more${shared ?? ''}`,
  );
  if (path !== undefined) await keepTuning(path, tuning).catch(() => undefined); // it is timed again next time
  return tuning;
}

/** Times variants, one choice after another: the flavour, rows and subgroups for one token, the tile for several. */
export async function tune(
  device: Device,
  subject: TuningSubject,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Tuning> {
  const { precise = false, batchInvariant = false, dtype } = subject;
  const isCpu = device.physical.type === 'cpu';
  const ordered = isCpu ? flavours : flavours.toReversed();
  const allowed = ordered.filter((flavour) => subject.flavours?.includes(flavour) ?? true);
  const shapes = singleRows.flatMap((rows) =>
    subgroupCounts.map((subgroups) => ({ ...usualProjection, single: { rows, tokens: 1 }, subgroups })),
  );
  // Each thread of a CPU runs one workgroup, which gains nothing by having several subgroups.
  const tried = shapes.filter(({ subgroups }) => !isCpu || subgroups === 1);
  const maySharedTile = !isCpu && !precise && !batchInvariant && fitsSharedTile(dtype);
  const tiles = tilesFor(device.physical);
  const total = allowed.length + tried.length + tiles.length + (maySharedTile ? mostSharedTrials : 0);
  let done = 0;
  const time = async (flavour: Flavour, projection: ProjectionTuning, nTokens: number) => {
    const ms = await timeProjection(device, { ...subject, flavour, projection, nTokens });
    onProgress(++done, total);
    return ms;
  };
  onProgress(0, total);
  const flavour = await fastest(allowed, (each) => time(each, usualProjection, 1));
  const shape = await fastest(tried, (each) => time(flavour, each, 1));
  const tiled = tiles.map((several) => ({ ...shape, several }));
  const projection = await fastest(tiled, (each) => time(flavour, each, nTrialTokens));
  const timeOf = (each: ProjectionTuning, nTokens: number) => time(flavour, each, nTokens);
  const many = maySharedTile && flavour === 'ssbo' ? await chooseShared(projection, timeOf) : undefined;
  onProgress(total, total); // not every trial is needed
  return { flavour, projection: { ...projection, many } };
}

/** Most variants that chooseShared() times. */
const mostSharedTrials = 1 + sharedTiles.length + 2 * (manyTokens.length - 1);

/** The tile for steps of many tokens and the smallest such step; undefined: none is clearly faster. */
export async function chooseShared(
  projection: ProjectionTuning,
  timeOf: (projection: ProjectionTuning, nTokens: number) => Promise<number>,
): Promise<ProjectionTuning['many']> {
  const [most = 0] = manyTokens;
  const sharing = (tile: SharedTile) => ({ ...projection, many: { ...tile, fromTokens: 1 } });
  const best = await fastest([undefined, ...sharedTiles], (tile) =>
    timeOf(tile === undefined ? projection : sharing(tile), most),
  );
  if (best === undefined) return undefined;
  let fromTokens = most;
  for (const fewer of manyTokens.slice(1)) {
    const usual = await timeOf(projection, fewer);
    if (!((await timeOf(sharing(best), fewer)) < usual * clearlyFaster)) break;
    fromTokens = fewer;
  }
  return { ...best, fromTokens };
}

/** The fastest candidate, the first of them unless another is clearly faster. */
async function fastest<T>(candidates: readonly T[], measure: (candidate: T) => Promise<number>): Promise<T> {
  let best = 0;
  let bestMs = Number.POSITIVE_INFINITY;
  for (const [i, candidate] of candidates.entries()) {
    const ms = await measure(candidate);
    if (i === 0 || ms < bestMs * (best === 0 ? clearlyFaster : 1)) [best, bestMs] = [i, ms];
  }
  return candidates[best] as T;
}

async function readTuning(
  path: string,
  allowed: readonly Flavour[],
  physical: PhysicalDevice,
): Promise<Tuning | undefined> {
  try {
    const { flavour, projection } = JSON.parse(await readFile(path, 'utf8')) as Tuning;
    const { single, several, subgroups, many } = projection;
    const isKnown =
      allowed.includes(flavour) &&
      singleRows.includes(single.rows) &&
      single.tokens === 1 &&
      tilesFor(physical).some(({ rows, tokens }) => rows === several.rows && tokens === several.tokens) &&
      subgroupCounts.includes(subgroups) &&
      (many === undefined || (sharedTiles.some((tile) => isSame(tile, many)) && manyTokens.includes(many.fromTokens)));
    return isKnown ? { flavour, projection } : undefined;
  } catch {
    return undefined; // there is no file, or an unusable one
  }
}

function isSame(a: SharedTile, b: SharedTile): boolean {
  return (['by', 'rows', 'tokens', 'down', 'across'] as const).every((key) => a[key] === b[key]);
}

async function keepTuning(path: string, tuning: Tuning): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(tuning)}\n`);
  await rename(unfinished, path);
}
