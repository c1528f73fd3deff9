// A synthetic weight file: a model of any shape with random weights of sane size, made when they are read. Speed and memory
// do not depend on the values of weights, so any shape can be measured without its file.
import type { Checkpoint, TensorInfo } from '../checkpoint/checkpoint.ts';
import { byteLength, type Dtype, dtypes } from '../dtype.ts';
import type { MistralConfig } from '../model/config.ts';

/** Byte offsets of a block's halves. Random bits would make some of them infinite or huge. */
const halvesOf: Readonly<Record<Dtype, readonly number[]>> = {
  F32: [],
  F16: [],
  BF16: [],
  Q8_0: [0],
  Q4_0: [0],
  Q4_1: [0, 2],
  Q5_0: [0],
  Q5_1: [0, 2],
  Q2_K: [80, 82],
  Q3_K: [108],
  Q4_K: [0, 2],
  Q5_K: [0, 2],
  Q6_K: [208],
};
/** 2^-12 as a half: with this scale, weights are about as large as a trained model's. */
const smallHalf = 0x0c00;

export function syntheticCheckpoint(config: MistralConfig, dtype: Dtype): Checkpoint {
  const { dim, hiddenDim, nLayers, nHeads, nKvHeads, headDim, vocabSize } = config;
  const tensors = new Map<string, TensorInfo>();
  const add = (name: string, type: Dtype, ...shape: number[]) => {
    const nBytes = byteLength(
      type,
      shape.reduce((product, n) => product * n, 1),
    );
    tensors.set(name, { name, dtype: type, shape, offsetBytes: 0, nBytes });
  };
  add('token_embd.weight', dtype, vocabSize, dim);
  for (let i = 0; i < nLayers; i++) {
    const name = (part: string) => `blk.${i}.${part}.weight`;
    add(name('attn_norm'), 'F32', dim);
    add(name('attn_q'), dtype, nHeads * headDim, dim);
    add(name('attn_k'), dtype, nKvHeads * headDim, dim);
    add(name('attn_v'), dtype, nKvHeads * headDim, dim);
    add(name('attn_output'), dtype, dim, nHeads * headDim);
    add(name('ffn_norm'), 'F32', dim);
    add(name('ffn_gate'), dtype, hiddenDim, dim);
    add(name('ffn_up'), dtype, hiddenDim, dim);
    add(name('ffn_down'), dtype, dim, hiddenDim);
  }
  add('output_norm.weight', 'F32', dim);
  add('output.weight', dtype, vocabSize, dim);

  const patterns = new Map<Dtype, Uint8Array>([
    ['F32', patternOf('F32')],
    [dtype, patternOf(dtype)],
  ]);
  return {
    path: `synthetic ${dtype} model`,
    metadata: new Map(),
    tensors,
    async read(tensor, target) {
      const pattern = patterns.get(tensor.dtype) as Uint8Array;
      for (let at = 0; at < target.length; at += pattern.length) {
        target.set(pattern.subarray(0, Math.min(pattern.length, target.length - at)), at);
      }
    },
    async close() {},
  };
}

/** About a megabyte of whole blocks, which is repeated. */
function patternOf(dtype: Dtype): Uint8Array {
  const { blockBytes } = dtypes[dtype];
  const bytes = new Uint8Array(blockBytes * Math.ceil(2 ** 20 / blockBytes));
  const view = new DataView(bytes.buffer);
  if (dtype === 'F32') {
    for (let at = 0; at < bytes.length; at += 4) view.setFloat32(at, Math.sin(at) * 0.02, true);
    return bytes;
  }
  if (dtype === 'F16' || dtype === 'BF16') {
    // A sign, a small exponent, any fraction.
    const [exponent, fraction] = dtype === 'F16' ? [0x2000, 0x3ff] : [0x3c00, 0x7f];
    for (let at = 0, x = 1; at < bytes.length; at += 2, x = (Math.imul(x, 1664525) + 1013904223) >>> 0) {
      view.setUint16(at, ((x >>> 31) << 15) | exponent | ((x >>> 8) & fraction), true);
    }
    return bytes;
  }
  for (let at = 0, x = 1; at < bytes.length; at++, x = (Math.imul(x, 1664525) + 1013904223) >>> 0) bytes[at] = x >>> 24;
  for (let at = 0; at < bytes.length; at += blockBytes) {
    for (const half of halvesOf[dtype]) view.setUint16(at + half, smallHalf, true);
  }
  return bytes;
}
