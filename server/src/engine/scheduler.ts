// Which tokens go into the next step. There is no prompt phase and no answer phase: every sequence has ids that are
// known and ids that are computed, and each step lets the computed catch up, under one budget of tokens.
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

export class Scheduler {
  readonly #maxBatchTokens: number;
  readonly #freePlaces: number[];
  readonly #waiting: Sequence[] = [];
  readonly #running: Sequence[] = [];

  constructor(maxBatchTokens: number, nPlaces: number) {
    this.#maxBatchTokens = maxBatchTokens;
    this.#freePlaces = Array.from({ length: nPlaces }, (_, i) => nPlaces - 1 - i);
  }

  get nWaiting(): number {
    return this.#waiting.length;
  }

  get nRunning(): number {
    return this.#running.length;
  }

  /** Whether one more sequence would start with the next step. */
  get hasFreePlace(): boolean {
    return this.#freePlaces.length > this.#waiting.length;
  }

  /** Every sequence that has not ended. */
  get sequences(): readonly Sequence[] {
    return [...this.#running, ...this.#waiting];
  }

  add(sequence: Sequence): void {
    this.#waiting.push(sequence);
  }

  /** The next step, or undefined when nothing can run now. */
  schedule(): Step | undefined {
    this.#retire();
    this.#admit();
    // Those with the fewest pending ids first: answers go on while a long prompt is taken in chunks.
    const ready = this.#running.filter((s) => !s.isStalled).sort((a, b) => a.nPending - b.nPending);
    const step = {
      tokenIds: [] as number[],
      positions: [] as number[],
      places: [] as number[],
      outputs: [] as number[],
      nBest: [] as number[],
    };
    const outputs: Sequence[] = [];
    const nComputed = new Map<Sequence, number>();
    for (const sequence of ready) {
      const n = Math.min(sequence.nPending, this.#maxBatchTokens - step.tokenIds.length);
      if (n === 0) break;
      for (let i = 0; i < n; i++) {
        step.tokenIds.push(sequence.idAt(sequence.nComputed + i));
        step.positions.push(sequence.nComputed + i);
        step.places.push(sequence.place ?? 0);
      }
      nComputed.set(sequence, n);
      if (n === sequence.nPending) {
        step.outputs.push(step.tokenIds.length - 1);
        step.nBest.push(sequence.nBest);
        outputs.push(sequence);
      }
    }
    return step.tokenIds.length > 0 ? { batch: step, outputs, nComputed } : undefined;
  }

  #retire(): void {
    for (const list of [this.#running, this.#waiting]) {
      for (let i = list.length - 1; i >= 0; i--) {
        const sequence = list[i] as Sequence;
        if (!sequence.isEnded) continue;
        list.splice(i, 1);
        if (sequence.place !== undefined) this.#freePlaces.push(sequence.place);
        sequence.place = undefined;
      }
    }
  }

  #admit(): void {
    while (this.#waiting.length > 0 && this.#freePlaces.length > 0) {
      const sequence = this.#waiting.shift() as Sequence;
      sequence.place = this.#freePlaces.pop() as number;
      this.#running.push(sequence);
    }
  }
}
