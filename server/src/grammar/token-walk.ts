// Tries the tokens of a tree in a state: those whose bytes lead to another state may come.
import type { Automaton, State } from './automaton.ts';
import type { TokenTrie } from './token-trie.ts';

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
const maxSteps = 20_000;

/** Places of the tree that are looked at in the time of a step. */
const placesPerStep = 100;

/** Counts steps of work. */
export interface Work {
  readonly nSteps: number;
  /** Adds to them. */
  did(nSteps: number): void;
}

/** Where tokens are tried. */
export interface WalkOptions {
  /** Whether a token may lead to this state. */
  fits(state: State): boolean;
  /** The node that led to the first state: only the tokens below it are tried. All of them if absent. */
  readonly node?: number | undefined;
  /** A byte at which a token is not followed further if the state before it accepts. */
  readonly stop?: { readonly byte: number; found(before: State, node: number): void } | undefined;
}

/** Collects the tokens of one mask. */
export class TokenWalk implements Mask {
  readonly bits: Uint32Array;
  needed = 0;
  isWhole = true;
  readonly #automaton: Automaton;
  readonly #work: Work;
  readonly #mostSteps: number;

  constructor(automaton: Automaton, nTokens: number, work: Work) {
    this.#automaton = automaton;
    this.#work = work;
    this.#mostSteps = work.nSteps + maxSteps;
    this.bits = new Uint32Array(Math.ceil(nTokens / 32));
  }

  /** Tries the tokens of a tree. */
  tryAll(trie: TokenTrie, from: State, { fits, node = -1, stop }: WalkOptions): void {
    const { bytes, depths, ends, tokens } = trie;
    const [automaton, work] = [this.#automaton, this.#work];
    const top = node === -1 ? 0 : (depths[node] as number);
    const end = node === -1 ? bytes.length : (ends[node] as number);
    const states: State[] = [from]; // by depth below the node
    for (let at = node + 1; at < end; work.did(1 / placesPerStep)) {
      const depth = (depths[at] as number) - top;
      const byte = bytes[at] as number;
      const before = states[depth - 1] as State;
      const state = (before.row ?? automaton.rowOf(before))[byte];
      if (work.nSteps > this.#mostSteps) {
        this.isWhole = false;
        return;
      }
      const stops = stop?.byte === byte && before.accepts;
      if (stops) stop.found(before, at);
      if (stops || !state) {
        at = ends[at] as number;
        continue;
      }
      states[depth] = state;
      const token = tokens[at] as number;
      if (token !== -1 && fits(state)) this.add(trie, token, state.cost);
      at++;
    }
  }

  /** Adds a token, and those of the same bytes. */
  add({ twins }: TokenTrie, token: number, needed: number): void {
    const { bits } = this;
    for (let id = token; id !== -1; id = twins[id] as number) {
      bits[id >> 5] = (bits[id >> 5] as number) | (1 << (id & 31));
    }
    this.needed = Math.max(this.needed, needed);
  }

  /** Adds the tokens of a mask, after which `further` more bytes are needed. */
  addMask({ bits, needed, isWhole }: Mask, further: number): void {
    addBits(this.bits, bits);
    this.needed = Math.max(this.needed, needed + further);
    this.isWhole &&= isWhole;
  }
}

/** An index loop: an iterator takes ten times as long. */
export function addBits(to: Uint32Array, from: Uint32Array): void {
  for (let i = 0; i < from.length; i++) to[i] = (to[i] as number) | (from[i] as number);
}
