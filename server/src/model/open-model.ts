// A model ready to run on a device: kernels that were timed and tested, weights, buffers, and one step of every kind behind
// it. Which memory flavour its kernels have depends on what the device lets them bind.
import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { bindingProblem } from '../kernels/bindable.ts';
import { flavours } from '../kernels/candidates.ts';
import { type Flavour, KernelSet } from '../kernels/kernel-set.ts';
import { chooseKernels } from '../kernels/self-test.ts';
import type { KvType } from '../kernels/tensor.ts';
import { readOrTune } from '../kernels/tune.ts';
import type { Device } from '../vulkan/device.ts';
import { DeviceLimitError, VulkanError } from '../vulkan/errors.ts';
import { modelBindings } from './bindings.ts';
import type { MistralConfig } from './config.ts';
import { chooseLimits, minContextLength } from './limits.ts';
import { loadWeights } from './load-weights.ts';
import { MistralModel, type ModelLimits } from './mistral.ts';
import { toleratesInt8, tuningSubject, type Weights, weightTypes } from './weights.ts';

/** The stages of loading that take time, in their order. Timing is done once for a device and a type of weights. */
export type LoadStage = 'timing kernels' | 'compiling kernels' | 'loading weights';

/** How far a stage is: in variants, in checks, in bytes. */
export interface StageProgress {
  readonly stage: LoadStage;
  readonly done: number;
  readonly total: number;
}

export interface OpenModelOptions {
  readonly device: Device;
  readonly checkpoint: Checkpoint;
  readonly config: MistralConfig;
  readonly kvType: KvType;
  /** Bytes for the KV cache of all sequences; undefined: chosen from the memory that the weights leave. */
  readonly kvCacheBytes?: number | undefined;
  /** Float32 activations throughout, even if int8 is faster. */
  readonly precise?: boolean | undefined;
  /** No kernel may round differently by how many tokens a step has. */
  readonly batchInvariant?: boolean | undefined;
  /** Folder in which tunings are cached; undefined: no cache. */
  readonly cacheFolder?: string | undefined;
  /** Whether packed weights are cached there too. */
  readonly cachesWeights?: boolean | undefined;
  readonly onProgress?: ((progress: StageProgress) => void) | undefined;
  readonly onNotice: (notice: string) => void;
}

/** A model and what it stands on. */
export interface OpenedModel {
  readonly model: MistralModel;
  readonly kernels: KernelSet;
  /** Frees all of it; no step may be running. */
  destroy(): void;
}

/** @throws CheckpointError, DeviceLimitError, VulkanError, SelfTestError */
export async function openModel(options: OpenModelOptions): Promise<OpenedModel> {
  const { device, checkpoint, config, cacheFolder, cachesWeights, onNotice } = options;
  let allowed = fittingFlavours(options);
  let { kernels, limits } = await prepare(options, allowed);
  let weights: Weights | undefined;
  try {
    const weightFolder = cachesWeights && cacheFolder !== undefined ? join(cacheFolder, 'weights') : undefined;
    const onProgress = progressOf('loading weights', options);
    weights = await loadWeights(device, checkpoint, config, { onProgress, cacheFolder: weightFolder, onNotice });
    const problems: string[] = [];
    for (;;) {
      const model = await runFirstSteps(kernels, config, weights, limits);
      if (model instanceof MistralModel) return opened(model, kernels, weights);
      problems.push(`${kernels.flavour} kernels: ${model.message}`);
      allowed = allowed.filter((flavour) => flavour !== kernels.flavour);
      const found = `${device.physical.name} cannot run ${checkpoint.path}: ${problems.join('; ')}`;
      if (allowed.length === 0) throw new DeviceLimitError(`${found}. ${otherDevice}`);
      onNotice(`${found}; the ${allowed.join()} kernels are tried instead`);
      kernels.destroy();
      ({ kernels, limits } = await prepare(options, allowed));
    }
  } catch (error) {
    weights?.destroy();
    kernels.destroy();
    throw error;
  }
}

const otherDevice = 'Take a smaller model or another device (--device)';

function opened(model: MistralModel, kernels: KernelSet, weights: Weights): OpenedModel {
  const destroy = () => {
    model.destroy();
    weights.destroy();
    kernels.destroy();
  };
  return { model, kernels, destroy };
}

/**
 * The memory flavours whose kernels can bind what the model has, with a sequence of full length if one can, else with the
 * shortest that is of use.
 * @throws DeviceLimitError when none can, with what is too large and by how much
 */
function fittingFlavours({ device, checkpoint, config, kvType, precise }: OpenModelOptions): readonly Flavour[] {
  const { physical } = device;
  let problems: string[] = [];
  for (const contextLength of [config.contextLength, Math.min(minContextLength, config.contextLength)]) {
    const problemOf = (flavour: Flavour) => {
      const kernels = new KernelSet(device, flavour, { precise });
      const bindings = modelBindings(kernels, checkpoint, config, { kvType, contextLength });
      return bindingProblem(flavour, physical.limits, bindings);
    };
    const found = flavours.map((flavour) => [flavour, problemOf(flavour)] as const);
    const fitting = found.filter(([, problem]) => problem === undefined).map(([flavour]) => flavour);
    if (fitting.length > 0) return fitting;
    problems = found.flatMap(([, problem]) => problem ?? []);
  }
  throw new DeviceLimitError(`${physical.name} cannot run ${checkpoint.path}: ${problems.join('; ')}. ${otherDevice}`);
}

/** Finds the fastest kernels for the model, tests them, and sees how much the model may take on with them. */
async function prepare(options: OpenModelOptions, allowed: readonly Flavour[]) {
  const { device, checkpoint, config, kvType, precise, batchInvariant, cacheFolder, onNotice } = options;
  const int8 = toleratesInt8(checkpoint);
  // A small model has none: it runs to its end before its kernels would have been timed.
  const subject = tuningSubject(checkpoint);
  const tuning =
    subject &&
    (await readOrTune({
      device,
      subject: { ...subject, dim: config.dim, precise, int8, batchInvariant, flavours: allowed },
      folder: cacheFolder === undefined ? undefined : join(cacheFolder, 'tuning'),
      onNotice,
      onProgress: progressOf('timing kernels', options),
    }));
  const needs = { ...config, dtypes: weightTypes(checkpoint), precise, int8, kvType, tuning, flavours: allowed };
  const kernels = await chooseKernels(device, needs, {
    onNotice,
    onProgress: progressOf('compiling kernels', options),
  });
  try {
    return {
      kernels,
      limits: chooseLimits(device.physical, checkpoint, config, { ...options, flavour: kernels.flavour }),
    };
  } catch (error) {
    kernels.destroy();
    throw error;
  }
}

function progressOf(stage: LoadStage, { onProgress }: OpenModelOptions): (done: number, total: number) => void {
  return (done, total) => onProgress?.({ stage, done, total });
}

/** The model after its first steps, or why the device refused them. */
async function runFirstSteps(
  kernels: KernelSet,
  config: MistralConfig,
  weights: Weights,
  limits: ModelLimits,
): Promise<MistralModel | DeviceLimitError | VulkanError> {
  let model: MistralModel | undefined;
  try {
    model = await MistralModel.create(kernels, config, weights, limits);
    await model.runFirstSteps();
    return model;
  } catch (error) {
    model?.destroy();
    if (error instanceof VulkanError && error.isDeviceLost) throw error; // nothing runs on it any more
    if (error instanceof DeviceLimitError || error instanceof VulkanError) return error;
    throw error;
  }
}
