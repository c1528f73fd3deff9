// The states of an automaton. A state is a set of stacks of terms that are still to be matched. It is made when it is
// first reached, and caches what is computed for it: its row of next states, its token masks.
import type { Way } from './byte-kinds.ts';
import { hashOf } from './number-lists.ts';
import type { Row } from './row.ts';
import type { Term } from './term.ts';

/** What is still to be matched: the term on top, then the stack below it. */
export interface Stack {
  readonly id: number;
  readonly term: Term;
  readonly below: Stack | null;
  readonly accepts: boolean;
  /** Bytes of the shortest match. */
  readonly cost: number;
  /** With the first part of its term on top; null until it is needed. */
  unfolded: Stack | null;
  /** The number of the row that was last made with it. */
  row: number;
  /** The next one of the same hash. */
  readonly next: Stack | undefined;
}

/** A place in the language. */
export interface State {
  /** The alternatives; null is an empty stack, with nothing left to match. */
  readonly stacks: readonly (Stack | null)[];
  /** Whether the text may end here. */
  readonly accepts: boolean;
  /** Bytes of the shortest text that ends the match. */
  readonly cost: number;
  /** The next state for each byte; null until it is computed. */
  row: Row<State> | null;
  /** Where most bytes lead; null until it is needed. */
  way: Way<State> | null | undefined;
  /** What behindForeign() finds; null until it is needed. */
  behindForeign: State | null | undefined;
  /** A cache for the code that uses states. */
  notes: unknown;
  /** The next one of the same hash. */
  readonly next: State | undefined;
}

/**
 * Most alternatives of one state. Of more than that, the longest are dropped: the language gets smaller, but each text
 * that is left still matches.
 */
const maxStacks = 4096;

/** So few are sorted one by one. */
const fewStacks = 32;

/**
 * Equal stacks are one object, and so are equal states. They are kept by hashes, which takes less memory than maps inside
 * each other: most of what a mask leaves to the garbage collector are states.
 */
export class States {
  #states = new Map<number, State>();
  #stacks = new Map<number, Stack>();
  #nStates = 0;
  #nStacks = 1;
  // Used again for each state.
  readonly #pair = [0, 0];
  readonly #ids: number[] = [];
  readonly #sorted: (Stack | null)[] = [];

  /** States in memory. */
  get size(): number {
    return this.#nStates;
  }

  /** Drops all; those in use stay valid. */
  forget(): void {
    this.#states = new Map();
    this.#stacks = new Map();
    this.#nStates = 0;
  }

  /** The stack of a term on top of another one. */
  push(term: Term, below: Stack | null): Stack | null {
    if (term.kind === 'empty') return below;
    // A table at its end has nothing left to match.
    if (term.kind === 'table' && term.nullable && hasNoMoves(term)) return below;
    this.#pair[0] = term.id;
    this.#pair[1] = idOf(below);
    const hash = hashOf(this.#pair, 2);
    const next = this.#stacks.get(hash);
    for (let known = next; known; known = known.next) if (known.term === term && known.below === below) return known;
    const accepts = term.nullable && (below?.accepts ?? true);
    const cost = term.cost + (below?.cost ?? 0);
    const stack: Stack = { id: this.#nStacks++, term, below, accepts, cost, unfolded: null, row: 0, next };
    this.#stacks.set(hash, stack);
    return stack;
  }

  /** With its first part on top, so that the places in front of a list and within it are one state. */
  #unfolded(stack: Stack | null): Stack | null {
    if (stack?.term.kind !== 'seq') return stack;
    if (stack.unfolded) return stack.unfolded;
    let top: Stack | null = stack;
    while (top?.term.kind === 'seq') top = this.push(top.term.first, this.push(top.term.rest, top.below));
    stack.unfolded = top;
    return top;
  }

  /** The state of the first n of these alternatives. */
  of(targets: readonly (Stack | null)[], n: number): State {
    const size = n > fewStacks ? this.#sortMany(targets.slice(0, n)) : this.#sort(targets, n);
    const hash = hashOf(this.#ids, size);
    const next = this.#states.get(hash);
    for (let known = next; known; known = known.next) if (this.#isSorted(known.stacks, size)) return known;
    const stacks = this.#sorted.slice(0, size);
    const accepts = stacks.some((stack) => stack === null || stack.accepts);
    const cost = stacks.reduce((least, stack) => Math.min(least, costOf(stack)), Infinity);
    const state: State = { stacks, accepts, cost, row: null, way: null, behindForeign: null, notes: null, next };
    this.#states.set(hash, state);
    this.#nStates++;
    return state;
  }

  /** Whether these are the first stacks of #sorted. */
  #isSorted(stacks: readonly (Stack | null)[], size: number): boolean {
    if (stacks.length !== size) return false;
    for (let i = 0; i < size; i++) if (stacks[i] !== this.#sorted[i]) return false;
    return true;
  }

  /** Sorts stacks by their numbers, each once, into #sorted and #ids. @returns how many these are */
  #sort(targets: readonly (Stack | null)[], n: number): number {
    const stacks = this.#sorted;
    const ids = this.#ids;
    let size = 0;
    for (let i = 0; i < n; i++) {
      const stack = this.#unfolded(targets[i] as Stack | null);
      const id = idOf(stack);
      let at = size;
      while (at > 0 && (ids[at - 1] as number) > id) at--;
      if (at > 0 && ids[at - 1] === id) continue;
      for (let to = size++; to > at; to--) {
        ids[to] = ids[to - 1] as number;
        stacks[to] = stacks[to - 1] as Stack | null;
      }
      ids[at] = id;
      stacks[at] = stack;
    }
    return size;
  }

  #sortMany(targets: readonly (Stack | null)[]): number {
    let stacks = [...new Set(targets.map((target) => this.#unfolded(target)))];
    if (stacks.length > maxStacks) stacks = stacks.sort((a, b) => costOf(a) - costOf(b)).slice(0, maxStacks);
    stacks.sort((a, b) => idOf(a) - idOf(b));
    for (const [i, stack] of stacks.entries()) {
      this.#sorted[i] = stack;
      this.#ids[i] = idOf(stack);
    }
    return stacks.length;
  }
}

function hasNoMoves({ table, state }: Term & { kind: 'table' }): boolean {
  return table.starts[state] === table.starts[state + 1];
}

function costOf(stack: Stack | null): number {
  return stack?.cost ?? 0;
}

function idOf(stack: Stack | null): number {
  return stack?.id ?? 0;
}
