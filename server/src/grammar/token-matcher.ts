// Matches one answer token by token. It always keeps a plan that completes the answer with the tokens that are left;
// near the end only the plan's tokens are allowed.
import type { ConstraintLimits, ForcedIds, TokenConstraint } from '../engine/token-constraint.ts';
import { type CutBytes, ForcedTokens } from './forced-tokens.ts';
import type { State } from './states.ts';
import type { TokenGrammar } from './token-grammar.ts';
import type { Mask } from './token-walk.ts';

/** Tokens that show how forced text behind them is cut. */
const nBefore = 4;

/** How one answer is matched. */
export interface MatchOptions extends ConstraintLimits {
  /** Tokens of the vocabulary. */
  readonly nTokens: number;
  /** The answer is free until this token. Absent: it is constrained from the beginning. */
  readonly beginId?: number | undefined;
  /** Absent: forced text is chosen token by token. */
  readonly cut?: CutBytes | undefined;
}

export class TokenMatcher implements TokenConstraint {
  readonly #grammar: TokenGrammar;
  readonly #stopIds: readonly number[];
  readonly #beginId: number | undefined;
  readonly #nTokens: number;
  /** Used again for each mask: with a large vocabulary, new ones would keep the garbage collector busy. */
  readonly #bits: Uint32Array;
  readonly #forced: ForcedTokens | undefined;
  /** The last tokens, at most nBefore. */
  readonly #before: number[] = [];
  #state: State;
  #nLeft: number;
  #hasBegun: boolean;
  #wasCut = false;
  /** Tokens that complete the answer from here. */
  #plan: readonly number[] | undefined;

  constructor(grammar: TokenGrammar, { nTokens, maxTokens, stopIds, beginId, cut }: MatchOptions) {
    this.#grammar = grammar;
    this.#forced = cut && new ForcedTokens(grammar, cut);
    this.#nTokens = nTokens;
    this.#stopIds = stopIds;
    this.#beginId = beginId;
    const nBits = Math.max(nTokens, ...stopIds.map((id) => id + 1));
    this.#bits = new Uint32Array(Math.ceil(nBits / 32));
    this.#state = grammar.start;
    this.#nLeft = maxTokens;
    this.#hasBegun = beginId === undefined;
  }

  /** Steps of work done for the grammar since it was made, by all of its answers. */
  get nSteps(): number {
    return this.#grammar.nSteps;
  }

  get isFree(): boolean {
    return !this.#hasBegun && this.#mayBegin;
  }

  get wasCut(): boolean {
    return this.#wasCut;
  }

  get isComplete(): boolean {
    return this.#hasBegun && this.#grammar.isLast(this.#state);
  }

  /** Whether a whole answer fits after the token that begins it. */
  get #mayBegin(): boolean {
    return this.#grammar.canEnd(this.#state, this.#nLeft - 1);
  }

  allows(id: number): boolean {
    if (!this.#hasBegun) return id !== this.#beginId || this.#hasRoom(this.#mayBegin);
    if (this.#stopIds.includes(id)) return this.#state.accepts;
    const next = this.#grammar.next(this.#state, id);
    if (!next) return false;
    return this.#hasRoom(this.#grammar.canEnd(next, this.#nLeft - 1) || this.#planned()[0] === id);
  }

  #hasRoom(hasRoom: boolean): boolean {
    this.#wasCut ||= !hasRoom;
    return hasRoom;
  }

  allowed(): Uint32Array {
    return this.#hasBegun
      ? this.#bitsOf(this.#grammar.allowed(this.#state, this.#nLeft - 1))
      : this.#allIds(this.#mayBegin);
  }

  fitting(): Uint32Array {
    return this.#hasBegun ? this.#bitsOf(this.#grammar.fitting(this.#state)) : this.#allIds(true);
  }

  #bitsOf(mask: Mask): Uint32Array {
    const bits = this.#bits;
    bits.set(mask.bits);
    const [planned] = mask.isWhole ? [] : this.#planned();
    if (planned !== undefined) setBit(bits, planned, true);
    for (const id of this.#stopIds) setBit(bits, id, this.#state.accepts);
    return bits;
  }

  withForced(id: number): ForcedIds {
    if (!this.#forced || !this.#hasBegun || this.#stopIds.includes(id)) return { ids: [id] };
    return this.#forced.with({ id, state: this.#state, before: this.#before, nLeft: this.#nLeft });
  }

  prepare(): void {
    if (this.#hasBegun) this.#grammar.fitting(this.#state);
  }

  accept(id: number): void {
    this.#nLeft--;
    this.#forced?.accepted(id);
    this.#before.push(id);
    if (this.#before.length > nBefore) this.#before.shift();
    if (!this.#hasBegun) {
      this.#hasBegun = id === this.#beginId;
      return;
    }
    const next = this.#grammar.next(this.#state, id);
    if (!next) throw new Error(`token ${id} does not fit the grammar`);
    this.#plan = this.#plan?.[0] === id ? this.#plan.slice(1) : undefined;
    this.#state = next;
  }

  #planned(): readonly number[] {
    this.#plan ??= this.#grammar.planOf(this.#state) ?? [];
    return this.#plan;
  }

  #allIds(mayBegin: boolean): Uint32Array {
    const bits = new Uint32Array(Math.ceil(this.#nTokens / 32)).fill(0xffffffff);
    if (this.#beginId !== undefined) setBit(bits, this.#beginId, mayBegin);
    return bits;
  }
}

function setBit(bits: Uint32Array, id: number, value: boolean): void {
  const word = bits[id >> 5] as number;
  bits[id >> 5] = value ? word | (1 << (id & 31)) : word & ~(1 << (id & 31));
}
