// A checkpoint made complete for the loader: fused matrices are told apart, the rows of q and k stand in the kernels' order,
// rows without a piece are left out, RoPE's own tensors are read, and every other tensor is accounted for. A tensor that nothing reads refuses the file, since without it
// the text would be another.
import { type Checkpoint, CheckpointError, type TensorInfo } from '../checkpoint/checkpoint.ts';
import { withNeighbours } from '../checkpoint/rope-pairs.ts';
import { type RowSlice, withRowSlices } from '../checkpoint/row-slices.ts';
import { type Architecture, architectureOf } from './architectures.ts';
import type { MistralConfig } from './config.ts';
import { dequantize } from './dequantize.ts';
import type { RopeScaling } from './rope.ts';

/** Tensors of the whole model; those of RoPE are read where there are any. */
export const outerTensors = ['token_embd.weight', 'output_norm.weight', 'output.weight'] as const;

/** Tensors of each layer, after `blk.N.`. */
export const layerTensors = [
  'attn_norm.weight',
  'attn_q.weight',
  'attn_k.weight',
  'attn_v.weight',
  'attn_output.weight',
  'ffn_norm.weight',
  'ffn_gate.weight',
  'ffn_up.weight',
  'ffn_down.weight',
] as const;

/** Tensors that follow from the configuration, which old converters wrote out. */
export const redundantTensors = ['attn_rot_embd', 'attn_rot_embd.weight'] as const;

const ropeDivisors = 'rope_freqs.weight';
const longropeDivisors = { short: 'rope_factors_short.weight', long: 'rope_factors_long.weight' } as const;

/** Larger tensors are not looked into to find out whether they change anything. */
const maxIdleBytes = 2 ** 20;

export interface CompleteCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly config: MistralConfig;
}

/**
 * @param nPieces of the vocabulary: embeddings beyond them stand for nothing, and are neither loaded nor ever chosen
 * @throws CheckpointError naming the first tensor that nothing reads
 */
export async function completeCheckpoint(
  original: Checkpoint,
  config: MistralConfig,
  nPieces: number,
): Promise<CompleteCheckpoint> {
  const architecture = architectureOf(original);
  const sliced = withRowSlices(original, [...fusedSlices(original, config), ...pieceSlices(original, nPieces)]);
  const checkpoint = architecture.ropePairs === 'halves' ? withNeighbours(sliced, config.headDim) : sliced;
  const ropeScaling = await withTensors(checkpoint, config);
  await checkTensors(checkpoint, config, architecture);
  return { checkpoint, config: { ...config, ropeScaling, vocabSize: Math.min(config.vocabSize, nPieces) } };
}

function fusedSlices({ path, tensors }: Checkpoint, config: MistralConfig): RowSlice[] {
  const queryRows = config.nHeads * config.headDim;
  const keyRows = config.nKvHeads * config.headDim;
  const nRows = queryRows + 2 * keyRows;
  const slicesOf = (layer: number, kind: 'weight' | 'bias'): RowSlice[] => {
    const source = tensors.get(`blk.${layer}.attn_qkv.${kind}`);
    if (!source) return [];
    const isWhole = source.shape[0] === nRows && source.shape.length === (kind === 'weight' ? 2 : 1);
    if (!isWhole || tensors.has(`blk.${layer}.attn_q.${kind}`)) {
      const found = `[${source.shape.join(', ')}]`;
      const expected = `[${kind === 'weight' ? [nRows, config.dim] : nRows}]`.replace(',', ', ');
      throw new CheckpointError(path, `the tensor ${source.name} has shape ${found}, expected ${expected}`);
    }
    const part = (name: string, firstRow: number, rows: number): RowSlice => {
      return { name: `blk.${layer}.${name}.${kind}`, source, firstRow, nRows: rows };
    };
    return [
      part('attn_q', 0, queryRows),
      part('attn_k', queryRows, keyRows),
      part('attn_v', queryRows + keyRows, keyRows),
    ];
  };
  const layers = Array.from({ length: config.nLayers }, (_, i) => i);
  return layers.flatMap((layer) => [...slicesOf(layer, 'weight'), ...slicesOf(layer, 'bias')]);
}

function pieceSlices({ tensors }: Checkpoint, nPieces: number): RowSlice[] {
  return ['token_embd.weight', 'output.weight'].flatMap((name) => {
    const source = tensors.get(name);
    const nRows = source?.shape[0] ?? 0;
    return source && nRows > nPieces ? [{ name, source, firstRow: 0, nRows: nPieces }] : [];
  });
}

async function withTensors(checkpoint: Checkpoint, { ropeScaling, headDim }: MistralConfig): Promise<RopeScaling> {
  const read = (name: string) => readDivisors(checkpoint, name, headDim / 2);
  if (!ropeScaling.longrope) return { ...ropeScaling, divisors: await read(ropeDivisors) };
  const short = (await read(longropeDivisors.short)) ?? ropeScaling.longrope.short;
  const long = (await read(longropeDivisors.long)) ?? ropeScaling.longrope.long;
  if (!short || !long) {
    const names = Object.values(longropeDivisors).join(' and ');
    throw new CheckpointError(checkpoint.path, `RoPE scaling of type longrope, but ${names} are missing`);
  }
  return { ...ropeScaling, longrope: { ...ropeScaling.longrope, short, long } };
}

async function readDivisors(checkpoint: Checkpoint, name: string, length: number): Promise<number[] | undefined> {
  const tensor = checkpoint.tensors.get(name);
  if (!tensor) return undefined;
  if (tensor.shape.join() !== String(length)) {
    const found = `[${tensor.shape.join(', ')}]`;
    throw new CheckpointError(checkpoint.path, `the tensor ${name} has shape ${found}, expected [${length}]`);
  }
  const values = [...(await valuesOf(checkpoint, tensor))];
  if (values.every((value) => value > 0 && Number.isFinite(value))) return values;
  throw new CheckpointError(checkpoint.path, `the tensor ${name} divides frequencies: expected numbers above 0`);
}

async function valuesOf(checkpoint: Checkpoint, tensor: TensorInfo): Promise<Float32Array> {
  const bytes = new Uint8Array(tensor.nBytes);
  await checkpoint.read(tensor, bytes);
  return dequantize(tensor.dtype, bytes);
}

async function checkTensors(
  checkpoint: Checkpoint,
  { nLayers, ropeScaling }: MistralConfig,
  { name: architecture, required, optional }: Architecture,
): Promise<void> {
  for (let i = 0; i < nLayers; i++) {
    const missing = required.map((part) => `blk.${i}.${part}`).find((name) => !checkpoint.tensors.has(name));
    if (missing === undefined) continue;
    const problem = `the tensor ${missing} is missing, which files of architecture ${architecture} have`;
    throw new CheckpointError(checkpoint.path, problem);
  }
  const isLong = ropeScaling.longrope !== undefined;
  const outer = new Set<string>([...outerTensors, ...(isLong ? Object.values(longropeDivisors) : [ropeDivisors])]);
  const inner = new Set<string>([...layerTensors, ...redundantTensors, ...required, ...optional]);
  for (const tensor of checkpoint.tensors.values()) {
    const layer = /^blk\.(\d+)\.(.+)$/.exec(tensor.name);
    const isRead = layer ? Number(layer[1]) < nLayers && inner.has(layer[2] as string) : outer.has(tensor.name);
    if (isRead || (await isIdle(checkpoint, tensor))) continue;
    const name = tensor.storedAs ?? tensor.name;
    throw new CheckpointError(checkpoint.path, `the tensor ${name} is not supported: ${reason(tensor.name, nLayers)}`);
  }
}

/** A bias of zeros or a scale of ones: the computation is the same without it. */
async function isIdle(checkpoint: Checkpoint, tensor: TensorInfo): Promise<boolean> {
  const idle = tensor.name.endsWith('.bias') ? 0 : tensor.name.endsWith('scale') ? 1 : undefined;
  if (idle === undefined || tensor.nBytes > maxIdleBytes) return false;
  return (await valuesOf(checkpoint, tensor)).every((value) => value === idle);
}

function reason(name: string, nLayers: number): string {
  const layer = /^blk\.(\d+)\./.exec(name);
  if (layer && Number(layer[1]) >= nLayers) return `the metadata says the model has ${nLayers} layers`;
  if (name.endsWith('.bias')) return 'the engine has no such bias';
  if (/attn_[qk]_norm/.test(name)) return 'models of this architecture have no norms of queries and keys';
  if (/_exps|_gate_inp|_shexp/.test(name)) return 'the engine has no mixtures of experts';
  return 'the engine would not read it, and the text would be another';
}
