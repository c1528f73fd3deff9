// Runs a grammar byte by byte. A state is a set of stacks of terms that are still to be matched. It is created when it
// is first reached, and caches what is computed for it: its row of next states, its token masks.
import { Row } from './row.ts';
import type { Term, Terms } from './term.ts';
import type { WorkBudget } from './work-budget.ts';

/** What is still to be matched: the term on top, then the stack below it. */
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
  /** The alternatives; null is an empty stack, with nothing left to match. */
  readonly stacks: readonly (Stack | null)[];
  /** Whether the text may end here. */
  readonly accepts: boolean;
  /** Bytes of the shortest text that ends the match. */
  readonly cost: number;
  /** The next state for each byte; null until it is computed. */
  row: Row<State> | null;
  /** The kinds of bytes that lead back to it, as bits of byte-kinds.ts; null until they are needed. */
  loops: number | null;
  /** What behindForeign() finds; null until it is needed. */
  behindForeign: State | null | undefined;
  /** A cache for the code that uses states. */
  notes: unknown;
}

/**
 * Most alternatives of one state. Of more than that, the longest are dropped: the language gets smaller, but each text
 * that is left still matches.
 */
const maxStacks = 4096;

/** Most moves out of one state, times the bytes at which they begin or end; further moves are dropped. */
const maxSpans = 50_000;

/** Most states in memory; then all are dropped, since a recursive grammar has infinitely many. */
const mostStates = 1000;

/** Bytes that are followed through known states in the time of a step. */
const bytesPerStep = 64;

/** What is copied in the time that it takes to find a move. */
const copiesPerStep = 8;

/** The moves out of one state: each byte from low to high leads to a stack. */
class Moves {
  readonly lows: number[] = [];
  readonly highs: number[] = [];
  readonly targets: (Stack | null)[] = [];
  /** The first byte of each move, and the byte behind its last one. */
  readonly edges = new Set<number>();
  /** Stacks whose moves are included. */
  readonly stacks = new Set<Stack>();

  /** Whether there are too many to look for more. */
  get isFull(): boolean {
    return this.lows.length * this.edges.size + this.stacks.size > maxSpans;
  }

  add(low: number, high: number, to: Stack | null): void {
    this.lows.push(low);
    this.highs.push(high);
    this.edges.add(low).add(high + 1);
    this.targets.push(to);
  }
}

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
  #states = new Map<string, State>();
  #stacks = new Map<string, Stack>();
  #nStacks = 1;
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
    return this.stateOf([this.#push(term, null)]);
  }

  /** The state in front of alternatives, each some terms in a row. */
  stateBeforeAny(rows: readonly (readonly Term[])[]): State {
    return this.stateOf(
      rows.map((row) => row.reduceRight<Stack | null>((below, term) => this.#push(term, below), null)),
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
        return this.#push(this.#terms.table(term.table, term.state, Infinity), stack?.below ?? null);
      }
      if (term?.kind !== 'repeat' || term.item.nullable) return stack ?? null;
      const { item, min, max } = term;
      const least = Math.min(min, n + 1);
      if (min > least && item.cost < Infinity) shift = Math.max(shift, (min - least) * item.cost);
      return this.#push(this.#terms.repeat(item, least, max > n ? Infinity : max), stack?.below ?? null);
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
      this.#states = new Map();
      this.#stacks = new Map();
      this.#terms.forget();
    }
    const moves = new Moves();
    this.#allMoves(state, moves);
    // Plans follow the shortest completions, so their moves are never dropped.
    const shortest =
      moves.isFull && state.cost < Infinity ? state.stacks.filter((stack) => costOf(stack) === state.cost) : [];
    for (const stack of shortest) this.#shortestMove(stack, moves);
    const { lows, highs, targets } = moves;
    const cuts = [...moves.edges].sort((a, b) => a - b);
    const behind = cuts.map((): (Stack | null)[] => []);
    const places = new Map(cuts.map((byte, i) => [byte, i]));
    let nTargets = 0;
    for (const [i, target] of targets.entries()) {
      const end = places.get((highs[i] as number) + 1) as number;
      for (let at = places.get(lows[i] as number) as number; at < end; at++, nTargets++) behind[at]?.push(target);
    }
    const next = behind.map((stacks) => (stacks.length > 0 ? this.stateOf(stacks) : undefined));
    this.#count(targets.length + moves.stacks.size + nTargets / copiesPerStep);
    return new Row(cuts, next);
  }

  #count(nSteps: number): void {
    this.nSteps += nSteps;
    this.#budget?.spend(nSteps);
  }

  #allMoves(state: State, moves: Moves): void {
    const { stacks } = moves;
    const line = state.stacks.filter((stack) => stack !== null);
    for (let stack = line.pop(); stack && !moves.isFull; stack = line.pop()) {
      if (stacks.has(stack)) continue;
      stacks.add(stack);
      this.#moves(stack.term, stack.below, moves, line);
      if (stack.term.nullable && stack.below) line.push(stack.below);
    }
  }

  /** Adds the moves that include the first byte of the shortest match. */
  #shortestMove(stack: Stack | null, moves: Moves): void {
    let at = stack;
    while (at) {
      const { term, below }: Stack = at;
      if (term.cost === 0) at = below;
      else if (term.kind === 'seq') at = this.#push(term.first, this.#push(term.rest, below));
      else if (term.kind === 'alt') at = this.#push(term.members.find(({ cost }) => cost === term.cost) as Term, below);
      else if (term.kind === 'ref' && term.rule.body) at = this.#push(term.rule.body, below);
      else if (term.kind === 'repeat') at = this.#push(term.item, this.#push(this.#restOf(term), below));
      else {
        this.#moves(term, below, moves, []);
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
  #moves(term: Term, below: Stack | null, moves: Moves, line: Stack[]): void {
    switch (term.kind) {
      case 'empty':
        return;
      case 'literal': {
        const byte = term.bytes[term.at] as number;
        moves.add(byte, byte, this.#push(this.#terms.behindFirst(term), below));
        return;
      }
      case 'bytes':
        for (let i = 0; i < term.ranges.length; i += 2) {
          moves.add(term.ranges[i] as number, term.ranges[i + 1] as number, below);
        }
        return;
      case 'seq': {
        const rest = this.#push(term.rest, below);
        this.#moves(term.first, rest, moves, line);
        if (term.first.nullable && rest) line.push(rest);
        return;
      }
      case 'alt':
        for (const member of term.members) this.#moves(member, below, moves, line);
        return;
      case 'repeat':
        this.#moves(term.item, this.#push(this.#restOf(term), below), moves, line);
        return;
      case 'ref':
        if (term.rule.body) this.#moves(term.rule.body, below, moves, line);
        return;
      case 'table': {
        const { table, state } = term;
        const left = term.left - (table.boundaries[state] as number);
        const end = table.starts[state + 1] as number;
        for (let i = table.starts[state] as number; i < end; i += 3) {
          const to = table.moves[i + 2] as number;
          if ((table.characters[to] as number) > left) continue;
          const [low, high] = [table.moves[i] as number, table.moves[i + 1] as number];
          moves.add(low, high, this.#push(this.#terms.table(table, to, left), below));
        }
        return;
      }
      default:
        term satisfies never;
    }
  }

  #push(term: Term, below: Stack | null): Stack | null {
    if (term.kind === 'empty') return below;
    // A table at its end has nothing left to match.
    if (term.kind === 'table' && term.nullable && hasNoMoves(term)) return below;
    const key = `${term.id},${below?.id ?? 0}`;
    let stack = this.#stacks.get(key);
    if (!stack) {
      const accepts = term.nullable && (below?.accepts ?? true);
      stack = { id: this.#nStacks++, term, below, accepts, cost: term.cost + (below?.cost ?? 0) };
      this.#stacks.set(key, stack);
    }
    return stack;
  }

  /** With its first part on top, so that the places in front of a list and within it are one state. */
  #unfolded(stack: Stack | null): Stack | null {
    let top = stack;
    while (top?.term.kind === 'seq') top = this.#push(top.term.first, this.#push(top.term.rest, top.below));
    return top;
  }

  /** The state of these alternatives. */
  stateOf(targets: readonly (Stack | null)[]): State {
    let stacks = [...new Set(targets.map((target) => this.#unfolded(target)))];
    if (stacks.length > maxStacks) stacks = stacks.sort((a, b) => costOf(a) - costOf(b)).slice(0, maxStacks);
    stacks.sort((a, b) => idOf(a) - idOf(b));
    const key = stacks.map(idOf).join();
    let state = this.#states.get(key);
    if (!state) {
      const accepts = stacks.some((stack) => stack === null || stack.accepts);
      const cost = stacks.reduce((least, stack) => Math.min(least, costOf(stack)), Infinity);
      state = { stacks, accepts, cost, row: null, loops: null, behindForeign: null, notes: null };
      this.#states.set(key, state);
    }
    return state;
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
