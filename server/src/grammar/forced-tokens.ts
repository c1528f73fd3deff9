// Forced text as tokens, cut as the model was trained to read them: together with the token in front, with which it may
// merge, and without its last tokens where these may merge with what follows.
import type { ForcedIds } from '../engine/token-constraint.ts';
import type { State } from './states.ts';
import type { TokenGrammar } from './token-grammar.ts';

/**
 * Cuts bytes into tokens as a tokenizer does in the middle of a text. The last token may reach into what is ahead.
 * Undefined if they are not whole characters, or if it would write them otherwise.
 * @param before the tokens in front of them
 * @param ahead the text behind them
 */
export type CutBytes = (before: readonly number[], bytes: Uint8Array, ahead: string) => readonly number[] | undefined;

/** A token that was chosen. */
export interface ChosenToken {
  readonly id: number;
  /** In front of it. */
  readonly state: State;
  /** The tokens in front of it, as far as they are known. */
  readonly before: readonly number[];
  /** Tokens that the answer may have from it on, itself included. */
  readonly nLeft: number;
}

/** The forced tokens of one answer. */
export class ForcedTokens {
  readonly #grammar: TokenGrammar;
  readonly #cut: CutBytes;
  /** By what the tokenizer writes, what the model wrote there last: `":"` in place of `":`, if it leaves no spaces. */
  readonly #habits = new Map<number, number>();
  /** A token that the model may write otherwise, and the tokens that come before it. */
  #awaited: { readonly id: number; nBefore: number } | undefined;

  constructor(grammar: TokenGrammar, cut: CutBytes) {
    this.#grammar = grammar;
    this.#cut = cut;
  }

  /**
   * The tokens that write the chosen one and the text that must follow it; the chosen one alone where nothing must, or
   * where there would be no room to complete the answer behind them.
   */
  with(chosen: ChosenToken): ForcedIds {
    const { id, state } = chosen;
    const alone = [id];
    const own = this.#grammar.bytesOf(id);
    const after = this.#grammar.next(state, id);
    if (!own || !after) return { ids: alone };
    const run = this.#grammar.forced.behind(after);
    const text = wholeCharacters(Uint8Array.from([...own, ...run.bytes]));
    const nForced = text.length - own.length;
    if (nForced <= 0) return { ids: alone };
    const end = run.states[nForced - 1] as State;
    const shared = this.#cutForAll(chosen, own, text, end);
    const { ids, nBytes } = this.#upTo(this.#grammar.forced.nCertain(text, end), shared);
    const certain = nBytes > own.length ? ids : alone;
    if (!this.#hasRoom(chosen, certain)) return { ids: alone };
    return { ids: certain, likely: this.#nextOf(this.#cutBehind(chosen, own, text, ''), chosen, certain) };
  }

  /** Learns from a token of the answer: all of them are told, in their order. */
  accepted(id: number): void {
    if (!this.#awaited || this.#awaited.nBefore-- > 0) return;
    this.#habits.set(this.#awaited.id, id);
    this.#awaited = undefined;
  }

  /** The token behind the certain ones, if these are the first ones and there would be room behind it. */
  #nextOf(all: readonly number[], chosen: ChosenToken, certain: readonly number[]): number | undefined {
    const next = all[certain.length];
    this.#awaited = undefined;
    if (next === undefined || nShared(certain, all) < certain.length) return undefined;
    this.#awaited = { id: next, nBefore: certain.length };
    return [this.#habits.get(next) ?? next, next].find((id) => this.#hasRoom(chosen, [...certain, id]));
  }

  /** The first tokens, as many as come whatever follows the text. */
  #cutForAll(chosen: ChosenToken, own: Uint8Array, text: Uint8Array, end: State): readonly number[] {
    const { forced } = this.#grammar;
    const ahead = [...(end.accepts ? [''] : []), ...forced.ahead(end)];
    const [first = [], ...others] = ahead.map((next) => this.#cutBehind(chosen, own, text, next));
    const n = others.reduce((least, ids) => Math.min(least, nShared(first, ids)), first.length);
    return first.slice(0, n);
  }

  #cutBehind({ id, before }: ChosenToken, own: Uint8Array, text: Uint8Array, ahead: string): readonly number[] {
    const merged = this.#cut(before, text, ahead);
    if (merged) return merged;
    // The chosen token may be a part of a character.
    const rest = this.#cut([...before, id], text.subarray(own.length), ahead);
    return rest ? [id, ...rest] : [];
  }

  /** The longest beginning of the ids that writes at most `most` bytes. */
  #upTo(most: number, ids: readonly number[]): { ids: readonly number[]; nBytes: number } {
    let nBytes = 0;
    for (const [i, id] of ids.entries()) {
      const length = this.#grammar.bytesOf(id)?.length ?? Infinity;
      if (nBytes + length > most) return { ids: ids.slice(0, i), nBytes };
      nBytes += length;
    }
    return { ids, nBytes };
  }

  /** Whether these tokens may come, and the answer can be completed behind them. */
  #hasRoom({ state: from, nLeft }: ChosenToken, ids: readonly number[]): boolean {
    let state: State | undefined = from;
    for (const id of ids) state = state && this.#grammar.next(state, id);
    return state !== undefined && ids.length <= nLeft && this.#grammar.canEnd(state, nLeft - ids.length);
  }
}

function nShared(one: readonly number[], other: readonly number[]): number {
  const n = one.findIndex((id, i) => id !== other[i]);
  return n === -1 ? one.length : n;
}

/** Without the first bytes of a character whose others are missing. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;
  let lead = bytes.length - 1;
  while (lead > 0 && isContinuation(bytes[lead] as number)) lead--;
  const byte = bytes[lead] ?? 0;
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
  return lead + length > bytes.length ? bytes.subarray(0, lead) : bytes;
}
