// Tokens at any places of a paged cache: blocks for what they see, strewn over the cache, and tables that say where.
import { blockTableLength, kvBlockSize } from '../tensor.ts';
import { at, RandomData } from './random-data.ts';

/** Where a token stands. */
export interface Place {
  readonly position: number;
  readonly sequence: number;
}

/** Blocks that no table uses; table entries that no token reads name one of them. */
const nSpareBlocks = 3;

export class PagedPlaces {
  readonly nBlocks: number;
  readonly nSequences: number;
  /** Entries of each table. */
  readonly tableLength: number;
  readonly tables: Uint32Array; // [nSequences, tableLength]
  readonly #places: readonly Place[];

  /** @param window what a token sees, itself included; undefined: all before it */
  constructor(places: readonly Place[], window: number | undefined) {
    this.#places = places;
    this.nSequences = Math.max(...places.map(({ sequence }) => sequence)) + 1;
    this.tableLength = blockTableLength(Math.max(...places.map(({ position }) => position)) + 1);
    const entries = new Set<number>(); // of the tables
    for (const { position, sequence } of places) {
      const first = window === undefined ? 0 : Math.max(0, position + 1 - window);
      for (let block = Math.floor(first / kvBlockSize); block <= Math.floor(position / kvBlockSize); block++) {
        entries.add(sequence * this.tableLength + block);
      }
    }
    this.nBlocks = entries.size + nSpareBlocks;
    const blocks = shuffled(this.nBlocks);
    this.tables = new Uint32Array(this.nSequences * this.tableLength).fill(at(blocks, this.nBlocks - 1));
    for (const [i, entry] of [...entries].entries()) this.tables[entry] = at(blocks, i);
  }

  get nSlots(): number {
    return this.nBlocks * kvBlockSize;
  }

  slotOf({ position, sequence }: Place): number {
    const block = at(this.tables, sequence * this.tableLength + Math.floor(position / kvBlockSize));
    return block * kvBlockSize + (position % kvBlockSize);
  }

  /** As kernels read them: uvec4 [nTokens], see step.glsl. */
  tokens(): Uint32Array {
    return Uint32Array.from(this.#places.flatMap((place) => [0, place.position, this.slotOf(place), place.sequence]));
  }
}

function shuffled(n: number): number[] {
  const random = new RandomData(n);
  const all = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [all[i], all[j]] = [at(all, j), at(all, i)];
  }
  return all;
}
