// Tiles in shared memory: every projection kernel through them, at its edges and for every type of weights.
import { describe, expect, it } from 'vitest';
import { describeSharedTiles } from '../../test/kernels/kernel-sets.ts';
import { dtypes, operands, projectionEdges } from '../../test/kernels/projection-edges.ts';
import { type Dtype, dtypes as sizes } from '../dtype.ts';
import { DeviceLimitError } from '../vulkan/errors.ts';
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import { checkProjectAdd } from './checks/project-add.ts';
import { checkProjectQkv } from './checks/project-qkv.ts';
import { checkProjectSwiglu } from './checks/project-swiglu.ts';
import { projectTolerance, sharedTileTolerance } from './checks/projection.ts';
import { fitsSharedTile, type SharedTile, sharedTileBytes, sharedTileConstants } from './shared-tile.ts';

describe('a tile in shared memory', () => {
  const matrixShapes = [
    { m: 16, n: 16, k: 16 },
    { m: 16, n: 8, k: 8 },
  ];
  const limits = {
    maxSharedMemoryBytes: 32768,
    maxWorkgroupInvocations: 256,
    maxWorkgroupWidth: 256,
  } as PhysicalDevice['limits'];
  const gpu = { name: 'gpu', subgroupSize: 32, matrixShapes, limits };
  const tile: SharedTile = { by: 'coopmat', rows: 64, tokens: 64, down: 2, across: 2 };

  it('takes as much of it as the kernel declares', () => {
    expect(sharedTileBytes(tile)).toBe((64 + 64) * (32 + 8) * 2 + 64 * 64 * 4);
  });

  it('is told the largest shape of the matrix cores that divides the shares', () => {
    expect(sharedTileConstants(tile, gpu)).toEqual({
      workgroupSize: 128,
      ROWS: 64,
      COLS: 64,
      DOWN: 2,
      ACROSS: 2,
      M: 16,
      N: 16,
      K: 16,
    });
    const narrow = { ...tile, tokens: 16 };
    expect(sharedTileConstants(narrow, gpu)).toMatchObject({ M: 16, N: 8, K: 8 });
  });

  it('counts lanes where they are the workers', () => {
    expect(sharedTileConstants({ ...tile, by: 'lanes', down: 8, across: 8 }, gpu)).toEqual({
      workgroupSize: 64,
      ROWS: 64,
      COLS: 64,
      DOWN: 8,
      ACROSS: 8,
    });
  });

  it.each([
    ['too little shared memory', { ...tile, rows: 128 }, gpu, /takes 48128 bytes of shared memory, there are 32768/],
    ['workgroups that are too large', { ...tile, down: 4, across: 4 }, gpu, /takes workgroups of 512/],
    ['matrix cores of other shapes', { ...tile, rows: 24 }, gpu, /no whole number of the device's fragments/],
    ['no matrix cores', tile, { ...gpu, matrixShapes: [] }, /no whole number of the device's fragments/],
    ['lanes that do not divide it', { ...tile, by: 'lanes' as const, down: 10 }, gpu, /cannot be shared out/],
  ])('is refused for %s', (_, wanted, device, reason) => {
    expect(() => sharedTileConstants(wanted, device)).toThrow(DeviceLimitError);
    expect(() => sharedTileConstants(wanted, device)).toThrow(reason);
  });
});

describeSharedTiles((harness, isSmall) => {
  // Each pipeline takes a CPU device a second to compile: all types go through small tiles, one of each kind through large.
  const withEdges = (types: readonly Dtype[]) =>
    operands(harness, types.filter(fitsSharedTile)).flatMap(({ dtype, format }) => [
      ...(isSmall ? projectionEdges(dtype).map((edge) => ({ dtype, format, ...edge })) : []),
      { dtype, format, edge: 'tiles cut on both sides', nRows: 75, nCols: edgeColumns(dtype), nTokens: 37 },
    ]);
  const edgeColumns = (dtype: Dtype) => Math.ceil(76 / sizes[dtype].blockSize) * sizes[dtype].blockSize;

  it.each(withEdges(isSmall ? dtypes : ['Q4_K']))(
    'project-add of $dtype and $format: $edge',
    async ({ edge: _, ...shape }) => {
      expect(await checkProjectAdd(harness, shape)).toBeLessThanOrEqual(sharedTileTolerance(shape.nCols));
    },
  );

  it.each(withEdges(isSmall ? ['F16', 'Q8_0', 'Q6_K'] : []))(
    'project-swiglu of $dtype and $format: $edge',
    async ({ edge: _, ...shape }) => {
      expect(await checkProjectSwiglu(harness, shape)).toBeLessThanOrEqual(sharedTileTolerance(shape.nCols));
    },
  );

  it.each(operands(harness, isSmall ? ['F16', 'Q8_0', 'Q6_K'] : ['Q4_0']))(
    'project-qkv of $dtype and $format: two sequences by turns',
    async ({ dtype, format }) => {
      const heads = { nHeads: 6, nKvHeads: 2, headDim: 12 };
      const tokens = Array.from({ length: 37 }, (_, i) => ({ position: 30 + i, sequence: i % 2 }));
      const shape = { dtype, format, dim: edgeColumns(dtype), ...heads, tokens };
      expect(await checkProjectQkv(harness, shape)).toBeLessThanOrEqual(sharedTileTolerance(shape.dim));
    },
  );

  it('leaves float32 weights to the kernels that keep their digits', async () => {
    const shape = { dtype: 'F32', nRows: 75, nCols: 76, nTokens: 37 } as const;
    expect(await checkProjectAdd(harness, shape)).toBeLessThanOrEqual(projectTolerance(76));
  });
});
