// How many sequences and positions a model gets on a device: what is left of its memory after the weights, and what
// fits into one buffer, decides.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { type KvType, kvBytes } from '../kernels/tensor.ts';
import { DeviceLimitError } from '../vulkan/errors.ts';
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import type { MistralConfig } from './config.ts';
import { cacheCapacity } from './kv-cache.ts';
import type { ModelLimits } from './mistral.ts';

/** Tokens of one step; prompts longer than this are taken in several. */
const maxBatchTokens = 64;
const maxPlaces = 8;
/** Part of the device's memory that is left to scratch tensors, the driver and everybody else. */
const reservedShare = 0.08;
const minContextLength = 256;

/**
 * As many sequences as fit, up to a few; when not even one fits at full length, a shorter context.
 * @throws DeviceLimitError when the weights alone do not fit, saying by how much
 */
export function chooseLimits(
  physical: Pick<PhysicalDevice, 'name' | 'type' | 'memoryBytes' | 'limits'>,
  checkpoint: Pick<Checkpoint, 'tensors' | 'path'>,
  config: MistralConfig,
  onNotice: (notice: string) => void,
  kvType: KvType,
): ModelLimits {
  const weightBytes = [...checkpoint.tensors.values()].reduce((sum, tensor) => sum + tensor.nBytes, 0);
  // A CPU device reports a token heap; its memory is the host's, and allocation itself will tell.
  const memoryBytes = physical.type === 'cpu' ? Number.POSITIVE_INFINITY : physical.memoryBytes * (1 - reservedShare);
  if (weightBytes > memoryBytes) {
    throw new DeviceLimitError(
      `${checkpoint.path}: the weights take ${gib(weightBytes)}, ${physical.name} has room for ${gib(memoryBytes)}: ` +
        `${gib(weightBytes - memoryBytes)} too much. ${whatFits(checkpoint, memoryBytes)}`,
    );
  }
  const fits = (contextLength: number): number => {
    const capacity = cacheCapacity(config, contextLength, maxBatchTokens);
    const layerBytes = kvBytes({ type: kvType, nSequences: 1, capacity, ...config });
    const byRange = Math.floor(physical.limits.maxStorageBufferRange / layerBytes);
    const byMemory = Math.floor((memoryBytes - weightBytes) / (2 * config.nLayers * layerBytes));
    return Math.min(maxPlaces, byRange, byMemory);
  };
  let { contextLength } = config;
  while (fits(contextLength) < 1 && contextLength > minContextLength) contextLength = Math.ceil(contextLength / 2);
  const nPlaces = fits(contextLength);
  if (nPlaces < 1) {
    throw new DeviceLimitError(`${physical.name}: no room for the keys and values of ${contextLength} positions`);
  }
  if (contextLength < config.contextLength) {
    onNotice(`the context is ${contextLength} positions: ${physical.name} has no room for all ${config.contextLength}`);
  }
  return { nPlaces, maxBatchTokens, contextLength, kvType };
}

/** Kinds of files that models are published as, and their bits per weight: largest first. */
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
