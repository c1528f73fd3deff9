// hidden = silu(G x) * (U x), see project-swiglu.comp.
import type { Recording } from '../vulkan/recording.ts';
import { fitsWeights, holdsRows, holdsWeights, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { registerTile, stepProjection } from './project.ts';
import { type Activations, alignUp, expectShape, rowAlignment, type WeightMatrix } from './tensor.ts';

export interface ProjectSwigluArguments {
  readonly weights: WeightMatrix; // [2 * hiddenDim, dim], gate and up interleaved: see interleaveRows
  readonly inputs: Activations; // [nTokens, dim], f32 or int8
  readonly hidden: Activations; // [nTokens, hiddenDim]
  readonly nTokens: number;
}

export function projectSwiglu(recording: Recording, kernels: KernelSet, a: ProjectSwigluArguments): void {
  const { weights, inputs, hidden, nTokens } = a;
  expectShape('project-swiglu', {
    'buffers as large as their shapes': holdsWeights(weights) && holdsRows(inputs) && holdsRows(hidden),
    'weights hold gate and up': weights.nRows === 2 * alignUp(hidden.dim, rowAlignment / 2),
    'inputs fit the weights': fitsWeights(inputs, weights),
    'hidden is f32': isFloat(hidden),
    'rows of inputs': alignUp(nTokens, registerTile(kernels, nTokens).tokens) <= inputs.nRows,
    'rows of hidden': nTokens <= hidden.nRows,
  });
  const { variant, constants, tile } = stepProjection(kernels, weights.dtype, inputs.format, nTokens);
  recording.dispatch(
    kernels.get('project-swiglu', variant, constants),
    { ...weights.planes, inputs: inputs.range, hidden: hidden.range },
    {
      hiddenDim: hidden.dim,
      nUnits: weights.nUnits,
      nTokens,
      inputStride: inputs.stride,
      hiddenStride: hidden.stride,
    },
    [Math.ceil(nTokens / tile.tokens), Math.ceil(hidden.dim / (tile.rows / 2)), 1],
  );
}
