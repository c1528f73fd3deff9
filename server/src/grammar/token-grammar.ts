// A grammar over a vocabulary: which tokens may come in a state, and how few of them complete the answer.
import { Automaton, type State } from './automaton.ts';
import { shortestCompletion } from './shortest.ts';
import type { Term, Terms } from './term.ts';
import { type TextSpan, TextSpans } from './text-spans.ts';
import type { TokenSet } from './token-set.ts';
import type { TokenTrie } from './token-trie.ts';

/** Tokens that may come in a state. */
export interface Mask {
  readonly bits: Uint32Array; // [ceil(nTokens / 32)]
  /** With fewer tokens left after it, some of these could no longer be completed. */
  readonly needed: number;
  /** Whether no token is missing; otherwise the plan's next token may be. */
  readonly isWhole: boolean;
}

/** What is cached for a state. */
interface Notes {
  mask?: Mask;
  plan?: readonly number[] | null;
}

/**
 * Most steps of work for one mask, of a microsecond or so each. What is found by then is allowed, and the rest is not;
 * only languages made to be slow get there.
 */
const maxMaskSteps = 20_000;

/** Places of the tree, and bytes of a plan, that are looked at in the time of a step. */
const placesPerStep = 100;
const planBytesPerStep = 2;

export class TokenGrammar {
  readonly #tokens: TokenSet;
  readonly #trie: TokenTrie;
  readonly #automaton: Automaton;
  readonly #spans: TextSpans;
  #nSteps = 0;

  /** @param grammar finished, and made for this vocabulary */
  constructor(tokens: TokenSet, { terms, root }: { terms: Terms; root: Term }) {
    this.#tokens = tokens;
    this.#trie = tokens.trie;
    this.#automaton = new Automaton(terms, root);
    this.#spans = new TextSpans(this.#automaton);
  }

  get start(): State {
    return this.#automaton.start;
  }

  /** The state behind a token; undefined where it may not come. */
  next(state: State, token: number): State | undefined {
    const bytes = this.#tokens.bytes[token];
    return bytes && bytes.length > 0 ? this.#automaton.run(state, bytes) : undefined;
  }

  /** Whether no byte can follow. */
  isLast(state: State): boolean {
    return state.accepts && !this.#automaton.rowOf(state).some((next) => next !== undefined);
  }

  /** Whether an answer can be completed with this many tokens. */
  canEnd(state: State, nTokens: number): boolean {
    if (state.cost <= nTokens) return true;
    if (state.cost > nTokens * this.#trie.longest) return false;
    return (this.planOf(state)?.length ?? Infinity) <= nTokens;
  }

  /**
   * Few tokens that complete the answer: the fewest that write the shortest text. Null if no tokens write it, or if it
   * is too long to list.
   */
  planOf(state: State): readonly number[] | null {
    const notes = notesOf(state);
    if (notes.plan === undefined) {
      const isListable = state.cost <= maxPlanBytes;
      if (isListable) this.#nSteps += state.cost / planBytesPerStep;
      const bytes = isListable ? shortestCompletion(state, this.#trie.writable) : [];
      notes.plan = isListable ? (this.#trie.segment(bytes) ?? null) : null;
    }
    return notes.plan;
  }

  /**
   * The tokens after which the answer can be completed with `nLeft` more. The mask is shared: copy it, do not change
   * it.
   */
  allowed(state: State, nLeft: number): Mask {
    const mask = this.fitting(state);
    return mask.needed <= nLeft ? mask : this.#walk(state, this.#trie, nLeft);
  }

  /** The tokens after which the answer can be completed with any number of others. The mask is shared as above. */
  fitting(state: State): Mask {
    const notes = notesOf(state);
    notes.mask ??= this.#maskOf(state);
    return notes.mask;
  }

  #maskOf(state: State): Mask {
    const near = this.#automaton.withoutFarLimits(state, this.#trie.longest);
    if (near.state === state) return this.#textAndOthers(state, this.#spans.of(state));
    const mask = this.fitting(near.state);
    return { ...mask, needed: mask.needed + near.shift };
  }

  /** The tokens of plain text that may come are known beforehand, so that only the others are tried. */
  #textAndOthers(state: State, span: TextSpan | undefined): Mask {
    const { text } = this.#tokens;
    if (!span || (span.characters < text.longest && !span.isAll)) return this.#walk(state, this.#trie, null);
    const mask = this.#walk(state, text.others, null);
    for (const [word, bits] of text.upTo(span.characters).entries())
      mask.bits[word] = (mask.bits[word] as number) | bits;
    return { ...mask, needed: Math.max(mask.needed, span.cost) };
  }

  /** Steps of work done for this grammar since it was made. */
  get nSteps(): number {
    return this.#automaton.nSteps + this.#nSteps;
  }

  /**
   * Tries the tokens of a tree.
   * @param nLeft null: any number of tokens
   */
  #walk(from: State, trie: TokenTrie, nLeft: number | null): Mask {
    const { bytes, depths, ends, tokens, twins, nTokens } = trie;
    const automaton = this.#automaton;
    const bits = new Uint32Array(Math.ceil(nTokens / 32));
    const states: State[] = [from]; // by depth
    const mostSteps = this.nSteps + maxMaskSteps;
    let needed = 0;
    let isWhole = nLeft === null;
    let n = 0;
    for (let node = 0; node < bytes.length; n++) {
      const depth = depths[node] as number;
      const before = states[depth - 1] as State;
      const state = (before.row ?? automaton.rowOf(before))[bytes[node] as number];
      if (n / placesPerStep + this.nSteps > mostSteps) {
        isWhole = false;
        break;
      }
      if (!state) {
        node = ends[node] as number;
        continue;
      }
      states[depth] = state;
      const token = tokens[node] as number;
      // If some bytes have no token of their own, a state may have no writable completion.
      if (token !== -1 && (nLeft === null ? state.cost < Infinity : this.canEnd(state, nLeft))) {
        for (let id = token; id !== -1; id = twins[id] as number) setBit(bits, id);
        needed = Math.max(needed, state.cost);
      }
      node++;
    }
    this.#nSteps += n / placesPerStep;
    return { bits, needed, isWhole };
  }
}

/** Longer completions are not planned: no answer is that long. */
const maxPlanBytes = 100_000;

function notesOf(state: State): Notes {
  state.notes ??= {};
  return state.notes as Notes;
}

function setBit(bits: Uint32Array, id: number): void {
  bits[id >> 5] = (bits[id >> 5] as number) | (1 << (id & 31));
}
