// Selects what the host gets of each output's logits: the best ids, or all logits. See select.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Grid, Recording } from '../vulkan/recording.ts';
import type { KernelSet } from './kernel-set.ts';
import { expectShape } from './tensor.ts';

/** Most ids that the device selects from a row; if more are needed, the host gets the row. The API's top_k is at most 50. */
export const maxBest = 64;
/** Instead of an id: there are no more finite logits. */
const none = 0xffffffff;

/** Subgroups that share out a row of logits, often the only one of a step. At most MAX_SUBGROUPS of memory.glsl. */
const selectSubgroups = 16;

/** Whether the device selects: a CPU device, whose memory is the host's, gains nothing by it. */
export function selectsOnDevice({ options, isCpu }: KernelSet): boolean {
  return options.selects ?? !isCpu;
}

export interface SelectArguments {
  readonly logits: BufferRange; // f32 [nRows, vocabSize]
  readonly nBest: BufferRange; // uint32 [nRows], 0 to maxBest
  readonly rows: BufferRange; // f32 [nRows, vocabSize]
  readonly best: BufferRange; // uvec2 [nRows, maxBest]
  readonly vocabSize: number;
  /** Most rows; the grid says how many there are. */
  readonly nRows: number;
  readonly grid: Grid;
}

export function select(recording: Recording, kernels: KernelSet, a: SelectArguments): void {
  const nBytes = a.nRows * a.vocabSize * 4;
  expectShape('select', {
    'logits of every row': a.logits.nBytes >= nBytes,
    'room for every row': a.rows.nBytes >= nBytes,
    'nBest of every row': a.nBest.nBytes >= a.nRows * 4,
    'room for the best of every row': a.best.nBytes >= bestBytes(a.nRows),
    'ids below the one that means none': a.vocabSize < none,
  });
  recording.dispatch(
    kernels.get('select', {}, { workgroupSize: kernels.workgroupSize(selectSubgroups) }),
    { logits: a.logits, nBest: a.nBest, rows: a.rows, best: a.best },
    { vocabSize: a.vocabSize, maxBest },
    a.grid,
  );
}

/** Bytes of the best ids of nRows rows. */
export function bestBytes(nRows: number): number {
  return nRows * maxBest * 8;
}

/** Reads the best of one row: nBest, or fewer if fewer are finite. */
export function readBest(
  bytes: Uint8Array<ArrayBufferLike>,
  row: number,
  nBest: number,
): { ids: Uint32Array; logits: Float32Array } {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + row * maxBest * 8, nBest * 2);
  let n = 0;
  while (n < nBest && words[2 * n] !== none) n++;
  const pairs = new Float32Array(words.buffer, words.byteOffset, n * 2);
  return {
    ids: Uint32Array.from({ length: n }, (_, i) => words[2 * i] as number),
    logits: Float32Array.from({ length: n }, (_, i) => pairs[2 * i + 1] as number),
  };
}
