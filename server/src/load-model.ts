// Loads a model: from a weight file to an engine that generates. Opens checkpoint, vocabulary, device, kernels, weights,
// model and engine in this order, and frees them in reverse.
import { type Checkpoint, CheckpointError } from './checkpoint/checkpoint.ts';
import { openCheckpoint } from './checkpoint/open-checkpoint.ts';
import { compilerOf } from './constraints/grammar-compiler.ts';
import { isQuantised } from './dtype.ts';
import { Engine } from './engine/engine.ts';
import type { TokenGenerator } from './engine/generation.ts';
import type { ConstraintCompiler } from './engine/token-constraint.ts';
import type { Flavour } from './kernels/kernel-set.ts';
import type { KvType } from './kernels/tensor.ts';
import { withoutIds } from './model/absent-ids.ts';
import { weightBytesPerToken } from './model/bytes-per-token.ts';
import { type CompleteCheckpoint, completeCheckpoint } from './model/complete-checkpoint.ts';
import { type ConfigOverrides, readConfig } from './model/config.ts';
import { chooseKvType, defaultKvType } from './model/kv-cache.ts';
import type { MistralModel } from './model/mistral.ts';
import { openModel, type StageProgress } from './model/open-model.ts';
import { weightTypes } from './model/weights.ts';
import { vocabularyOf } from './text/open-vocabulary.ts';
import { Tokenizer } from './text/tokenizer.ts';
import type { Vocabulary } from './text/vocabulary.ts';
import { Device } from './vulkan/device.ts';
import type { PhysicalDevice } from './vulkan/physical-device.ts';

export type { LoadStage, StageProgress as LoadProgress } from './model/open-model.ts';

export interface LoadOptions {
  /** The name it is served under. */
  readonly name: string;
  /** A GGUF file, or a Hugging Face folder. */
  readonly path: string;
  /** The device, by number or part of its name; absent: the best device. */
  readonly device?: string | undefined;
  /** Overrides of the file's configuration. */
  readonly config?: ConfigOverrides | undefined;
  /** Number format of the KV cache; absent: f16, or f32 with `precise`. */
  readonly kvType?: KvType | undefined;
  /** Bytes for the KV cache of all sequences; absent: chosen from the memory that the weights leave. */
  readonly kvCacheBytes?: number | undefined;
  /** Float32 activations throughout, even if int8 is faster: for comparisons. */
  readonly precise?: boolean | undefined;
  /**
   * A token's result does not depend on the other tokens of its step, to the last bit: kernels that take over in longer
   * steps and round differently are not used. Costs prefill speed on devices with matrix cores.
   */
  readonly batchInvariant?: boolean | undefined;
  /** Folder in which compiled pipelines are cached; absent: no cache. */
  readonly cacheFolder?: string | undefined;
  /** Whether packed weights are cached there too, which takes as many bytes as the weight file. */
  readonly cachesWeights?: boolean | undefined;
  /** Makes the compiler of constraints; absent: one that works in this thread. */
  readonly compilerOf?: ((tokenizer: Tokenizer) => ConstraintCompiler) | undefined;
  readonly onProgress?: ((progress: StageProgress) => void) | undefined;
  /** Called with what an operator should know: a kernel that this driver gets wrong, a context cut to what fits. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** A loaded model. */
export interface LoadedModel {
  readonly name: string;
  readonly path: string;
  readonly deviceName: string;
  readonly deviceType: PhysicalDevice['type'];
  readonly flavour: Flavour;
  /** Number format of the inputs of quantised matrices. */
  readonly activations: 'int8' | 'f32';
  readonly vocabulary: Vocabulary;
  readonly tokenizer: Tokenizer;
  readonly model: MistralModel;
  readonly engine: TokenGenerator;
  /** Bytes of weights that a decoded token reads. */
  readonly weightBytesPerToken: number;
  /** Bytes of keys and values of one position, over all layers. */
  readonly kvBytesPerPosition: number;
  /** Ends running generations, then frees everything. */
  close(): Promise<void>;
}

/**
 * Loads a model onto a device and tests the kernels it needs there.
 * @throws CheckpointError, VocabularyError, MissingVulkanError, DeviceLimitError, VulkanError, SelfTestError
 */
export async function loadModel(options: LoadOptions): Promise<LoadedModel> {
  const cleanup = new Cleanup();
  const checkpoint = await openCheckpoint(options.path);
  try {
    return await load(options, checkpoint, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  } finally {
    await checkpoint.close();
  }
}

/** Frees in reverse order what was opened, both when loading fails half-way and when the model is closed. */
class Cleanup {
  readonly #steps: (() => unknown)[] = [];

  /** Has `free` called with the resource at the end. */
  add<T>(resource: T, free: (resource: T) => unknown): T {
    this.#steps.push(() => free(resource));
    return resource;
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await step();
  }
}

async function load(options: LoadOptions, file: Checkpoint, cleanup: Cleanup): Promise<LoadedModel> {
  const { name, path, precise = false, cacheFolder, onNotice = () => undefined } = options;
  const { checkpoint, config, vocabulary } = await readModel(file, options.config, onNotice);
  const device = cleanup.add(Device.open({ selector: options.device, cacheFolder }), (opened) => opened.close());
  const kvType = chooseKvType(config, options.kvType ?? (precise ? 'f32' : defaultKvType), onNotice);
  const { kernels, model } = cleanup.add(
    await openModel({ ...options, device, checkpoint, config, kvType, onNotice }),
    (opened) => opened.destroy(),
  );
  const tokenizer = new Tokenizer(vocabulary);
  const compile = (options.compilerOf ?? compilerOf)(tokenizer);
  const engine = cleanup.add(new Engine(withoutIds(model, vocabulary.absentIds), compile), (made) => made.close());
  return {
    name,
    path,
    deviceName: device.physical.name,
    deviceType: device.physical.type,
    flavour: kernels.flavour,
    activations: kernels.usesInt8 && weightTypes(checkpoint).some(isQuantised) ? 'int8' : 'f32',
    vocabulary,
    tokenizer,
    model,
    engine,
    weightBytesPerToken: weightBytesPerToken(checkpoint),
    kvBytesPerPosition: model.kvBytesPerPosition,
    close: () => cleanup.run(),
  };
}

/**
 * All that the file says, checked before a device is opened.
 * @throws CheckpointError, among others if the vocabulary has more pieces than the model has embeddings
 */
async function readModel(
  file: Checkpoint,
  overrides: ConfigOverrides | undefined,
  onNotice: (notice: string) => void,
): Promise<CompleteCheckpoint & { readonly vocabulary: Vocabulary }> {
  const config = readConfig(file, overrides, onNotice);
  const vocabulary = await vocabularyOf(file);
  for (const notice of vocabulary.notices) onNotice(notice);
  if (vocabulary.size > config.vocabSize) {
    const problem = `${vocabulary.size} pieces of vocabulary, but embeddings for ${config.vocabSize}`;
    throw new CheckpointError(file.path, problem);
  }
  return { ...(await completeCheckpoint(file, config, vocabulary.size)), vocabulary };
}
