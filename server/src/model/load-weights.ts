// Loading weights: from the packed form that an earlier start has kept, or from the checkpoint, keeping it for the next.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Device } from '../vulkan/device.ts';
import type { MistralConfig } from './config.ts';
import { PackedCacheError, PackedReader, PackedWriter } from './packed-cache.ts';
import { type LoadProgress, WeightLoader } from './weight-loader.ts';
import type { Weights } from './weights.ts';

export interface WeightOptions {
  readonly onProgress?: LoadProgress | undefined;
  /** Where packed weights are kept for the next time; absent: nowhere. */
  readonly cacheFolder?: string | undefined;
  /** Fewer bytes of weights than this are not kept. Default 64 MiB: less is packed sooner than a file of it is found. */
  readonly smallestCached?: number;
  /** Told where packed weights are kept, or why they are not. */
  readonly onNotice?: (notice: string) => void;
}

/** @throws CheckpointError for a missing or misshapen tensor; VulkanError, DeviceLimitError when the device has no room */
export async function loadWeights(
  device: Device,
  checkpoint: Checkpoint,
  config: MistralConfig,
  { onProgress, cacheFolder, smallestCached = 64 * 1024 * 1024, onNotice = () => undefined }: WeightOptions = {},
): Promise<Weights> {
  const nBytes = [...checkpoint.tensors.values()].reduce((sum, tensor) => sum + tensor.nBytes, 0);
  const load = async (cache: PackedReader | PackedWriter | undefined) => {
    const loader = new WeightLoader({ device, checkpoint, totalBytes: nBytes, onProgress, cache });
    try {
      return await loader.load(config);
    } catch (error) {
      loader.destroyBuffers();
      throw error;
    } finally {
      loader.close();
    }
  };
  if (cacheFolder === undefined || nBytes < smallestCached) return load(undefined);

  const reader = await PackedReader.open(cacheFolder, checkpoint.path);
  if (reader) {
    try {
      return await load(reader);
    } catch (error) {
      if (!(error instanceof PackedCacheError)) throw error;
      onNotice(`${error.message}; the weights are packed anew`);
    } finally {
      await reader.close();
    }
  }
  const writer = await PackedWriter.create(cacheFolder, checkpoint.path, nBytes, onNotice);
  if (!writer) return load(undefined);
  try {
    const weights = await load(writer);
    const keep = await writer.finish().catch((error: Error) => error);
    if (keep instanceof Error) {
      await writer.abandon();
      onNotice(`packed weights are not kept for the next start: ${keep.message}`);
    } else {
      onNotice(`packed weights are kept for the next start in ${writer.path}, ${(keep / 2 ** 30).toFixed(2)} GiB`);
    }
    return weights;
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
