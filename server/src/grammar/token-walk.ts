// Tries the tokens of a tree in a state: those whose bytes lead to another state may come.
import type { Automaton } from './automaton.ts';
import { foreign, mainWay, others } from './byte-kinds.ts';
import { behindForeign } from './foreign-text.ts';
import type { State } from './states.ts';
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
    const { bytes, depths, ends, tokensBefore } = trie;
    const automaton = this.#automaton;
    const work = this.#work;
    const states: State[] = [from]; // by depth
    for (let node = 0, nPlaces = 1; node < bytes.length; nPlaces++) {
      if (nPlaces % placesPerStep === 0) work.did(1);
      const depth = depths[node] as number;
      const before = states[depth - 1] as State;
      if (!before.row && work.nSteps > this.#mostSteps) {
        this.#isWhole = false;
        return;
      }
      const state = (before.row ?? automaton.rowOf(before)).at(bytes[node] as number);
      const end = ends[node] as number;
      if (!state) {
        node = end;
        continue;
      }
      states[depth] = state;
      const cost = end - node > fewNodes ? this.#costBelow(trie, node, before, state, fits) : -1;
      const next = cost >= 0 ? end : node + 1;
      const first = tokensBefore[node] as number;
      const last = tokensBefore[next] as number;
      if (first < last && (cost >= 0 || fits(state))) this.#add(trie, first, last, cost >= 0 ? cost : state.cost);
      node = next;
    }
  }

  /**
   * If all tokens below a node may come, whatever their bytes are, so that they need not be tried: the most bytes that
   * are needed behind one of them. Otherwise -1.
   */
  #costBelow(trie: TokenTrie, node: number, before: State, state: State, fits: (state: State) => boolean): number {
    const automaton = this.#automaton;
    const kinds = trie.kindsBelow[node] as number;
    if ((kinds & others) !== 0) return -1;
    const first = beginsCharacter(trie.bytes[node] as number) ? behindForeign(automaton, before) : state;
    let cost = 0;
    let at = first;
    for (let left = trie.heights[node] as number; left >= 0 && at; left--) {
      if (!fits(at)) return -1;
      cost = Math.max(cost, at.cost);
      if (left === 0) return cost;
      if (at.way === null) at.way = mainWay(automaton.rowOf(at));
      const way: State['way'] = at.way;
      if (!way || (kinds & ~foreign & ~way.kinds) !== 0) return -1;
      const isLoop = way.to === at;
      if ((kinds & foreign) !== 0 && !(isLoop && behindForeign(automaton, at) === at)) return -1;
      if (isLoop) return cost;
      at = way.to;
    }
    return -1;
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
