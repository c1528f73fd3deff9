// Tries the tokens of a tree in a state: those whose bytes lead to another state may come.
import type { Automaton, State } from './automaton.ts';
import { foreign, kindsBackTo } from './byte-kinds.ts';
import { behindForeign } from './foreign-text.ts';
import { beginsCharacter, type TokenTrie } from './token-trie.ts';

/** Tokens that may come in a state. */
export interface Mask {
  readonly bits: Uint32Array; // [ceil(nTokens / 32)]
  /** With fewer tokens left after it, some of these could no longer be completed. */
  readonly needed: number;
  /** Whether no token is missing; otherwise the plan's next token may be. */
  readonly isWhole: boolean;
}

/**
 * Most steps of work for one mask, of a microsecond or so each. What is found by then is allowed, and the rest is not;
 * only languages made to be slow get there.
 */
const maxSteps = 16_000;

/** Places of the tree that are looked at in the time of a step. */
const placesPerStep = 100;

/** Nodes that are sooner tried than looked at as a whole. */
const fewNodes = 4;

/** Counts steps of work. */
export interface Work {
  readonly nSteps: number;
  /** Adds to them. */
  did(nSteps: number): void;
}

/** Collects the tokens of one mask. */
export class TokenWalk {
  readonly #bits: Uint32Array;
  #needed = 0;
  #isWhole = true;
  readonly #automaton: Automaton;
  readonly #work: Work;
  readonly #mostSteps: number;

  constructor(automaton: Automaton, nTokens: number, work: Work) {
    this.#automaton = automaton;
    this.#work = work;
    this.#mostSteps = work.nSteps + maxSteps;
    this.#bits = new Uint32Array(Math.ceil(nTokens / 32));
  }

  get mask(): Mask {
    return { bits: this.#bits, needed: this.#needed, isWhole: this.#isWhole };
  }

  /** Tries the tokens of a tree. @param fits whether a token may lead to this state */
  tryAll(trie: TokenTrie, from: State, fits: (state: State) => boolean): void {
    const { bytes, depths, ends, kindsBelow, tokensBefore } = trie;
    const [automaton, work] = [this.#automaton, this.#work];
    const states: State[] = [from]; // by depth
    for (let node = 0; node < bytes.length; work.did(1 / placesPerStep)) {
      const depth = depths[node] as number;
      const before = states[depth - 1] as State;
      if (work.nSteps > this.#mostSteps) {
        this.#isWhole = false;
        return;
      }
      const state = (before.row ?? automaton.rowOf(before)).at(bytes[node] as number);
      if (!state) {
        node = ends[node] as number;
        continue;
      }
      states[depth] = state;
      // Where all bytes below lead back to this state, the tokens below need no steps.
      const end = ends[node] as number;
      const begins = beginsCharacter(bytes[node] as number);
      const loop = end - node <= fewNodes ? undefined : begins ? behindForeign(automaton, before) : state;
      const isClosed = loop !== undefined && ((kindsBelow[node] as number) & ~this.#loopsOf(loop)) === 0;
      const next = isClosed ? end : node + 1;
      const [first, last] = [tokensBefore[node] as number, tokensBefore[next] as number];
      const to = isClosed ? loop : state;
      if (first < last && fits(to)) this.#add(trie, first, last, to.cost);
      node = next;
    }
  }

  #loopsOf(state: State): number {
    state.loops ??=
      kindsBackTo(state, this.#automaton.rowOf(state)) |
      (behindForeign(this.#automaton, state) === state ? foreign : 0);
    return state.loops;
  }

  /** Adds the tokens of a part of a tree. */
  #add({ order }: TokenTrie, first: number, last: number, needed: number): void {
    const bits = this.#bits;
    for (let i = first; i < last; i++) {
      const id = order[i] as number;
      bits[id >> 5] = (bits[id >> 5] as number) | (1 << (id & 31));
    }
    this.#needed = Math.max(this.#needed, needed);
  }

  /** Adds the tokens of a mask, after which `further` more bytes are needed. */
  addMask({ bits, needed, isWhole }: Mask, further: number): void {
    addBits(this.#bits, bits);
    this.#needed = Math.max(this.#needed, needed + further);
    this.#isWhole &&= isWhole;
  }
}

/** An index loop: an iterator takes ten times as long. */
export function addBits(to: Uint32Array, from: Uint32Array): void {
  for (let i = 0; i < from.length; i++) to[i] = (to[i] as number) | (from[i] as number);
}
