// logits = W x for the outputs of a step, see project-logits.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Grid, Recording } from '../vulkan/recording.ts';
import { fitsWeights, holdsRows, holdsWeights } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { registerProjection } from './project.ts';
import type { Tile } from './projection-tuning.ts';
import { type Activations, expectShape, type WeightMatrix } from './tensor.ts';

export interface ProjectLogitsArguments {
  readonly weights: WeightMatrix; // [vocabSize, dim]
  readonly inputs: Activations; // [nOutputs, dim], f32 or int8
  readonly logits: BufferRange; // f32 [inputs.nRows, vocabSize]
  readonly vocabSize: number;
  readonly tile: Tile;
  /** The grid of `logitsGrid`, fixed or written by the host before each submission. */
  readonly grid: Grid;
}

/** Workgroups for nOutputs: tokens vary fastest, so that cached weights serve all of them. */
export function logitsGrid(vocabSize: number, nOutputs: number, tile: Tile): [number, number, number] {
  return [Math.ceil(nOutputs / tile.tokens), Math.ceil(vocabSize / tile.rows), 1];
}

export function projectLogits(recording: Recording, kernels: KernelSet, a: ProjectLogitsArguments): void {
  expectShape('project-logits', {
    'buffers as large as their shapes': holdsWeights(a.weights) && holdsRows(a.inputs),
    'inputs in whole tiles': a.inputs.nRows % a.tile.tokens === 0,
    'inputs fit the weights': fitsWeights(a.inputs, a.weights),
    'weights.nRows >= vocabSize': a.weights.nRows >= a.vocabSize,
    // The host writes the grid later, so there must be room for all rows, including the surplus of the last tile.
    'room for the logits of every input': a.logits.nBytes >= a.inputs.nRows * a.vocabSize * 4,
  });
  const { variant, constants } = registerProjection(kernels, a.weights.dtype, a.inputs.format, a.tile);
  recording.dispatch(
    kernels.get('project-logits', variant, constants),
    { ...a.weights.planes, inputs: a.inputs.range, logits: a.logits },
    { vocabSize: a.vocabSize, nUnits: a.weights.nUnits, inputStride: a.inputs.stride },
    a.grid,
  );
}
