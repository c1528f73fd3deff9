// The stopwatch of tuning: how long a projection takes in one variant of the kernels.
import type { Dtype } from '../dtype.ts';
import { BoundedWork } from '../vulkan/bounded-work.ts';
import type { Device } from '../vulkan/device.ts';
import { DeviceLimitError, VulkanError } from '../vulkan/errors.ts';
import { type BufferRange, DeviceBuffer } from '../vulkan/memory.ts';
import { Recording } from '../vulkan/recording.ts';
import { Uploader } from '../vulkan/uploader.ts';
import { randomRows } from './checks/checkpoint-rows.ts';
import { RandomData } from './checks/random-data.ts';
import { type Flavour, KernelSet } from './kernel-set.ts';
import { packedSize, packRows, unitsPerRow } from './pack-weights.ts';
import { projectAdd } from './project-add.ts';
import type { ProjectionTuning } from './projection-tuning.ts';
import { quantize } from './quantize.ts';
import { type Activations, alignUp, maxTileTokens, rowBytes, strideOf, type WeightMatrix } from './tensor.ts';

/** What is timed. */
export interface ProjectionTrial {
  readonly dtype: Dtype;
  /** Columns of the matrix. */
  readonly dim: number;
  readonly precise?: boolean | undefined;
  readonly int8?: boolean | undefined;
  readonly flavour: Flavour;
  readonly projection: ProjectionTuning;
  readonly nTokens: number;
}

/** Weights of a trial: too many for a cache to hold them all. */
const trialBytes = 64 * 1024 * 1024;
const nTrialRows = 4096;
/** Rows that are random; the matrices repeat them. */
const nRandomRows = 32;
const nRounds = 5;
/** After so long no further round begins, and no further matrix is taken: a device this slow is timed well enough. */
const enoughMs = 200;

/** Milliseconds of one projection; infinite where the device cannot run the variant. */
export async function timeProjection(device: Device, trial: ProjectionTrial): Promise<number> {
  const { precise, int8, flavour, projection } = trial;
  const kernels = new KernelSet(device, flavour, { precise, int8, projection });
  const buffers: DeviceBuffer[] = [];
  const allocate = (nBytes: number) => {
    const buffer = new DeviceBuffer(device, nBytes, 'device');
    buffers.push(buffer);
    return buffer.range();
  };
  try {
    const operands = await makeOperands(kernels, trial, allocate);
    return await bestRun(kernels, operands, trial.nTokens);
  } catch (error) {
    if (error instanceof VulkanError && error.isDeviceLost) throw error;
    if (error instanceof VulkanError || error instanceof DeviceLimitError) return Number.POSITIVE_INFINITY;
    throw error;
  } finally {
    for (const buffer of buffers) buffer.destroy();
    kernels.destroy();
  }
}

/**
 * Milliseconds of a matrix, in the best of the rounds. In submissions that end soon: a slow device would take a second and
 * more for all matrices, which its driver would take for a hang.
 */
async function bestRun(kernels: KernelSet, { matrices, inputs, residual }: Operands, nTokens: number): Promise<number> {
  const pieces = matrices.map((weights) => (r: Recording) => {
    projectAdd(r, kernels, { weights, inputs, residual, nTokens });
  });
  const timed = pieces.slice(0, await nTimed(kernels.device, pieces));
  const work = new BoundedWork(kernels.device, timed);
  try {
    await work.run(); // finds how many matrices a submission may take
    let [bestMs, totalMs] = [Number.POSITIVE_INFINITY, 0];
    for (let round = 0; round < nRounds && totalMs < enoughMs; round++) {
      const startedAt = performance.now();
      await work.run();
      const ms = performance.now() - startedAt;
      bestMs = Math.min(bestMs, ms);
      totalMs += ms;
    }
    return bestMs / timed.length;
  } finally {
    work.free();
  }
}

/** How many of the pieces take long enough to be timed by; runs them. A slow device would take minutes for all. */
async function nTimed(device: Device, pieces: readonly ((recording: Recording) => void)[]): Promise<number> {
  let startedAt = performance.now();
  for (const [i, piece] of pieces.entries()) {
    const recording = new Recording(device, piece);
    await device.submit(recording.handle).finally(() => recording.free());
    if (i === 0)
      startedAt = performance.now(); // some drivers compile a pipeline when it first runs
    else if (performance.now() - startedAt > enoughMs) return i + 1;
  }
  return pieces.length;
}

interface Operands {
  readonly matrices: readonly WeightMatrix[]; // each [nTrialRows, dim]
  readonly inputs: Activations; // [nTokens, dim]
  readonly residual: Activations; // [nTokens, nTrialRows]
}

/** Random numbers throughout: a GPU spends less power on zeros, runs faster, and would be timed with what it never meets. */
export async function makeOperands(
  kernels: KernelSet,
  { dtype, dim, nTokens }: ProjectionTrial,
  allocate: (nBytes: number) => BufferRange,
): Promise<Operands> {
  const { device } = kernels;
  const random = new RandomData(1);
  const uploader = new Uploader(device);
  const rowsOf = (name: string, columns: number, format: Activations['format']): Activations => {
    const nRows = alignUp(nTokens, maxTileTokens);
    const stride = strideOf(columns);
    return { name, format, range: allocate(nRows * rowBytes(format, stride)), nRows, dim: columns, stride };
  };
  const randomRowsOf = async (name: string, columns: number) => {
    const rows = rowsOf(name, columns, 'f32');
    await uploader.write(rows.range, bytesOf(random.floats(rows.nRows * rows.stride)));
    return rows;
  };
  try {
    const packed = packRows(randomRows(random, dtype, nRandomRows, dim));
    const { weightBytes, scaleBytes } = packedSize(dtype, nTrialRows, dim);
    const nMatrices = Math.max(1, Math.ceil(trialBytes / (weightBytes + scaleBytes)));
    const matrices: WeightMatrix[] = [];
    for (let i = 0; i < nMatrices; i++) {
      const repeated = async (rows: Uint8Array) => {
        const range = allocate((rows.length * nTrialRows) / nRandomRows);
        await repeat(uploader, range, rows);
        return range;
      };
      const weights = await repeated(packed.weights);
      const scales = packed.scales.length > 0 ? await repeated(packed.scales) : undefined;
      const nUnits = unitsPerRow(dtype, dim);
      matrices.push({ name: 'trial', dtype, nRows: nTrialRows, nCols: dim, nUnits, planes: { weights, scales } });
    }
    const inputs = await randomRowsOf('inputs', dim);
    const residual = await randomRowsOf('residual', nTrialRows);
    const format = kernels.activationFormat([dtype]);
    if (format === 'f32') return { matrices, inputs, residual };
    const codes = rowsOf('inputs', dim, format);
    const filling = new Recording(device, (r) => quantize(r, kernels, { x: inputs, y: codes, nTokens: inputs.nRows }));
    await device.submit(filling.handle);
    filling.free();
    return { matrices, inputs: codes, residual };
  } finally {
    uploader.destroy();
  }
}

async function repeat(uploader: Uploader, range: BufferRange, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < range.nBytes; at += bytes.length) await uploader.write(range, bytes, at);
}

function bytesOf(floats: Float32Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}
