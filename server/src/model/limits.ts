// Chooses how many blocks of keys and values, and how many positions, a model gets on a device: by the memory that is left
// after the weights, and by the largest buffer.
import { totalmem } from 'node:os';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { bindableBytes } from '../kernels/bindable.ts';
import type { Flavour } from '../kernels/kernel-set.ts';
import { type KvType, kvBlockSize, kvBytes } from '../kernels/tensor.ts';
import { DeviceLimitError } from '../vulkan/errors.ts';
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import type { MistralConfig } from './config.ts';
import type { ModelLimits } from './mistral.ts';

/** Tokens of one step; prompts longer than this are taken in several. */
export const maxBatchTokens = 128;
/** Sequences that the engine runs at once, each with at least one token of a step; half of the step is left to prompts. */
const maxSequences = maxBatchTokens / 2;
/** Share of the device's memory that is left to scratch tensors, the driver and other programs. */
const reservedShare = 0.08;
/** Share of the host's memory, or of what the driver says of it, for keys and values, if the device is the host's CPU. */
const hostShare = 0.25;
export const minContextLength = 256;

export interface LimitOptions {
  /** Of the kernels that will read the keys and values. */
  readonly flavour: Flavour;
  /** How keys and values are stored. */
  readonly kvType: KvType;
  /** Bytes for the keys and values of all sequences; undefined: as many as are useful and left of the device's memory. */
  readonly kvCacheBytes?: number | undefined;
  /** Told what an operator should know: a context cut to what fits. */
  readonly onNotice: (notice: string) => void;
}

/**
 * As many blocks of keys and values as fit, at most those that all running sequences could use. If not even one sequence of
 * full length fits, the context is shortened.
 * @throws DeviceLimitError when the weights alone do not fit, saying by how much
 */
export function chooseLimits(
  physical: Pick<PhysicalDevice, 'name' | 'type' | 'memoryBytes' | 'limits'>,
  checkpoint: Pick<Checkpoint, 'tensors' | 'path'>,
  config: MistralConfig,
  { flavour, kvType, kvCacheBytes, onNotice }: LimitOptions,
): ModelLimits {
  const weightBytes = [...checkpoint.tensors.values()].reduce((sum, tensor) => sum + tensor.nBytes, 0);
  const isHost = physical.type === 'cpu';
  // A CPU device uses the host's memory and gives more than the heap that it reports, so allocation itself decides.
  const memoryBytes = isHost ? Number.POSITIVE_INFINITY : physical.memoryBytes * (1 - reservedShare);
  if (weightBytes > memoryBytes) {
    throw new DeviceLimitError(
      `${checkpoint.path}: the weights take ${gib(weightBytes)}, ${physical.name} has room for ${gib(memoryBytes)}: ` +
        `${gib(weightBytes - memoryBytes)} too much. ${whatFits(checkpoint, memoryBytes)}`,
    );
  }
  const layerBytes = kvBytes({ type: kvType, nBlocks: 1, ...config }); // of a block's keys
  const blocksIn = (nBytes: number) => Math.floor(nBytes / (2 * config.nLayers * layerBytes));
  const largest = Math.min(
    Math.floor(bindableBytes(flavour, physical.limits, { isWritten: true }) / layerBytes),
    blocksIn(Math.min(kvCacheBytes ?? Number.POSITIVE_INFINITY, memoryBytes - weightBytes)),
  );
  let { contextLength } = config;
  const fits = () => blocksPerSequence(config, contextLength) <= largest;
  while (!fits() && contextLength > minContextLength) contextLength = Math.ceil(contextLength / 2);
  if (!fits()) {
    const within = kvCacheBytes === undefined ? '' : ` in ${Math.floor(kvCacheBytes / 2 ** 20)} MiB`;
    throw new DeviceLimitError(
      `${physical.name}: no room for the keys and values of ${contextLength} positions${within}`,
    );
  }
  if (contextLength < config.contextLength) {
    onNotice(`the context is ${contextLength} positions: ${physical.name} has no room for all ${config.contextLength}`);
  }
  const perSequence = blocksPerSequence(config, contextLength);
  const isShared = isHost && kvCacheBytes === undefined; // with everything else that runs on the host
  const shareBytes = Math.min(totalmem(), physical.memoryBytes) * hostShare;
  const wanted = isShared ? Math.max(blocksIn(shareBytes), perSequence) : largest;
  return { nBlocks: Math.min(largest, wanted, perSequence * maxSequences), maxBatchTokens, contextLength, kvType };
}

/**
 * Most blocks that a sequence needs at once. A step writes all its keys before it reads any, so that the window before its
 * first token and its last token must fit at the same time; both ends may lie anywhere in a block.
 */
export function blocksPerSequence({ slidingWindow }: MistralConfig, contextLength: number): number {
  const span = slidingWindow === undefined ? contextLength : slidingWindow + maxBatchTokens + kvBlockSize - 2;
  return Math.ceil(Math.min(contextLength, span) / kvBlockSize);
}

/** Forms in which models are published, and their bits per weight, the largest first. */
const publishedAs = { Q8_0: 8.5, Q6_K: 6.57, Q5_K_M: 5.69, Q4_K_M: 4.85, Q3_K_M: 3.91, Q2_K: 3.35 };

function whatFits({ tensors }: Pick<Checkpoint, 'tensors'>, memoryBytes: number): string {
  const nWeights = [...tensors.values()].reduce((sum, { shape }) => sum + shape.reduce((n, size) => n * size, 1), 0);
  const size = (bits: number) => (nWeights * bits) / 8;
  const fitting = Object.entries(publishedAs).find(([, bits]) => size(bits) <= memoryBytes);
  if (!fitting) return 'No usual form of this model would fit: take a smaller model, or another device (--device)';
  const [form, bits] = fitting;
  return `Its ${form} form, about ${gib(size(bits))}, would fit; or take another device (--device)`;
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
