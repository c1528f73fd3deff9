// Tiles of a projection that go through shared memory, for steps of many tokens: their shape, and whether a device can run
// them. multiply-tile.glsl computes them.
import type { Dtype } from '../dtype.ts';
import type { MatrixShape } from '../vulkan/cooperative-matrix.ts';
import { DeviceLimitError } from '../vulkan/errors.ts';
import type { PhysicalDevice } from '../vulkan/physical-device.ts';

/** ROWS x COLS of a projection that a workgroup computes, and how its workers share it out. */
export interface SharedTile {
  /** The workers: subgroups, on matrix cores, or single lanes. */
  readonly by: 'coopmat' | 'lanes';
  /** A multiple of 8; with `coopmat`, each worker's share is whole fragments of the device's. */
  readonly rows: number;
  readonly tokens: number;
  /** Workers along the rows, and along the tokens. */
  readonly down: number;
  readonly across: number;
}

/** Columns in shared memory at a time, and bytes of a staged row: BLOCK and STAGED_STRIDE of the kernel. */
const blockColumns = 32;
const stagedRowBytes = (blockColumns / 4 + 2) * 8;

/**
 * Whether weights of this type may be multiplied as halves. Float32 weights may not: they were chosen for their precision.
 */
export function fitsSharedTile(dtype: Dtype): boolean {
  return dtype !== 'F32';
}

/** Bytes of shared memory of a workgroup: staged weights, staged inputs, and the sums. */
export function sharedTileBytes({ rows, tokens }: SharedTile): number {
  return (rows + tokens) * stagedRowBytes + rows * tokens * 4;
}

/** The specialization constants of a projection through shared memory, by their names in multiply-tile.glsl. */
export interface SharedTileConstants {
  readonly workgroupSize: number;
  readonly ROWS: number;
  readonly COLS: number;
  readonly DOWN: number;
  readonly ACROSS: number;
  /** The fragments of the matrix cores. */
  readonly M?: number;
  readonly N?: number;
  readonly K?: number;
}

/** @throws DeviceLimitError when the device cannot run such a tile */
export function sharedTileConstants(
  tile: SharedTile,
  physical: Pick<PhysicalDevice, 'name' | 'subgroupSize' | 'matrixShapes' | 'limits'>,
): SharedTileConstants {
  const { by, rows, tokens, down, across } = tile;
  const { name, subgroupSize, matrixShapes, limits } = physical;
  const nLanes = down * across * (by === 'coopmat' ? subgroupSize : 1);
  const what = `${name}: a tile of ${rows} x ${tokens} by ${down} x ${across} ${by}`;
  if (sharedTileBytes(tile) > limits.maxSharedMemoryBytes) {
    throw new DeviceLimitError(
      `${what} takes ${sharedTileBytes(tile)} bytes of shared memory, there are ${limits.maxSharedMemoryBytes}`,
    );
  }
  if (nLanes > Math.min(limits.maxWorkgroupInvocations, limits.maxWorkgroupWidth))
    throw new DeviceLimitError(`${what} takes workgroups of ${nLanes}`);
  const constants = { workgroupSize: nLanes, ROWS: rows, COLS: tokens, DOWN: down, ACROSS: across };
  if (by === 'lanes') {
    if (rows % down !== 0 || tokens % across !== 0) throw new DeviceLimitError(`${what} cannot be shared out`);
    return constants;
  }
  const shape = matrixShapes.find(({ m, n, k }) => fits(tile, { m, n, k }));
  if (!shape) throw new DeviceLimitError(`${what} is no whole number of the device's fragments`);
  return { ...constants, M: shape.m, N: shape.n, K: shape.k };
}

function fits({ rows, tokens, down, across }: SharedTile, { m, n, k }: MatrixShape): boolean {
  return rows % (down * m) === 0 && tokens % (across * n) === 0 && blockColumns % k === 0 && k % 4 === 0;
}
