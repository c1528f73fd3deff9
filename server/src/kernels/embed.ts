// x = E[token], see embed.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { holdsRows, holdsWeights, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { type Activations, expectShape, type WeightMatrix } from './tensor.ts';

export interface EmbedArguments {
  readonly table: WeightMatrix; // [vocabSize, dim]
  readonly tokens: BufferRange; // uvec4 [nTokens], see step.glsl; every id is below vocabSize
  readonly x: Activations; // [nTokens, dim]
  readonly nTokens: number;
}

export function embed(recording: Recording, kernels: KernelSet, { table, tokens, x, nTokens }: EmbedArguments): void {
  expectShape('embed', {
    'buffers as large as their shapes': holdsWeights(table) && holdsRows(x),
    'x is f32': isFloat(x),
    'x.dim = table.nCols': x.dim === table.nCols,
    'nTokens rows of x': nTokens <= x.nRows,
    'nTokens tokens': nTokens * 16 <= tokens.nBytes,
  });
  const kernel = kernels.get('embed', { dtype: table.dtype }, { workgroupSize: kernels.workgroupSize(1) });
  recording.dispatch(kernel, { ...table.planes, tokens, x: x.range }, { nUnits: table.nUnits, xStride: x.stride }, [
    nTokens,
    1,
    1,
  ]);
}
