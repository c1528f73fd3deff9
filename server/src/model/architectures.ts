// What tells the architectures apart: which further tensors a layer has, and in which order RoPE's pairs stand. All else
// is data that the configuration and the weights carry, so that one model runs them all.
import { type Checkpoint, CheckpointError } from '../checkpoint/checkpoint.ts';
import { show } from './metadata-keys.ts';

export interface Architecture {
  /** As general.architecture has it, and before the keys. */
  readonly name: string;
  /** The rows of q and k that RoPE turns together: neighbours, or row i of a head and row i + headDim / 2. */
  readonly ropePairs: 'neighbours' | 'halves';
  /** Further tensors that each layer must have, after `blk.N.`. */
  readonly required: readonly string[];
  /** Further tensors that a layer may have. */
  readonly optional: readonly string[];
  /** Whether queries may be scaled by their position. */
  readonly scalesQueries: boolean;
}

const biases = ['attn_q.bias', 'attn_k.bias', 'attn_v.bias'];
const outputBias = 'attn_output.bias';
const headNorms = ['attn_q_norm.weight', 'attn_k_norm.weight'];

/** The architectures that the engine runs, by general.architecture. Tensors and order: llama.cpp's for the same names. */
export const architectures: readonly Architecture[] = [
  { name: 'llama', ropePairs: 'neighbours', required: [], optional: [...biases, outputBias], scalesQueries: false },
  { name: 'mistral3', ropePairs: 'neighbours', required: [], optional: [...biases, outputBias], scalesQueries: true },
  { name: 'qwen2', ropePairs: 'halves', required: biases, optional: [outputBias], scalesQueries: false },
  { name: 'qwen3', ropePairs: 'halves', required: headNorms, optional: [...biases, outputBias], scalesQueries: false },
];

/** Their names, for those who only list them. */
export const architectureNames: readonly string[] = architectures.map(({ name }) => name);

/** @throws CheckpointError for a file that is no model by itself, or of an architecture that the engine does not run */
export function architectureOf({ path, metadata }: Pick<Checkpoint, 'path' | 'metadata'>): Architecture {
  const type = metadata.get('general.type') ?? 'model';
  if (type !== 'model') {
    const problem = `general.type is ${show(type)}: this file is no model by itself; serve the model it belongs to`;
    throw new CheckpointError(path, problem);
  }
  const found = metadata.get('general.architecture');
  const architecture = architectures.find(({ name }) => name === found);
  if (architecture) return architecture;
  const names = architectures.map(({ name }) => show(name)).join(', ');
  const what = found === undefined ? 'missing' : show(found);
  throw new CheckpointError(path, `general.architecture is ${what}; the engine runs ${names}`);
}
