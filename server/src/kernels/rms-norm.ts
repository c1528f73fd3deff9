// y = x / sqrt(mean(x^2) + eps) * gain, see rms-norm.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Grid, Recording } from '../vulkan/recording.ts';
import { holdsRows, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { type Activations, expectShape } from './tensor.ts';

export interface RmsNormArguments {
  readonly x: Activations; // [nTokens, dim]
  readonly gain: BufferRange; // f32 [dim]
  readonly eps: number;
  readonly y: Activations; // [rows, dim], f32 or int8
  /** uint32 [rows]: the row of x that each row of y is made from, where `gathers`. */
  readonly outputs: BufferRange;
  readonly gathers: boolean;
  /** Rows of y, or where the host writes them as a grid. */
  readonly rows: number | Extract<Grid, object>;
}

export function rmsNorm(recording: Recording, kernels: KernelSet, a: RmsNormArguments): void {
  const nRows = typeof a.rows === 'number' ? a.rows : 0;
  expectShape('rms-norm', {
    'buffers as large as their shapes': holdsRows(a.x) && holdsRows(a.y),
    'x is f32': isFloat(a.x),
    'y is f32 or int8 of this flavour': isFloat(a.y) || a.y.format === kernels.int8Format,
    'x.dim = y.dim': a.x.dim === a.y.dim,
    'x.stride = y.stride': a.x.stride === a.y.stride,
    'dim a multiple of 4': a.x.dim % 4 === 0,
    'gain of dim': a.gain.nBytes >= a.x.dim * 4,
    'rows of y': nRows <= a.y.nRows && (a.gathers || nRows <= a.x.nRows),
    'rows of outputs': !a.gathers || nRows * 4 <= a.outputs.nBytes,
  });
  recording.dispatch(
    kernels.get('rms-norm', { format: a.y.format }, { workgroupSize: kernels.workgroupSize(1) }),
    { x: a.x.range, gain: a.gain, outputs: a.outputs, y: a.y.range },
    { dim: a.x.dim, stride: a.x.stride, gathers: a.gathers ? 1 : 0, eps: a.eps },
    typeof a.rows === 'number' ? [a.rows, 1, 1] : a.rows,
  );
}
