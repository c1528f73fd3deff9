// Runs a grammar byte by byte: finds the rows of states as they are reached.
import { Moves } from './moves.ts';
import { Row } from './row.ts';
import { type Stack, type State, States } from './states.ts';
import type { Term, Terms } from './term.ts';
import type { WorkBudget } from './work-budget.ts';

/** Most states in memory; then all are dropped, since a recursive grammar has infinitely many. */
const mostStates = 1000;

/** Bytes that are followed through known states in the time of a step. */
const bytesPerStep = 64;

/** What is copied in the time that it takes to find a move. */
const copiesPerStep = 8;

/** How an automaton is used. */
export interface AutomatonOptions {
  /** While a grammar is built: it is charged for the work, and no state is dropped. */
  readonly budget?: WorkBudget | undefined;
  /** Most states in memory. */
  readonly maxStates?: number | undefined;
}

export class Automaton {
  readonly #terms: Terms;
  readonly #root: Term;
  readonly #budget: WorkBudget | undefined;
  readonly #maxStates: number;
  readonly #states = new States();
  readonly #moves = new Moves(); // used again for each state
  #nRows = 0;
  /** Steps of work done to find rows: one for each move out of a state. */
  nSteps = 0;

  constructor(terms: Terms, root: Term, { budget, maxStates = mostStates }: AutomatonOptions = {}) {
    this.#terms = terms;
    this.#root = root;
    this.#budget = budget;
    this.#maxStates = budget ? Infinity : maxStates;
  }

  get start(): State {
    return this.stateBefore(this.#root);
  }

  /** The state in front of a term. */
  stateBefore(term: Term): State {
    return this.stateOf([this.#states.push(term, null)]);
  }

  /** The state in front of alternatives, each some terms in a row. */
  stateBeforeAny(rows: readonly (readonly Term[])[]): State {
    return this.stateOf(
      rows.map((row) => row.reduceRight<Stack | null>((below, term) => this.#states.push(term, below), null)),
    );
  }

  /**
   * The state without the limits of lengths that no token of up to n bytes reaches: the same tokens may come there, and
   * states that differ in nothing else share their masks. `shift` is how many bytes less complete the answer, at most.
   */
  withoutFarLimits(state: State, n: number): { state: State; shift: number } {
    let shift = 0;
    const stacks = state.stacks.map((stack) => {
      const term = stack?.term;
      if (term?.kind === 'table' && term.left < Infinity && term.left >= n + term.table.mostCharacters) {
        return this.#states.push(this.#terms.table(term.table, term.state, Infinity), stack?.below ?? null);
      }
      if (term?.kind !== 'repeat' || term.item.nullable) return stack ?? null;
      const { item, min, max } = term;
      const least = Math.min(min, n + 1);
      if (min > least && item.cost < Infinity) shift = Math.max(shift, (min - least) * item.cost);
      return this.#states.push(this.#terms.repeat(item, least, max > n ? Infinity : max), stack?.below ?? null);
    });
    return { state: this.stateOf(stacks), shift };
  }

  /** The next state for each byte. */
  rowOf(state: State): Row<State> {
    state.row ??= this.#findRow(state);
    return state.row;
  }

  /** The state after these bytes, or undefined if they may not come. */
  run(from: State, bytes: Uint8Array): State | undefined {
    this.#budget?.spend(bytes.length / bytesPerStep);
    let state: State | undefined = from;
    for (let i = 0; i < bytes.length && state; i++) state = this.rowOf(state).at(bytes[i] as number);
    return state;
  }

  #findRow(state: State): Row<State> {
    if (this.#states.size > this.#maxStates) {
      this.#states.forget();
      this.#terms.forget();
    }
    const moves = this.#moves;
    moves.clear();
    this.#nRows++;
    this.#allMoves(state);
    // Plans follow the shortest completions, so their moves are never dropped.
    if (moves.isFull && state.cost < Infinity) {
      for (const stack of state.stacks) if (costOf(stack) === state.cost) this.#shortestMove(stack);
    }
    const spans = moves.spans();
    const { cuts } = spans;
    const targets: (State | undefined)[] = cuts[0] === 0 ? [] : [undefined];
    let nTargets = 0;
    for (let span = 0; span < cuts.length; span++) {
      const n = moves.counts[span] as number;
      nTargets += n;
      targets.push(n > 0 ? this.#states.of(moves.behind[span] as (Stack | null)[], n) : undefined);
    }
    this.#count(moves.n + moves.nStacks + nTargets / copiesPerStep);
    return new Row(spans, targets);
  }

  #count(nSteps: number): void {
    this.nSteps += nSteps;
    this.#budget?.spend(nSteps);
  }

  #allMoves(state: State): void {
    const line: Stack[] = [];
    for (const stack of state.stacks) if (stack) line.push(stack);
    for (let stack = line.pop(); stack && !this.#moves.isFull; stack = line.pop()) {
      if (stack.row === this.#nRows) continue;
      stack.row = this.#nRows;
      this.#moves.nStacks++;
      this.#addMoves(stack.term, stack.below, line);
      if (stack.term.nullable && stack.below) line.push(stack.below);
    }
  }

  /** Adds the moves that include the first byte of the shortest match. */
  #shortestMove(stack: Stack | null): void {
    let at = stack;
    while (at) {
      const { term, below }: Stack = at;
      if (term.cost === 0) at = below;
      else if (term.kind === 'seq') at = this.#states.push(term.first, this.#states.push(term.rest, below));
      else if (term.kind === 'alt')
        at = this.#states.push(term.members.find(({ cost }) => cost === term.cost) as Term, below);
      else if (term.kind === 'ref' && term.rule.body) at = this.#states.push(term.rule.body, below);
      else if (term.kind === 'repeat') at = this.#states.push(term.item, this.#states.push(this.#restOf(term), below));
      else {
        this.#addMoves(term, below, []);
        return;
      }
    }
  }

  #restOf(repeat: Term & { kind: 'repeat' }): Term {
    const { item, min, max } = repeat;
    if (min === 0 && max === Infinity) return repeat;
    return this.#terms.repeat(item, Math.max(0, min - 1), max - 1);
  }

  /** @param line collects the stacks that are reached without a byte */
  #addMoves(term: Term, below: Stack | null, line: Stack[]): void {
    switch (term.kind) {
      case 'empty':
        return;
      case 'literal': {
        const byte = term.bytes[term.at] as number;
        this.#moves.add(byte, byte, this.#states.push(this.#terms.behindFirst(term), below));
        return;
      }
      case 'bytes':
        for (let i = 0; i < term.ranges.length; i += 2) {
          this.#moves.add(term.ranges[i] as number, term.ranges[i + 1] as number, below);
        }
        return;
      case 'seq': {
        const rest = this.#states.push(term.rest, below);
        this.#addMoves(term.first, rest, line);
        if (term.first.nullable && rest) line.push(rest);
        return;
      }
      case 'alt':
        for (const member of term.members) this.#addMoves(member, below, line);
        return;
      case 'repeat':
        this.#addMoves(term.item, this.#states.push(this.#restOf(term), below), line);
        return;
      case 'ref':
        if (term.rule.body) this.#addMoves(term.rule.body, below, line);
        return;
      case 'table': {
        const { table, state } = term;
        const left = term.left - (table.boundaries[state] as number);
        const end = table.starts[state + 1] as number;
        for (let i = table.starts[state] as number; i < end; i += 3) {
          const to = table.moves[i + 2] as number;
          if ((table.characters[to] as number) > left) continue;
          const [low, high] = [table.moves[i] as number, table.moves[i + 1] as number];
          this.#moves.add(low, high, this.#states.push(this.#terms.table(table, to, left), below));
        }
        return;
      }
      default:
        term satisfies never;
    }
  }

  /** The state of these alternatives. */
  stateOf(targets: readonly (Stack | null)[]): State {
    return this.#states.of(targets, targets.length);
  }
}

function costOf(stack: Stack | null): number {
  return stack?.cost ?? 0;
}
