// residual += W x, see project-add.comp; where a model has a bias there, add-bias.comp adds it.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { addBias } from './add-bias.ts';
import { fitsWeights, holdsRows, holdsWeights, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { registerTile, stepProjection } from './project.ts';
import { type Activations, alignUp, expectShape, type WeightMatrix } from './tensor.ts';

export interface ProjectAddArguments {
  readonly weights: WeightMatrix; // [dim, nCols]
  readonly inputs: Activations; // [nTokens, nCols], f32 or int8
  readonly residual: Activations; // [nTokens, dim]
  readonly nTokens: number;
  readonly bias?: BufferRange | undefined; // f32 [dim]
}

export function projectAdd(recording: Recording, kernels: KernelSet, a: ProjectAddArguments): void {
  const { weights, inputs, residual, nTokens } = a;
  expectShape('project-add', {
    'buffers as large as their shapes': holdsWeights(weights) && holdsRows(inputs) && holdsRows(residual),
    'inputs fit the weights': fitsWeights(inputs, weights),
    'residual is f32': isFloat(residual),
    'residual.dim = weights.nRows': alignUp(residual.dim, 8) === weights.nRows,
    'rows of inputs': alignUp(nTokens, registerTile(kernels, nTokens).tokens) <= inputs.nRows,
    'rows of residual': nTokens <= residual.nRows,
  });
  const { variant, constants, tile } = stepProjection(kernels, weights.dtype, inputs.format, nTokens);
  recording.dispatch(
    kernels.get('project-add', variant, constants),
    { ...weights.planes, inputs: inputs.range, residual: residual.range },
    {
      residualDim: residual.dim,
      nUnits: weights.nUnits,
      nTokens,
      inputStride: inputs.stride,
      residualStride: residual.stride,
    },
    [Math.ceil(nTokens / tile.tokens), Math.ceil(residual.dim / tile.rows), 1],
  );
  if (a.bias) addBias(recording, kernels, { bias: a.bias, x: residual, nTokens });
}
