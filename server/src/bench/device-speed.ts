// How fast a device decodes, as the share of its own memory's speed: a layer of Mistral 7B's shape with random weights, one
// token at a time, beside a copy of the same memory.
import { weightBytesPerToken } from '../model/bytes-per-token.ts';
import type { MistralConfig } from '../model/config.ts';
import { defaultKvType } from '../model/kv-cache.ts';
import { openModel } from '../model/open-model.ts';
import { Device, type DeviceOptions } from '../vulkan/device.ts';
import { mistral7b, stepsPerSecond } from './attention-styles.ts';
import { measureCopyBandwidth } from './copy-bandwidth.ts';
import { syntheticCheckpoint } from './synthetic-checkpoint.ts';

export interface DeviceSpeed {
  /** Bytes of weights that a decoded token reads. */
  readonly bytesPerToken: number;
  readonly tokensPerSecond: number;
  /** Bytes of weights per second. */
  readonly decodeBandwidth: number;
  /** Bytes read and written per second by a copy. */
  readonly copyBandwidth: number;
}

export interface DeviceSpeedOptions extends DeviceOptions {
  /** Default: a layer of Mistral 7B's shape. */
  readonly shape?: MistralConfig | undefined;
  readonly onNotice: (notice: string) => void;
}

const oneLayer: MistralConfig = { ...mistral7b, nKvHeads: 8, nLayers: 1, contextLength: 256 };
const nSteps = 9;

/** Takes some seconds, and on a software device longer. */
export async function measureDeviceSpeed(options: DeviceSpeedOptions): Promise<DeviceSpeed> {
  const { shape: config = oneLayer, cacheFolder, onNotice } = options;
  const checkpoint = syntheticCheckpoint(config, 'Q4_0');
  const bytesPerToken = weightBytesPerToken(checkpoint);
  const device = Device.open(options);
  let tokensPerSecond: number;
  try {
    const opened = await openModel({ device, checkpoint, config, kvType: defaultKvType, cacheFolder, onNotice });
    try {
      tokensPerSecond = await stepsPerSecond(opened.model, 1, config.contextLength >> 1, nSteps);
    } finally {
      opened.destroy();
    }
  } finally {
    await device.close();
  }
  const copyBandwidth = await measureCopyBandwidth(options);
  return { bytesPerToken, tokensPerSecond, decodeBandwidth: bytesPerToken * tokensPerSecond, copyBandwidth };
}
