// Float32 activations to int8 ones, see quantize.comp.
import type { Recording } from '../vulkan/recording.ts';
import { holdsRows, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { type Activations, expectShape, int8BlockSize } from './tensor.ts';

export interface QuantizeArguments {
  readonly x: Activations; // [nTokens, dim], f32
  readonly y: Activations; // [nTokens, dim], int8
  readonly nTokens: number;
}

export function quantize(recording: Recording, kernels: KernelSet, { x, y, nTokens }: QuantizeArguments): void {
  expectShape('quantize', {
    'buffers as large as their shapes': holdsRows(x) && holdsRows(y),
    'from f32 to int8 of this flavour': isFloat(x) && y.format === kernels.int8Format,
    'x.dim = y.dim': x.dim === y.dim,
    'nTokens rows': nTokens <= Math.min(x.nRows, y.nRows),
  });
  const workgroupSize = kernels.workgroupSize(1);
  const nBlocks = y.dim / int8BlockSize;
  recording.dispatch(
    kernels.get('quantize', {}, { workgroupSize }),
    { x: x.range, y: y.range },
    { nBlocks, xStride: x.stride },
    [Math.ceil(nBlocks / workgroupSize), nTokens, 1],
  );
}
