// A step as it comes together: the flat arrays of a Batch, and what is to be done with what comes out.
import type { Batch } from './model.ts';
import type { Sequence } from './sequence.ts';

/** A step: what to compute, and whose logits come out. */
export interface Step {
  readonly batch: Batch;
  /** [nOutputs], in the order of batch.outputs. */
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

  /** Adds the next n tokens of a sequence whose table has blocks for them; logits are wanted of its last known one. */
  add(sequence: Sequence, n: number): void {
    const { tokenIds, positions, sequences, blockTables, outputs, nBest } = this.#batch;
    for (let i = 0; i < n; i++) {
      tokenIds.push(sequence.idAt(sequence.nComputed + i));
      positions.push(sequence.nComputed + i);
      sequences.push(blockTables.length);
    }
    blockTables.push(sequence.table.entries);
    this.#nComputed.set(sequence, n);
    if (n < sequence.nPending) return;
    outputs.push(tokenIds.length - 1);
    nBest.push(sequence.nBest);
    this.#outputs.push(sequence);
  }

  /** The step, or undefined where there is nothing in it. */
  build(): Step | undefined {
    return this.nTokens > 0 ? { batch: this.#batch, outputs: this.#outputs, nComputed: this.#nComputed } : undefined;
  }
}
