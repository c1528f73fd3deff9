// x += bias, see add-bias.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { holdsRows, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { type Activations, expectShape } from './tensor.ts';

export interface AddBiasArguments {
  readonly bias: BufferRange; // f32 [dim]
  readonly x: Activations; // [nTokens, dim]
  readonly nTokens: number;
}

export function addBias(recording: Recording, kernels: KernelSet, { bias, x, nTokens }: AddBiasArguments): void {
  expectShape('add-bias', {
    'buffers as large as their shapes': holdsRows(x),
    'x is f32': isFloat(x),
    'dim a multiple of 4': x.dim % 4 === 0 && x.stride % 4 === 0,
    'bias of dim': x.dim * 4 <= bias.nBytes,
    'rows of x': nTokens <= x.nRows,
  });
  const workgroupSize = kernels.workgroupSize(1);
  recording.dispatch(
    kernels.get('add-bias', {}, { workgroupSize }),
    { bias, x: x.range },
    { dim: x.dim, stride: x.stride },
    [Math.ceil(x.dim / 4 / workgroupSize), nTokens, 1],
  );
}
