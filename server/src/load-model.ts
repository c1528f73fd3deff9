// From a weight file to something that generates: checkpoint, vocabulary, device, kernels, weights, model, engine, in
// this order, and all let go again in the other. The place where the rooms below text-generation.ts meet.
import { join } from 'node:path';
import { type Checkpoint, CheckpointError } from './checkpoint/checkpoint.ts';
import { openCheckpoint } from './checkpoint/open-checkpoint.ts';
import { grammarsOf } from './constraints.ts';
import { isQuantised } from './dtype.ts';
import { Engine } from './engine/engine.ts';
import type { TokenGenerator } from './engine/generation.ts';
import type { Flavour, KernelSet } from './kernels/kernel-set.ts';
import { chooseKernels } from './kernels/self-test.ts';
import type { KvType } from './kernels/tensor.ts';
import { readOrTune } from './kernels/tune.ts';
import { weightBytesPerToken } from './model/bytes-per-token.ts';
import { type ConfigOverrides, readConfig } from './model/config.ts';
import { chooseKvType, defaultKvType } from './model/kv-cache.ts';
import { chooseLimits } from './model/limits.ts';
import { loadWeights } from './model/load-weights.ts';
import { MistralModel } from './model/mistral.ts';
import type { LoadProgress } from './model/weight-loader.ts';
import { tuningSubject, weightTypes } from './model/weights.ts';
import { vocabularyOf } from './text/open-vocabulary.ts';
import { Tokenizer } from './text/tokenizer.ts';
import type { Vocabulary } from './text/vocabulary.ts';
import { Device } from './vulkan/device.ts';
import type { PhysicalDevice } from './vulkan/physical-device.ts';

export interface LoadOptions {
  /** The name it is served under. */
  readonly name: string;
  /** A GGUF file, or a Hugging Face folder. */
  readonly path: string;
  /** Which device, by number or part of its name; absent: the best there is. */
  readonly device?: string;
  /** What is known better than the file, or where it says nothing. */
  readonly config?: ConfigOverrides;
  /** How keys and values are stored; absent: f16, and f32 with `precise`. */
  readonly kvType?: KvType;
  /** Bytes for the keys and values of all sequences; absent: what is left of the device's memory, and is of use. */
  readonly kvCacheBytes?: number;
  /** Float32 activations throughout, even where int8 is faster: for comparisons. */
  readonly precise?: boolean;
  /**
   * A token's result does not depend on how many others its step has, to the last bit: no kernels that take over in longer
   * steps and round otherwise. Costs prefill speed where a device has matrix cores.
   */
  readonly batchInvariant?: boolean;
  /** Where compiled pipelines are kept between runs; absent: nowhere. */
  readonly cacheFolder?: string;
  /** Whether the device's form of the weights is kept there too: as many bytes as the weight file has. */
  readonly cachesWeights?: boolean;
  readonly onProgress?: LoadProgress;
  /** Told what an operator should know: a kernel that this driver gets wrong, a context cut to what fits. */
  readonly onNotice?: (notice: string) => void;
}

/** A model that is ready to run. */
export interface LoadedModel {
  readonly name: string;
  readonly path: string;
  readonly deviceName: string;
  readonly deviceType: PhysicalDevice['type'];
  readonly flavour: Flavour;
  /** How quantised matrices get their inputs. */
  readonly activations: 'int8' | 'f32';
  readonly vocabulary: Vocabulary;
  readonly tokenizer: Tokenizer;
  readonly model: MistralModel;
  readonly engine: TokenGenerator;
  /** Bytes of weights that a decoded token reads. */
  readonly weightBytesPerToken: number;
  /** Bytes of keys and values of one position, over all layers. */
  readonly kvBytesPerPosition: number;
  /** Ends what is running, then frees everything. */
  close(): Promise<void>;
}

/**
 * Loads a model onto a device and tests the kernels it needs there.
 * @throws CheckpointError, VocabularyError, MissingVulkanError, DeviceLimitError, VulkanError, SelfTestError
 */
export async function loadModel(options: LoadOptions): Promise<LoadedModel> {
  // Undone in reverse, whether loading breaks off in the middle or the model is closed in the end.
  const undo: (() => unknown)[] = [];
  const close = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    return await load(options, undo, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function load(options: LoadOptions, undo: (() => unknown)[], close: () => Promise<void>): Promise<LoadedModel> {
  const { name, path, onNotice = () => undefined } = options;
  const checkpoint: Checkpoint = await openCheckpoint(path);
  const closeFile = async () => checkpoint.close();
  try {
    const config = readConfig(checkpoint, options.config, onNotice);
    const vocabulary = await vocabularyOf(checkpoint);
    if (vocabulary.size > config.vocabSize) {
      throw new CheckpointError(
        path,
        `${vocabulary.size} pieces of vocabulary, but embeddings for ${config.vocabSize}`,
      );
    }
    const device = Device.open({
      ...(options.device !== undefined && { selector: options.device }),
      ...(options.cacheFolder !== undefined && { cacheFolder: options.cacheFolder }),
    });
    undo.push(() => device.close());
    const wantedKvType = options.kvType ?? (options.precise ? 'f32' : defaultKvType);
    const kvType = chooseKvType(config, wantedKvType, onNotice);
    const { precise = false, batchInvariant = false, cacheFolder } = options;
    const tuningFolder = cacheFolder === undefined ? undefined : join(cacheFolder, 'tuning');
    const subject = tuningSubject(checkpoint);
    // A small model is loaded and done with before its kernels would have been timed.
    const tuning =
      subject &&
      (await readOrTune(device, { ...subject, dim: config.dim, precise, batchInvariant }, tuningFolder, onNotice));
    const needs = { dtypes: weightTypes(checkpoint), precise, kvType, ...(tuning && { tuning }), ...config };
    const kernels: KernelSet = await chooseKernels(device, needs, onNotice);
    undo.push(() => kernels.destroy());
    const limits = chooseLimits(device.physical, checkpoint, config, {
      kvType,
      onNotice,
      ...(options.kvCacheBytes !== undefined && { kvCacheBytes: options.kvCacheBytes }),
    });
    const weights = await loadWeights(device, checkpoint, config, {
      ...(options.onProgress && { onProgress: options.onProgress }),
      cacheFolder: options.cachesWeights && options.cacheFolder ? join(options.cacheFolder, 'weights') : undefined,
      onNotice,
    });
    undo.push(() => weights.destroy());
    const model = await MistralModel.create(kernels, config, weights, limits);
    undo.push(() => model.destroy());
    const grammars = grammarsOf(vocabulary);
    const engine = new Engine(model, (constraint, answer) => grammars.compile(constraint, answer));
    undo.push(() => engine.close());
    const tokenizer = new Tokenizer(vocabulary);
    return {
      name,
      path,
      deviceName: device.physical.name,
      deviceType: device.physical.type,
      flavour: kernels.flavour,
      activations: kernels.usesInt8 && needs.dtypes.some(isQuantised) ? 'int8' : 'f32',
      vocabulary,
      tokenizer,
      model,
      engine,
      weightBytesPerToken: weightBytesPerToken(checkpoint),
      kvBytesPerPosition: model.kvBytesPerPosition,
      close,
    };
  } finally {
    await closeFile();
  }
}
