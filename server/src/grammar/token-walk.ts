// Tries the tokens of a tree in a state: those whose bytes lead to another state may come.
import type { Automaton } from './automaton.ts';
import { foreign, kindsBackTo, others } from './byte-kinds.ts';
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
      const loop = end - node > fewNodes ? this.#loopBelow(trie, node, before, state) : undefined;
      const next = loop ? end : node + 1;
      const first = tokensBefore[node] as number;
      const last = tokensBefore[next] as number;
      const to = loop ?? state;
      if (first < last && fits(to)) this.#add(trie, first, last, to.cost);
      node = next;
    }
  }

  /** The state that all bytes below a node lead back to, so that the tokens there need not be tried; if there is one. */
  #loopBelow({ bytes, kindsBelow }: TokenTrie, node: number, before: State, state: State): State | undefined {
    const automaton = this.#automaton;
    const kinds = kindsBelow[node] as number;
    if ((kinds & others) !== 0) return undefined;
    const loop = beginsCharacter(bytes[node] as number) ? behindForeign(automaton, before) : state;
    if (!loop) return undefined;
    loop.loops ??= kindsBackTo(loop, automaton.rowOf(loop));
    if ((kinds & ~foreign & ~loop.loops) !== 0) return undefined;
    return (kinds & foreign) === 0 || behindForeign(automaton, loop) === loop ? loop : undefined;
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
