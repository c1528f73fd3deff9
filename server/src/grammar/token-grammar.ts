// A grammar over a vocabulary: which tokens may come in a state, and how few of them complete the answer.
import { Automaton } from './automaton.ts';
import { ForcedText } from './forced-text.ts';
import { shortestCompletion } from './shortest.ts';
import type { State } from './states.ts';
import { partsOf, type StateParts } from './string-contents.ts';
import type { Term, Terms } from './term.ts';
import type { TokenSet } from './token-set.ts';
import type { TokenTrie } from './token-trie.ts';
import { type Mask, TokenWalk, type Work } from './token-walk.ts';

/** What is cached for a state. */
interface Notes {
  mask?: Mask;
  plan?: readonly number[] | null;
}

/** Bytes of a plan that are looked at in the time of a step. */
const planBytesPerStep = 2;

export class TokenGrammar implements Work {
  /** Text that must come. */
  readonly forced: ForcedText;
  readonly #tokens: TokenSet;
  readonly #trie: TokenTrie;
  readonly #automaton: Automaton;
  #nSteps = 0;

  /** @param grammar finished, and made for this vocabulary */
  constructor(tokens: TokenSet, { terms, root }: { terms: Terms; root: Term }) {
    this.#tokens = tokens;
    this.#trie = tokens.trie;
    this.#automaton = new Automaton(terms, root);
    this.forced = new ForcedText(this.#automaton, this.#trie);
  }

  get start(): State {
    return this.#automaton.start;
  }

  /** What a token writes; null if it writes no text. */
  bytesOf(token: number): Uint8Array | null {
    return this.#tokens.bytes[token] ?? null;
  }

  /** The state behind a token; undefined where it may not come. */
  next(state: State, token: number): State | undefined {
    const bytes = this.#tokens.bytes[token];
    return bytes && bytes.length > 0 ? this.#automaton.run(state, bytes) : undefined;
  }

  /** Whether no byte can follow. */
  isLast(state: State): boolean {
    return state.accepts && this.#automaton.rowOf(state).isEmpty;
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
    return mask.needed <= nLeft ? mask : this.#near(state, nLeft);
  }

  /** The tokens after which the answer can be completed with any number of others. The mask is shared as above. */
  fitting(state: State): Mask {
    const notes = notesOf(state);
    notes.mask ??= this.#maskOf(state);
    return notes.mask;
  }

  #maskOf(state: State): Mask {
    const near = this.#automaton.withoutFarLimits(state, this.#trie.longest);
    if (near.state === state) return this.#allParts(state);
    const mask = this.fitting(near.state);
    return { ...mask, needed: mask.needed + near.shift };
  }

  #allParts(state: State): Mask {
    const parts = partsOf(state);
    const walk = new TokenWalk(this.#automaton, this.#trie.nTokens, this);
    const content = parts.strings.length > 0 ? this.#contentOf(parts) : undefined;
    if (!content) {
      walk.tryAll(this.#trie, state, isCompletable);
      return walk.mask;
    }
    walk.addMask(content, parts.endCost);
    // Inside of strings, only tokens with a quote lead further.
    walk.tryAll(this.#tokens.quoted, this.#automaton.stateOf(parts.strings), isCompletable);
    if (parts.rest.length > 0) walk.tryAll(this.#trie, this.#automaton.stateOf(parts.rest), isCompletable);
    return walk.mask;
  }

  #contentOf({ contents }: StateParts): Mask | undefined {
    const { strings } = this.#tokens;
    const before = strings.nSteps;
    const mask = strings.maskOf(contents);
    this.did(strings.nSteps - before);
    return mask;
  }

  /** The tokens after which few others complete the answer. */
  #near(state: State, nLeft: number): Mask {
    const walk = new TokenWalk(this.#automaton, this.#trie.nTokens, this);
    walk.tryAll(this.#trie, state, (next) => this.canEnd(next, nLeft));
    return { ...walk.mask, isWhole: false };
  }

  /** Steps of work done for this grammar since it was made. */
  get nSteps(): number {
    return this.#automaton.nSteps + this.#nSteps;
  }

  did(nSteps: number): void {
    this.#nSteps += nSteps;
  }
}

/** If some bytes have no token of their own, a state may have no writable completion. */
function isCompletable({ cost }: State): boolean {
  return cost < Infinity;
}

/** Longer completions are not planned: no answer is that long. */
const maxPlanBytes = 100_000;

function notesOf(state: State): Notes {
  state.notes ??= {};
  return state.notes as Notes;
}
