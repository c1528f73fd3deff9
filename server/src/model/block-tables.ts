// Writes the block tables of a step, which say which blocks of the cache hold the positions that its tokens see. Kernels
// index the cache with them, so every entry is checked first.
import type { Batch } from '../engine/model.ts';
import { kvBlockSize } from '../kernels/tensor.ts';

export interface BlockTableLimits {
  /** Entries of a table on the device. */
  readonly length: number;
  /** Blocks of the cache. */
  readonly nBlocks: number;
  /** Positions that a token sees, itself included. */
  readonly window: number | undefined;
}

/**
 * Writes the entries that the tokens of each sequence can see; no kernel reads the others.
 * @param tables uint32 [nSequences, length]
 * @returns [nTokens] the slot of each token: where its key and value go
 * @throws RangeError for a block that the cache does not have, and for a slot that would be written twice
 */
export function writeBlockTables(
  { positions, sequences, blockTables }: Pick<Batch, 'positions' | 'sequences' | 'blockTables'>,
  tables: Uint32Array,
  { length, nBlocks, window = Number.POSITIVE_INFINITY }: BlockTableLimits,
): number[] {
  // [nSequences] First and last entry that any token of it looks at.
  const firsts = blockTables.map(() => Number.POSITIVE_INFINITY);
  const lasts = blockTables.map(() => -1);
  for (const [i, position] of positions.entries()) {
    const sequence = sequences[i] as number;
    const first = Math.floor(Math.max(0, position + 1 - window) / kvBlockSize);
    firsts[sequence] = Math.min(firsts[sequence] as number, first);
    lasts[sequence] = Math.max(lasts[sequence] as number, Math.floor(position / kvBlockSize));
  }
  for (const [sequence, table] of blockTables.entries()) {
    for (let entry = firsts[sequence] as number; entry <= (lasts[sequence] as number); entry++) {
      const block = table[entry];
      if (block === undefined || !Number.isInteger(block) || block < 0 || block >= nBlocks) {
        const where = `sequence ${sequence}, positions from ${entry * kvBlockSize} on`;
        throw new RangeError(`block ${block} (${where}); expected 0 to ${nBlocks - 1}`);
      }
      tables[sequence * length + entry] = block;
    }
  }
  const slots = positions.map((position, i) => {
    const block = blockTables[sequences[i] as number]?.[Math.floor(position / kvBlockSize)] as number;
    return block * kvBlockSize + (position % kvBlockSize);
  });
  if (new Set(slots).size < slots.length) throw new RangeError('a step that writes a slot of the cache twice');
  return slots;
}
