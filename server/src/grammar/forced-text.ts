// Text that must come: where a language allows one byte only, and the next, up to a choice. Where it ends, a token may
// begin in it and reach beyond, so that its last tokens are not certain.
import type { Automaton } from './automaton.ts';
import type { Row } from './row.ts';
import type { State } from './states.ts';
import type { TokenTrie } from './token-trie.ts';

/** Bytes that must follow a state. */
export interface ForcedRun {
  readonly bytes: readonly number[];
  /** [bytes.length] The state behind each byte. */
  readonly states: readonly State[];
}

/** Longer text is found in several runs, so that none takes long. */
const mostBytes = 512;

/** Places of the tree that are looked at for a token; a search that takes more counts as a find. */
const mostPlaces = 500;

/** Most steps of work of the automaton for a run, and for a search; only languages made to be slow get there. */
const mostSteps = 5000;

/** Kinds of characters that tokenizers tell apart; any other is a kind of its own. */
const kindsOfCharacters = [/[a-z]/i, /[0-9]/, /[\n\r]/];

/** Most characters that are looked at behind forced text. */
const mostAhead = 8;

/** Finds forced text in one grammar. */
export class ForcedText {
  readonly #automaton: Automaton;
  readonly #trie: TokenTrie;

  constructor(automaton: Automaton, trie: TokenTrie) {
    this.#automaton = automaton;
    this.#trie = trie;
  }

  /** Up to the first place where there is a choice, which includes that the answer may end. */
  behind(state: State): ForcedRun {
    const bytes: number[] = [];
    const states: State[] = [];
    const last = this.#automaton.nSteps + mostSteps;
    let at = state;
    while (bytes.length < mostBytes && !at.accepts && this.#automaton.nSteps < last) {
      const row = this.#automaton.rowOf(at);
      const byte = onlyByte(row);
      if (byte === -1) break;
      at = row.at(byte) as State;
      bytes.push(byte);
      states.push(at);
    }
    return { bytes, states };
  }

  /** What may come next, where there is a choice: a character of each kind. */
  ahead(state: State): string[] {
    const row = this.#automaton.rowOf(state);
    const ofKinds = new Map<unknown, string>();
    for (let byte = 0; byte < 0x80 && ofKinds.size < mostAhead; byte++) {
      if (row.at(byte) === undefined) continue;
      const character = String.fromCharCode(byte);
      const kind = kindsOfCharacters.find((pattern) => pattern.test(character)) ?? character;
      if (!ofKinds.has(kind)) ofKinds.set(kind, character);
    }
    return [...ofKinds.values()];
  }

  /**
   * How many of these bytes come whatever follows: behind them begins the first token that may come and reaches beyond
   * the last byte.
   * @param end the state behind the last byte
   */
  nCertain(bytes: Uint8Array, end: State): number {
    const last = this.#automaton.nSteps + mostSteps;
    for (let at = Math.max(0, bytes.length - this.#trie.longest + 1); at < bytes.length; at++) {
      const node = this.#trie.find(bytes.subarray(at));
      if (node !== undefined && this.#goesOn(node, end, last)) return at;
    }
    return bytes.length;
  }

  /** Whether there is a token below this place of the tree that the state allows. */
  #goesOn(node: number, from: State, lastStep: number): boolean {
    const { bytes, depths, ends, tokens } = this.#trie;
    const depth = depths[node] as number;
    const end = ends[node] as number;
    const states: State[] = [from]; // by depth below the node
    let nPlaces = 0;
    for (let at = node + 1; at < end; ) {
      if (nPlaces++ === mostPlaces || this.#automaton.nSteps > lastStep) return true;
      const below = (depths[at] as number) - depth;
      const next = this.#automaton.rowOf(states[below - 1] as State).at(bytes[at] as number);
      if (!next) {
        at = ends[at] as number;
        continue;
      }
      if (tokens[at] !== -1 && next.cost < Infinity) return true;
      states[below] = next;
      at++;
    }
    return false;
  }
}

/** The one byte that may come, or -1 if there are several or none. */
function onlyByte({ kinds, targets }: Row<State>): number {
  let only = -1;
  for (let byte = 0; byte < kinds.length; byte++) {
    if (targets[kinds[byte] as number] === undefined) continue;
    if (only !== -1) return -1;
    only = byte;
  }
  return only;
}
