// `tramontane serve --estimate`: what models will take of a device's memory, and whether it fits, without loading them.
import { totalmem } from 'node:os';
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import { kvBlockSize } from '../kernels/tensor.ts';
import { type MistralConfig, readConfig } from '../model/config.ts';
import { chooseKvType, defaultKvType } from '../model/kv-cache.ts';
import { blocksPerSequence, chooseLimits } from '../model/limits.ts';
import { estimateMemory, type MemoryEstimate } from '../model/memory-estimate.ts';
import { weightTypes } from '../model/weights.ts';
import { listDevices } from '../vulkan/device.ts';
import { DeviceLimitError } from '../vulkan/errors.ts';
import { choosePhysicalDevice, type PhysicalDevice } from '../vulkan/physical-device.ts';
import type { CommandValues } from './command.ts';
import type { WantedModel } from './find-model.ts';
import { readModelOptions } from './model-options.ts';
import { size } from './progress.ts';

/** What of a device an estimate looks at. */
export type EstimatedDevice = Pick<PhysicalDevice, 'name' | 'type' | 'memoryBytes' | 'limits'>;

/** Lines for people, and whether all of it fits. */
export interface Estimate {
  readonly text: string;
  readonly fits: boolean;
}

/** Estimates models on the device that the settings name. @throws CheckpointError, MissingVulkanError, DeviceChoiceError */
export async function estimateModels(models: readonly WantedModel[], values: CommandValues): Promise<Estimate> {
  const found: Estimate[] = [];
  for (const model of models) {
    const { device: selector } = readModelOptions(values, model.name);
    found.push(await estimateModel(model, values, choosePhysicalDevice(listDevices(), selector)));
  }
  return { text: found.map(({ text }) => text).join('\n'), fits: found.every(({ fits }) => fits) };
}

/** Estimates one model on a device. */
export async function estimateModel(
  { name, path }: WantedModel,
  values: CommandValues,
  device: EstimatedDevice,
): Promise<Estimate> {
  const options = readModelOptions(values, name);
  const notices: string[] = [];
  const onNotice = (notice: string) => void notices.push(notice);
  const checkpoint = await openCheckpoint(path);
  try {
    const config = readConfig(checkpoint, options.config, onNotice);
    const wantedType = options.kvType ?? (options.precise === true ? 'f32' : defaultKvType);
    const kvType = chooseKvType(config, wantedType, onNotice);
    const isCpu = device.type === 'cpu';
    const memory = estimateMemory(checkpoint, config, { kvType, isCpu });
    const flavour = isCpu ? ('texel' as const) : ('ssbo' as const);
    const limitOptions = { flavour, kvType, kvCacheBytes: options.kvCacheBytes, onNotice };
    const verdict = judge(memory, config, () => chooseLimits(device, checkpoint, config, limitOptions), device);
    const oneSequence = bytesOfSequence(memory, config);
    const rows = [
      ['file', path],
      ['weights', `${size(memory.weights)} (${weightTypes(checkpoint).join(', ')})`],
      [
        'keys and values',
        `${size(memory.kvPerPosition)} a position (${kvType}), ${size(oneSequence)} for a context of ${config.contextLength}`,
      ],
      ['activations', size(memory.scratch)],
      ['together', `${size(memory.weights + oneSequence + memory.scratch)} with one sequence of that length`],
      ['device', `${device.name}, ${size(isCpu ? totalmem() : device.memoryBytes)}${isCpu ? " of the machine's" : ''}`],
      [verdict.fits ? 'fits' : 'does not fit', verdict.text],
      ...notices.map((notice) => ['note', notice]),
    ];
    const text = `${name}\n${rows.map(([key = '', text]) => `  ${key.padEnd(15)}  ${text}\n`).join('')}`;
    return { text, fits: verdict.fits };
  } finally {
    await checkpoint.close();
  }
}

/** Keys and values of the longest sequence; with a sliding window, of what lies in it. */
function bytesOfSequence({ kvPerPosition }: MemoryEstimate, config: MistralConfig): number {
  return blocksPerSequence(config, config.contextLength) * kvBlockSize * kvPerPosition;
}

function judge(
  memory: MemoryEstimate,
  config: MistralConfig,
  limitsOf: () => ReturnType<typeof chooseLimits>,
  { type }: EstimatedDevice,
): Pick<Estimate, 'fits'> & { readonly text: string } {
  try {
    const { contextLength, nBlocks } = limitsOf();
    const needed = memory.weights + memory.scratch + nBlocks * kvBlockSize * memory.kvPerPosition;
    // A CPU device says nothing of the host's memory that loading would notice before it is full.
    if (type === 'cpu' && needed > totalmem()) {
      return { fits: false, text: `${size(needed)} are more than the ${size(totalmem())} of this machine` };
    }
    const nSequences = Math.floor(nBlocks / blocksPerSequence(config, contextLength));
    const sequences = nSequences === 1 ? 'one sequence' : `${nSequences} sequences`;
    return {
      fits: true,
      text: `a context of ${contextLength}, keys and values of ${sequences} of that length at once`,
    };
  } catch (error) {
    if (!(error instanceof DeviceLimitError)) throw error;
    return { fits: false, text: error.message };
  }
}
