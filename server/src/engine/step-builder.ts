// Builds a step: the flat arrays of a Batch, and the sequences that its outputs belong to.
import type { Batch } from './model.ts';
import type { Sequence } from './sequence.ts';

/** What to compute, and whose logits come out. */
export interface Step {
  readonly batch: Batch;
  /** [nOutputs], in the order of batch.outputs; a sequence with a likely id has two. */
  readonly outputs: readonly Sequence[];
  /** New tokens of each sequence in the step. */
  readonly nComputed: ReadonlyMap<Sequence, number>;
}

export class StepBuilder {
  readonly #batch = {
    tokenIds: [] as number[],
    positions: [] as number[],
    sequences: [] as number[],
    blockTables: [] as (readonly number[])[],
    outputs: [] as number[],
    nBest: [] as number[],
  };
  readonly #outputs: Sequence[] = [];
  readonly #nComputed = new Map<Sequence, number>();

  get nTokens(): number {
    return this.#batch.tokenIds.length;
  }

  has(sequence: Sequence): boolean {
    return this.#nComputed.has(sequence);
  }

  /**
   * Adds the next n tokens of a sequence whose table has blocks for them, and an output if they reach its last known id;
   * another if they reach the likely one behind it.
   */
  add(sequence: Sequence, n: number): void {
    const { tokenIds, positions, sequences, blockTables, outputs, nBest } = this.#batch;
    for (let i = 0; i < n; i++) {
      tokenIds.push(sequence.idAt(sequence.nComputed + i));
      positions.push(sequence.nComputed + i);
      sequences.push(blockTables.length);
    }
    blockTables.push(sequence.table.entries);
    this.#nComputed.set(sequence, n);
    const nOutputs = sequence.nComputed + n - sequence.nKnown + 1;
    for (let i = nOutputs; i > 0; i--) {
      outputs.push(tokenIds.length - i);
      nBest.push(sequence.nBest);
      this.#outputs.push(sequence);
    }
  }

  /** The step, or undefined if it is empty. */
  build(): Step | undefined {
    return this.nTokens > 0 ? { batch: this.#batch, outputs: this.#outputs, nComputed: this.#nComputed } : undefined;
  }
}
