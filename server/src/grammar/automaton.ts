// A grammar at work: which states a byte leads to. A state is a set of stacks of terms that are still to be matched,
// made when it is first reached; all that is known of it (its row, masks of tokens) is kept with it.
import type { Term, Terms } from './term.ts';

/** What is still to be matched: a term, then everything below it. */
export interface Stack {
  readonly id: number;
  readonly term: Term;
  readonly below: Stack | null;
  readonly accepts: boolean;
  /** Bytes of the shortest match. */
  readonly cost: number;
}

/** A place in the language. */
export interface State {
  /** The alternatives; null is a stack with nothing left to match. */
  readonly stacks: readonly (Stack | null)[];
  /** Whether the text may end here. */
  readonly accepts: boolean;
  /** Bytes of the shortest way to an end. */
  readonly cost: number;
  /** [256] Where each byte leads, once known. */
  row: readonly (State | undefined)[] | null;
  /** For whoever works with states: what it has found out about this one. */
  notes: unknown;
}

type Emit = (low: number, high: number, to: Stack | null) => void;

/**
 * Alternatives kept of one state. With more, the dearest are dropped: a smaller language, but each of its texts is still
 * one of the whole.
 */
const maxStacks = 8192;

/** States known at a time; then all are let go, since recursion has no last one. */
const defaultMaxStates = 1000;

export class Automaton {
  readonly #terms: Terms;
  readonly #root: Term;
  readonly #maxStates: number;
  #states = new Map<string, State>();
  #stacks = new Map<string, Stack>();
  #nStacks = 1;
  /** Counts what was done to find rows; a measure of time that is the same on every machine. */
  work = 0;

  constructor(terms: Terms, root: Term, maxStates = defaultMaxStates) {
    this.#terms = terms;
    this.#root = root;
    this.#maxStates = maxStates;
  }

  get start(): State {
    return this.#stateOf([this.#push(this.#root, null)]);
  }

  /** [256] Where each byte leads from a state; undefined where it may not come. */
  rowOf(state: State): readonly (State | undefined)[] {
    state.row ??= this.#findRow(state);
    return state.row;
  }

  /** The state behind some bytes, or undefined. */
  run(from: State, bytes: Uint8Array): State | undefined {
    let state: State | undefined = from;
    for (let i = 0; i < bytes.length && state; i++) state = this.rowOf(state)[bytes[i] as number];
    return state;
  }

  #findRow(state: State): (State | undefined)[] {
    if (this.#states.size > this.#maxStates) {
      this.#states = new Map();
      this.#stacks = new Map();
      this.#terms.forget();
    }
    const moves: { low: number; high: number; to: Stack | null }[] = [];
    const emit: Emit = (low, high, to) => moves.push({ low, high, to });
    for (const stack of state.stacks) this.#movesOfStack(stack, emit);
    const cuts = [...new Set(moves.flatMap(({ low, high }) => [low, high + 1]))].sort((a, b) => a - b);
    const row = new Array<State | undefined>(256).fill(undefined);
    for (const [i, low] of cuts.entries()) {
      const next = cuts[i + 1];
      if (next === undefined) break;
      const targets = moves.filter((move) => move.low <= low && move.high >= low).map(({ to }) => to);
      if (targets.length > 0) row.fill(this.#stateOf(targets), low, next);
    }
    this.work += 1 + moves.length * (1 + cuts.length / 4);
    return row;
  }

  #movesOfStack(stack: Stack | null, emit: Emit): void {
    for (let at = stack; at; at = at.below) {
      this.#moves(at.term, at.below, emit);
      if (!at.term.nullable) return;
    }
  }

  #moves(term: Term, below: Stack | null, emit: Emit): void {
    switch (term.kind) {
      case 'empty':
        return;
      case 'literal': {
        const byte = term.bytes[term.at] as number;
        emit(byte, byte, this.#push(this.#terms.literal(term.bytes, term.at + 1), below));
        return;
      }
      case 'bytes':
        for (let i = 0; i < term.ranges.length; i += 2) {
          emit(term.ranges[i] as number, term.ranges[i + 1] as number, below);
        }
        return;
      case 'seq':
        this.#moves(term.first, this.#push(term.rest, below), emit);
        if (term.first.nullable) this.#moves(term.rest, below, emit);
        return;
      case 'alt':
        for (const member of term.members) this.#moves(member, below, emit);
        return;
      case 'repeat': {
        const rest = this.#terms.repeat(term.item, Math.max(0, term.min - 1), term.max - 1);
        this.#moves(term.item, this.#push(rest, below), emit);
        return;
      }
      case 'ref':
        if (term.rule.body) this.#moves(term.rule.body, below, emit);
        return;
      case 'table': {
        const { table, state } = term;
        const left = term.left - (table.boundaries[state] as number);
        const moves = table.moves[state] as readonly number[];
        for (let i = 0; i < moves.length; i += 3) {
          const to = moves[i + 2] as number;
          if ((table.characters[to] as number) > left) continue;
          emit(moves[i] as number, moves[i + 1] as number, this.#push(this.#terms.table(table, to, left), below));
        }
        return;
      }
      default:
        term satisfies never;
    }
  }

  #push(term: Term, below: Stack | null): Stack | null {
    if (term.kind === 'empty') return below;
    // A table that has come to its end: nothing of it is left.
    if (term.kind === 'table' && term.nullable && term.table.moves[term.state]?.length === 0) return below;
    const key = `${term.id},${below?.id ?? 0}`;
    let stack = this.#stacks.get(key);
    if (!stack) {
      const accepts = term.nullable && (below?.accepts ?? true);
      stack = { id: this.#nStacks++, term, below, accepts, cost: term.cost + (below?.cost ?? 0) };
      this.#stacks.set(key, stack);
    }
    return stack;
  }

  #stateOf(targets: readonly (Stack | null)[]): State {
    let stacks = [...new Set(targets)];
    if (stacks.length > maxStacks) stacks = stacks.sort((a, b) => costOf(a) - costOf(b)).slice(0, maxStacks);
    stacks.sort((a, b) => idOf(a) - idOf(b));
    const key = stacks.map(idOf).join();
    let state = this.#states.get(key);
    if (!state) {
      const accepts = stacks.some((stack) => stack === null || stack.accepts);
      const cost = stacks.reduce((least, stack) => Math.min(least, costOf(stack)), Infinity);
      state = { stacks, accepts, cost, row: null, notes: null };
      this.#states.set(key, state);
    }
    return state;
  }
}

function costOf(stack: Stack | null): number {
  return stack?.cost ?? 0;
}

function idOf(stack: Stack | null): number {
  return stack?.id ?? 0;
}
