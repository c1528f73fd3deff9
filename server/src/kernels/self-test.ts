// Before a model runs, checks every kernel that it will use, on known data and the same pipelines, since some drivers
// compute wrongly. If tiles in shared memory, int8 activations or a memory flavour fail, the engine does without them.
import { type Dtype, isQuantised, dtypes as sizes } from '../dtype.ts';
import type { Device } from '../vulkan/device.ts';
import { DeviceLimitError, VulkanError } from '../vulkan/errors.ts';
import { addBiasTolerance, checkAddBias } from './checks/add-bias.ts';
import { type AttentionShape, attentionTolerance, checkAttention } from './checks/attention.ts';
import { attentionScoresTolerance, checkAttentionScores } from './checks/attention-scores.ts';
import { checkEmbed, embedTolerance } from './checks/embed.ts';
import { checkFinishQkv, finishQkvTolerance } from './checks/finish-qkv.ts';
import { Harness } from './checks/harness.ts';
import { int8Tolerance } from './checks/int8-rows.ts';
import { kvTolerance } from './checks/kv-rows.ts';
import type { Place } from './checks/paged-places.ts';
import { checkProjectAdd, type ProjectShape } from './checks/project-add.ts';
import { checkProjectLogits } from './checks/project-logits.ts';
import { checkProjectQkv, type QkvShape } from './checks/project-qkv.ts';
import { checkProjectSwiglu } from './checks/project-swiglu.ts';
import { projectTolerance, sharedTileTolerance } from './checks/projection.ts';
import type { QkvHeads } from './checks/qkv-outputs.ts';
import { checkQuantize } from './checks/quantize.ts';
import { checkRmsNorm, rmsNormTolerance } from './checks/rms-norm.ts';
import { checkSelect } from './checks/select.ts';
import type { QueryScale } from './finish-qkv.ts';
import { type Flavour, KernelSet, type KernelSetOptions } from './kernel-set.ts';
import { sharedTilesFrom } from './project.ts';
import { selectsOnDevice } from './select.ts';
import { fitsSharedTile } from './shared-tile.ts';
import type { ActivationFormat, KvType } from './tensor.ts';
import type { Tuning } from './tune.ts';

/** What a model needs of the kernels; it decides which pipelines are used. */
export interface KernelNeeds {
  /** The types of its weight matrices. */
  readonly dtypes: readonly Dtype[];
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly headDim: number;
  /** What it does to q, k and v before RoPE; absent: nothing. */
  readonly adjustsQkv?: boolean | undefined;
  readonly queryScale?: QueryScale | undefined;
  /** Whether attention's output has biases. */
  readonly hasOutputBias?: boolean | undefined;
  /** How keys and values are stored; absent: f32. */
  readonly kvType?: KvType | undefined;
  /** Those that can bind what the model has; absent: both. */
  readonly flavours?: readonly Flavour[] | undefined;
  /** What was found fastest; absent: what does well on most devices. */
  readonly tuning?: Tuning | undefined;
  /** See KernelSetOptions. */
  readonly precise?: boolean | undefined;
  readonly int8?: boolean | undefined;
}

/** No memory flavour of the kernels computes rightly on this device. */
export class SelfTestError extends Error {
  override name = 'SelfTestError';
}

/** A kernel whose result was too far off, or that did not run. */
interface Failure {
  readonly kernel: string;
  readonly found: string;
  /** Whether it reads or writes int8 activations. */
  readonly isInt8: boolean;
  /** Whether it uses tiles in shared memory. */
  readonly isShared: boolean;
}

export interface ChooseKernelsOptions {
  /** Told when the preferred kernels had to be given up, and why. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Called before each check, which compiles its pipelines, and after the last; starts again with another set. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** How a set is made; tests put broken ones in. */
  readonly makeKernels?: ((flavour: Flavour, withoutInt8: boolean, sharedTiles: boolean) => KernelSet) | undefined;
}

/** What a set of kernels does not use. */
interface Without {
  readonly sharedTiles: boolean;
  readonly int8: boolean;
}

/**
 * Tests the kernels that a model needs and returns the set to run it with, its pipelines compiled.
 * @throws SelfTestError when no flavour computes rightly; VulkanError when the device is lost
 */
export async function chooseKernels(
  device: Device,
  needs: KernelNeeds,
  {
    onNotice = () => undefined,
    onProgress = () => undefined,
    makeKernels = (flavour, withoutInt8, sharedTiles) =>
      new KernelSet(device, flavour, {
        precise: needs.precise,
        int8: !withoutInt8,
        ...tuned(needs, flavour, sharedTiles),
      }),
  }: ChooseKernelsOptions = {},
): Promise<KernelSet> {
  const { name, driver, type } = device.physical;
  const preferred = needs.tuning?.flavour ?? (type === 'cpu' ? 'texel' : 'ssbo');
  const ordered: readonly Flavour[] = preferred === 'texel' ? ['texel', 'ssbo'] : ['ssbo', 'texel'];
  const flavours = ordered.filter((flavour) => needs.flavours?.includes(flavour) ?? true);
  const failures: string[] = [];
  for (const flavour of flavours) {
    let without: Without | undefined = { sharedTiles: false, int8: !wantsInt8(needs) };
    while (without) {
      const kernels = makeKernels(flavour, without.int8, !without.sharedTiles);
      let failure: Failure | undefined;
      try {
        failure = await firstFailure(kernels, needs, onProgress);
      } catch (error) {
        kernels.destroy();
        throw error;
      }
      if (!failure) {
        if (failures.length > 0) {
          onNotice(
            `${name} (${driver}): ${failures.join('; ')}; the ${kindOf(flavour, without, needs)} are used instead`,
          );
        }
        return kernels;
      }
      failures.push(`${flavour} kernel ${failure.kernel} ${failure.found}`);
      const usesInt8 = kernels.usesInt8 && needs.dtypes.some(isQuantised);
      kernels.destroy();
      without = withoutCause(without, failure, usesInt8);
    }
  }
  const doesRun = failures.some((failure) => !failure.includes('does not run'));
  throw new SelfTestError(
    `${name} (${driver}) ${doesRun ? 'computes wrongly' : 'cannot run the kernels'}: ${failures.join('; ')}. Another driver version may be right, ` +
      'or choose another device with --device. In a clone of the sources, the kernels may be of an earlier build: ' +
      'npm run build makes them anew',
  );
}

/** What to do without next in the same flavour; undefined: it would fail the same way. */
function withoutCause(without: Without, failure: Failure, usesInt8: boolean): Without | undefined {
  if (failure.isShared) return without.sharedTiles ? undefined : { ...without, sharedTiles: true };
  return failure.isInt8 && usesInt8 ? { ...without, int8: true } : undefined;
}

function wantsInt8({ precise = false, int8 = true }: KernelNeeds): boolean {
  return int8 && !precise;
}

function kindOf(flavour: Flavour, { sharedTiles, int8 }: Without, needs: KernelNeeds): string {
  const lacks = [
    sharedTiles && 'without tiles in shared memory',
    int8 && wantsInt8(needs) && 'with float32 activations',
  ];
  return [`${flavour} kernels`, lacks.filter(Boolean).join(', ')].filter(Boolean).join(' ');
}

/** A tuning is of one flavour. */
function tuned({ tuning }: KernelNeeds, flavour: Flavour, sharedTiles: boolean): KernelSetOptions {
  if (tuning?.flavour !== flavour) return {};
  const { many, ...projection } = tuning.projection;
  return { projection: many && sharedTiles ? tuning.projection : projection };
}

/** A check, what it allows, and the name it is reported under. */
type Check = readonly [kernel: string, tolerance: number, run: (harness: Harness) => Promise<number>];

async function firstFailure(
  kernels: KernelSet,
  needs: KernelNeeds,
  onProgress: (done: number, total: number) => void,
): Promise<Failure | undefined> {
  const harness = new Harness(kernels);
  const checks = checksOf(kernels, needs);
  for (const [i, [kernel, tolerance, run]] of checks.entries()) {
    onProgress(i, checks.length);
    const [isInt8, isShared] = [kernel.includes('int8'), kernel.includes('shared')];
    try {
      const error = await run(harness);
      if (!(error <= tolerance)) {
        return {
          kernel,
          isInt8,
          isShared,
          found: `is off by ${error.toExponential(1)}, ${tolerance.toExponential(1)} is allowed`,
        };
      }
    } catch (error) {
      // A driver that cannot compile or run one flavour may still run the other. Any other error is a bug of ours.
      if (!(error instanceof VulkanError || error instanceof DeviceLimitError)) throw error;
      if (error instanceof VulkanError && error.isDeviceLost) throw error; // nothing runs on it any more
      return { kernel, isInt8, isShared, found: `does not run: ${error.message}` };
    } finally {
      harness.clear();
    }
  }
  onProgress(checks.length, checks.length);
  return undefined;
}

/** Small odd sizes: partial tiles of rows, columns and tokens, and a sequence whose first blocks were given back. */
function checksOf(kernels: KernelSet, needs: KernelNeeds): Check[] {
  const { dtypes, nHeads, nKvHeads, headDim, kvType = 'f32' } = needs;
  const tokens: Place[] = [31, 32, 33, 0, 1].map((position) => ({ position, sequence: position > 10 ? 1 : 0 }));
  const cache = { kvType, nHeads, nKvHeads, headDim };
  const full = { ...cache, tokens };
  const checks: Check[] = [
    ['rms-norm', rmsNormTolerance(100), (harness) => checkRmsNorm(harness, { dim: 100, nRows: 3, gathered: [2, 0] })],
    ...attentionChecks(full),
    ...adjustmentChecks(needs, full),
  ];
  if (selectsOnDevice(kernels))
    checks.push(['select', 0, (harness) => checkSelect(harness, { vocabSize: 101, nBest: [3, 0, 64] })]);
  const int8Types = dtypes.filter((dtype) => kernels.activationFormat([dtype]) !== 'f32');
  if (int8Types.length > 0) {
    const norm = { dim: 96, nRows: 3, gathered: [2, 0], toInt8: true };
    checks.push(
      ['rms-norm (int8)', int8Tolerance, (harness) => checkRmsNorm(harness, norm)],
      ['quantize (int8)', int8Tolerance, (harness) => checkQuantize(harness, { dim: 96, nTokens: 3 })],
    );
  }
  for (const dtype of dtypes) {
    const { blockSize } = sizes[dtype];
    const nCols = blockSize === 1 ? 100 : Math.max(96, blockSize);
    const tolerance = projectTolerance(nCols);
    checks.push([
      `embed (${dtype})`,
      embedTolerance,
      (harness) => checkEmbed(harness, { dtype, vocabSize: 19, dim: nCols, nTokens: 3 }),
    ]);
    // A quantised matrix that shares its inputs with an unquantised one gets float32 inputs.
    const formats: ActivationFormat[] = int8Types.length < dtypes.length || int8Types.length === 0 ? ['f32'] : [];
    if (int8Types.includes(dtype)) formats.push(kernels.int8Format);
    for (const [format, nTokens] of formats.flatMap((each) => [1, 5].map((n) => [each, n] as const))) {
      const variant = format === 'f32' ? dtype : `${dtype}, int8`;
      const shape = { dtype, format, nRows: 19, nCols, nTokens, headDim, kvType, isAdjusted: needs.adjustsQkv };
      checks.push(...projectionChecks(variant, shape, tolerance, tokens.slice(0, nTokens)), [
        `project-logits (${variant})`,
        tolerance,
        (harness) => checkProjectLogits(harness, { dtype, format, vocabSize: 19, dim: nCols, nOutputs: nTokens }),
      ]);
    }
    const many = sharedTilesFrom(kernels);
    if (many === undefined || !fitsSharedTile(dtype)) continue;
    for (const format of formats) {
      // At least one token more than a tile has, and rows of a second tile.
      const nTokens = Math.max(many, 64) + 1;
      const places = Array.from({ length: nTokens }, (_, i) => ({ position: i, sequence: 1 }));
      const shape = { dtype, format, nRows: 83, nCols, nTokens, headDim, kvType, isAdjusted: needs.adjustsQkv };
      const variant = [dtype, format !== 'f32' && 'int8', 'shared'].filter(Boolean).join(', ');
      checks.push(...projectionChecks(variant, shape, sharedTileTolerance(nCols), places));
    }
  }
  return checks;
}

function attentionChecks(full: AttentionShape): Check[] {
  const windowed = { ...full, window: 9 };
  const scored = { ...windowed, token: 2 };
  // A far position, so that the splits of attention are merged if there are several.
  const single = { ...full, tokens: [{ position: 1000, sequence: 1 }] };
  return [
    ...[windowed, full, single].map(
      (shape): Check => ['attention', attentionTolerance(shape), (harness) => checkAttention(harness, shape)],
    ),
    ['attention-scores', attentionScoresTolerance(full), (harness) => checkAttentionScores(harness, scored)],
  ];
}

/** What only models with biases, norms of heads or scaled queries use. */
function adjustmentChecks({ adjustsQkv, queryScale, hasOutputBias }: KernelNeeds, heads: QkvHeads): Check[] {
  const checks: Check[] = [];
  for (const hasNorms of adjustsQkv ? [true, false] : []) {
    const shape = { ...heads, hasNorms, queryScale: queryScale && { ...queryScale, length: 16 } };
    checks.push(['finish-qkv', finishQkvTolerance(shape), (harness) => checkFinishQkv(harness, shape)]);
  }
  if (hasOutputBias) {
    checks.push(['add-bias', addBiasTolerance, (harness) => checkAddBias(harness, { dim: 100, nTokens: 3 })]);
  }
  return checks;
}

/** The three projections of a layer. A few heads reach every part of the kernel; all heads of a model would take longer. */
function projectionChecks(
  variant: string,
  shape: ProjectShape & Pick<QkvShape, 'headDim' | 'isAdjusted'> & { readonly kvType: KvType },
  tolerance: number,
  tokens: readonly Place[],
): Check[] {
  const { dtype, nCols: dim, headDim, kvType, isAdjusted } = shape;
  const format = shape.format ?? 'f32';
  const heads = { kvType, nHeads: 3, nKvHeads: 2, headDim };
  return [
    [
      `project-qkv (${variant})`,
      tolerance + kvTolerance(kvType),
      (harness) => checkProjectQkv(harness, { dtype, format, dim, ...heads, tokens, isAdjusted }),
    ],
    [`project-add (${variant})`, tolerance, (harness) => checkProjectAdd(harness, shape)],
    [`project-swiglu (${variant})`, tolerance, (harness) => checkProjectSwiglu(harness, shape)],
  ];
}
