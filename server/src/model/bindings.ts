// The large ranges that a model's kernels will bind, computed before anything is loaded: which memory flavour can run the
// model depends on them. What is small on every device (norms, tokens, block tables) is left out.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Dtype } from '../dtype.ts';
import { type AttentionExtent, attentionScratchBytes } from '../kernels/attention.ts';
import type { Bindable } from '../kernels/bindable.ts';
import { qkvRows } from '../kernels/finish-qkv.ts';
import type { KernelSet } from '../kernels/kernel-set.ts';
import { packedSize } from '../kernels/pack-weights.ts';
import {
  alignUp,
  blockTableLength,
  type KvType,
  kvBlockSize,
  kvBytes,
  maxTileTokens,
  rowAlignment,
  rowBytes,
  strideOf,
} from '../kernels/tensor.ts';
import type { MistralConfig } from './config.ts';
import { blocksPerSequence, maxBatchTokens } from './limits.ts';
import { type Part, runsOfOneType } from './weights.ts';

/** @param contextLength positions of a sequence, of which at least one has to fit */
export function modelBindings(
  kernels: KernelSet,
  checkpoint: Pick<Checkpoint, 'tensors'>,
  config: MistralConfig,
  { kvType, contextLength }: { readonly kvType: KvType; readonly contextLength: number },
): Bindable[] {
  const { dim, hiddenDim, nHeads, headDim, vocabSize } = config;
  const nRows = alignUp(maxBatchTokens, maxTileTokens);
  const { endRow } = qkvRows(nHeads * headDim, config.nKvHeads * headDim);
  const widths = [dim, nHeads * headDim, hiddenDim, ...(config.adjustsQkv ? [endRow] : [])];
  const widest = Math.max(...widths.map(strideOf));
  const extent: AttentionExtent = {
    nHeads,
    headDim,
    contextLength: blockTableLength(contextLength) * kvBlockSize,
    window: config.slidingWindow,
  };
  return [
    ...weightBindings(checkpoint, config),
    { name: `activations of ${maxBatchTokens} tokens`, nBytes: nRows * rowBytes('f32', widest), isWritten: true },
    { name: `logits of ${maxBatchTokens} tokens`, nBytes: nRows * vocabSize * 4, isWritten: true },
    {
      name: `keys of ${contextLength} positions`,
      nBytes: kvBytes({ type: kvType, nBlocks: blocksPerSequence(config, contextLength), ...config }),
      isWritten: true,
    },
    {
      name: `attention's scratch of ${maxBatchTokens} tokens`,
      nBytes: attentionScratchBytes(kernels, extent, maxBatchTokens),
      isWritten: true,
    },
  ];
}

/** The planes of the packed matrices, fused as weight-loader.ts fuses them. */
function weightBindings({ tensors }: Pick<Checkpoint, 'tensors'>, config: MistralConfig): Bindable[] {
  const { dim, hiddenDim, nHeads, nKvHeads, headDim, vocabSize, nLayers } = config;
  const bindables: Bindable[] = [];
  const add = (parts: readonly Part[], nCols: number, alignment = rowAlignment) => {
    const dtypes = parts.flatMap(([name]) => tensors.get(name)?.dtype ?? []);
    if (dtypes.length === 0) return; // tied embeddings, or a file that the loader will refuse
    const dtype = new Set(dtypes).size === 1 ? (dtypes[0] as Dtype) : 'F32'; // gate and up of two types are widened
    const nRows = parts.reduce((sum, [, n]) => sum + alignUp(n, alignment), 0);
    const { weightBytes, scaleBytes } = packedSize(dtype, alignUp(nRows, rowAlignment), nCols);
    const name = parts.map(([part]) => part).join(' | ');
    bindables.push({ name, nBytes: weightBytes }, { name: `scales of ${name}`, nBytes: scaleBytes });
  };
  const [queryDim, keyDim] = [nHeads * headDim, nKvHeads * headDim];
  add([['token_embd.weight', vocabSize]], dim);
  add([['output.weight', vocabSize]], dim);
  for (let i = 0; i < nLayers; i++) {
    const name = (part: string) => `blk.${i}.${part}.weight`;
    const parts: Part[] = [
      [name('attn_q'), queryDim],
      [name('attn_k'), keyDim],
      [name('attn_v'), keyDim],
    ];
    for (const run of runsOfOneType(parts, (part) => tensors.get(part)?.dtype)) add(run, dim);
    add([[name('attn_output'), dim]], queryDim);
    const gated: Part[] = [
      [name('ffn_gate'), hiddenDim],
      [name('ffn_up'), hiddenDim],
    ];
    add(gated, dim, rowAlignment / 2);
    add([[name('ffn_down'), dim]], hiddenDim);
  }
  return bindables;
}
