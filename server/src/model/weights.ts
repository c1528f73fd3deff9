// The weights of a model on the device, under the names of its steps, and what they are made of.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Dtype } from '../dtype.ts';
import type { WeightMatrix } from '../kernels/tensor.ts';
import type { BufferRange } from '../vulkan/memory.ts';

/** What a layer adds to q, k and v, and norms their heads with; see kernels/finish-qkv.ts. */
export interface QkvWeights {
  /** f32 [nHeads * headDim | nKvHeads * headDim | nKvHeads * headDim], in the rows of qkv; zeros where there are none. */
  readonly biases: BufferRange;
  readonly gains: BufferRange | undefined; // f32 [2, headDim]: of q, of k
}

/** The weights of one transformer block. */
export interface LayerWeights {
  readonly attentionNorm: BufferRange; // f32 [dim]
  /** [nHeads * headDim | nKvHeads * headDim | nKvHeads * headDim, dim]: one matrix for each run of parts of one type. */
  readonly qkv: readonly WeightMatrix[];
  /** Biases of q, k and v, and norms of heads; undefined: the layer has none. */
  readonly qkvAdjustments: QkvWeights | undefined;
  readonly attentionOutput: WeightMatrix; // [dim, nHeads * headDim]
  readonly attentionOutputBias: BufferRange | undefined; // f32 [dim]
  readonly ffnNorm: BufferRange; // f32 [dim]
  readonly gateUp: WeightMatrix; // 4 rows of the gate and the same 4 of up by turns, [2 * hiddenDim, dim]
  readonly down: WeightMatrix; // [dim, hiddenDim]
}

export interface Weights {
  readonly embedding: WeightMatrix; // [vocabSize, dim]
  readonly layers: readonly LayerWeights[]; // [nLayers]
  readonly outputNorm: BufferRange; // f32 [dim]
  readonly output: WeightMatrix; // [vocabSize, dim]; the embedding itself where the checkpoint ties them
  readonly nBytes: number;
  destroy(): void;
}

/** The types of weight that kernels will meet in this checkpoint. */
export function weightTypes({ tensors }: Pick<Checkpoint, 'tensors'>): Dtype[] {
  const matrices = [...tensors.values()].filter((tensor) => tensor.shape.length === 2);
  const types = new Set(matrices.map((tensor) => tensor.dtype));
  const isWidened = matrices.some(({ name, dtype }) => {
    const partner = tensors.get(name.replace('ffn_gate', 'ffn_up'));
    return partner !== undefined && partner.dtype !== dtype;
  });
  return [...(isWidened ? types.add('F32') : types)];
}

/** A tensor that becomes rows of a fused matrix. */
export type Part = readonly [name: string, nRows: number];

/** Parts that follow each other and have one type: each such run is stacked into one matrix. */
export function runsOfOneType(parts: readonly Part[], typeOf: (name: string) => Dtype | undefined): Part[][] {
  const runs: Part[][] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last?.[0] && typeOf(last[0][0]) === typeOf(part[0])) last.push(part);
    else runs.push([part]);
  }
  return runs;
}

/** Weights up to which a model gets float32 activations: 0.5 B. */
const mostSensitiveWeights = 2 ** 29;

/**
 * Whether the inputs of its matrices may be int8. Every model gets the same error from them, but in small models the next
 * token is often a close choice, which the error decides: docs/decisions/0005-int8-activations.md has figures.
 */
export function toleratesInt8({ tensors }: Pick<Checkpoint, 'tensors'>): boolean {
  const matrices = [...tensors.values()].filter(({ shape }) => shape.length === 2);
  const nWeights = matrices.reduce((sum, { shape: [rows = 0, columns = 0] }) => sum + rows * columns, 0);
  return nWeights > mostSensitiveWeights;
}

/** The type that most weights have, or nothing where there are too few of them to matter. */
export function tuningSubject({ tensors }: Pick<Checkpoint, 'tensors'>): { readonly dtype: Dtype } | undefined {
  const bytes = new Map<Dtype, number>();
  for (const { dtype, nBytes } of tensors.values()) bytes.set(dtype, (bytes.get(dtype) ?? 0) + nBytes);
  const [most] = [...bytes].sort(([, a], [, b]) => b - a);
  return most && most[1] >= 64 * 1024 * 1024 ? { dtype: most[0] } : undefined;
}
