// The moves out of one state: each byte from low to high leads to a stack. One object serves all states of an automaton,
// one after the other, since most of the time for a new state went into making such lists.
import { type Spans, spansBetween } from './row.ts';
import type { Stack } from './states.ts';

/** Most moves out of one state, times the bytes at which they begin or end; further moves are dropped. */
const maxSpans = 50_000;

export class Moves {
  n = 0;
  /** Stacks whose moves are included. */
  nStacks = 0;
  /** By span, as spans() finds them: the stacks that its bytes lead to, of which the first `counts` are valid. */
  readonly behind: (Stack | null)[][] = [];
  readonly counts = new Int32Array(257);
  readonly #lows: number[] = [];
  readonly #highs: number[] = [];
  readonly #targets: (Stack | null)[] = [];
  /** [257] 1 for the first byte of each move, and for the byte behind its last one. */
  readonly #isCut = new Uint8Array(257);
  #nCuts = 0;
  readonly #cuts: number[] = [];
  /** [257] The span that begins at a cut. */
  readonly #spans = new Int16Array(257);

  clear(): void {
    this.n = 0;
    this.nStacks = 0;
    this.#isCut.fill(0);
    this.#nCuts = 0;
  }

  /** Whether there are too many to look for more. */
  get isFull(): boolean {
    return this.n * this.#nCuts + this.nStacks > maxSpans;
  }

  add(low: number, high: number, to: Stack | null): void {
    this.#lows[this.n] = low;
    this.#highs[this.n] = high;
    this.#targets[this.n] = to;
    this.n++;
    this.#cutAt(low);
    this.#cutAt(high + 1);
  }

  #cutAt(byte: number): void {
    if (this.#isCut[byte] === 1) return;
    this.#isCut[byte] = 1;
    this.#nCuts++;
  }

  /** Cuts the bytes into spans, and sorts the moves by them. */
  spans(): Spans {
    let nCuts = 0;
    for (let byte = 0; byte <= 256; byte++) {
      if (this.#isCut[byte] === 0) continue;
      this.behind[nCuts] ??= [];
      this.#cuts[nCuts] = byte;
      this.#spans[byte] = nCuts++;
    }
    this.counts.fill(0);
    for (let i = 0; i < this.n; i++) {
      const end = this.#spans[(this.#highs[i] as number) + 1] as number;
      for (let span = this.#spans[this.#lows[i] as number] as number; span < end; span++) this.#put(span, i);
    }
    return spansBetween(this.#cuts, nCuts);
  }

  #put(span: number, move: number): void {
    const place = this.counts[span] as number;
    (this.behind[span] as (Stack | null)[])[place] = this.#targets[move] as Stack | null;
    this.counts[span] = place + 1;
  }
}
