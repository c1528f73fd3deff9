// Languages of bytes as terms: small immutable expressions that know whether they match the empty string, and how many
// bytes their shortest match has. Equal terms are one object, so that languages compare by identity.
import { NumberLists } from './number-lists.ts';
import { WorkBudget } from './work-budget.ts';

interface Common {
  readonly id: number;
  /** Whether the empty string matches. */
  readonly nullable: boolean;
  /** Bytes of the shortest match; infinite where none can be written byte by byte. */
  cost: number;
}

/** A language. */
export type Term = Common &
  (
    | { readonly kind: 'empty' }
    /** The bytes from `at` on; `text` is the number of the text that they are part of. */
    | { readonly kind: 'literal'; readonly bytes: Uint8Array; readonly text: number; readonly at: number }
    /** One byte out of [low, high, low, high, ...]. */
    | { readonly kind: 'bytes'; readonly ranges: readonly number[] }
    | { readonly kind: 'seq'; readonly first: Term; readonly rest: Term }
    /** Without members: nothing matches. */
    | { readonly kind: 'alt'; readonly members: readonly Term[] }
    | { readonly kind: 'repeat'; readonly item: Term; readonly min: number; readonly max: number }
    | { readonly kind: 'ref'; readonly rule: Rule }
    /** From a state on, in at most `left` characters. */
    | { readonly kind: 'table'; readonly table: Table; readonly state: number; readonly left: number }
  );

/** A language that is referred to before it is defined, which allows recursion. Never matches the empty string. */
export interface Rule {
  readonly id: number;
  body: Term | null;
}

/** A language as all of its states, without dead ends; made by table.ts. */
export interface Table {
  readonly id: number;
  /** [low, high, to, ...] of one state after the other: the bytes from low to high lead to state `to`. */
  readonly moves: Int32Array;
  /** [nStates + 1] Where the moves of each state begin. */
  readonly starts: Int32Array;
  /** By state: 1 where the text may end. */
  readonly accepts: Uint8Array;
  /** By state: 1 in front of a character, 0 within the bytes of one. */
  readonly boundaries: Uint8Array;
  /** By state: the fewest characters that complete a text. */
  readonly characters: Float64Array;
  /** The most of these. */
  readonly mostCharacters: number;
  /** By state: the fewest characters, and with these the fewest bytes, if only tokens of one byte are used. */
  readonly writable: { readonly characters: Float64Array; readonly bytes: Float64Array };
}

/** Lists of alternatives up to this length are merged into the list that contains them. */
const maxFlat = 16;

/** Parts of a term that are looked at in the time of a step: bytes of a literal, members of a choice. */
const partsPerStep = 8;

const encoder = new TextEncoder();

/** What the keys of terms begin with. */
const kindNumbers = { bytes: 0, seq: 1, alt: 2, repeat: 3, ref: 4, table: 5, rest: 6 } as const;

/** Makes the terms of one grammar. */
export class Terms {
  readonly empty: Term;
  /** Nothing matches. */
  readonly never: Term;
  /** [256] Whether there is a token of just this byte. */
  readonly writable: readonly boolean[];
  /** What the grammar may cost while it is built. */
  readonly budget: WorkBudget;
  /** Terms of all grammars, which are not made again. */
  readonly shared: Terms | undefined;
  #interned = new NumberLists<Term>();
  #literals = new Map<string, Term>();
  #all: Term[] = []; // while the grammar is built
  #nTerms = 0;
  #nTexts = 0;
  #nRules = 0;
  #isBuilt = false;

  /** @param shared finished, and of the same vocabulary */
  constructor(writable: readonly boolean[], budget: WorkBudget, shared?: Terms) {
    this.writable = writable;
    this.budget = budget;
    this.shared = shared;
    this.#nTerms = shared ? shared.#nTerms : 0;
    this.#nTexts = shared ? shared.#nTexts : 0;
    const never = { kind: 'alt', members: [], nullable: false, cost: Infinity } as const;
    this.empty = shared?.empty ?? this.#made({ id: this.#nTerms++, kind: 'empty', nullable: true, cost: 0 });
    this.never = shared?.never ?? this.#made({ id: this.#nTerms++, ...never });
  }

  /** For a finished grammar of `nTerms` terms, to which terms are added while it is matched. */
  static forMatching(writable: readonly boolean[], nTerms: number): Terms {
    const terms = new Terms(writable, new WorkBudget());
    terms.#nTerms = nTerms;
    terms.#nTexts = nTerms;
    terms.finish();
    return terms;
  }

  /** Exactly this text. */
  literal(text: string | Uint8Array): Term {
    // The key is a character for each byte, which ASCII text is already.
    const isAscii = typeof text === 'string' && !/[^\0-\x7f]/.test(text);
    const encoded = isAscii ? undefined : typeof text === 'string' ? encoder.encode(text) : text;
    const key = encoded ? latin1(encoded) : (text as string);
    if (key.length === 0) return this.empty;
    this.#spend(key.length);
    const shared = this.shared ? this.shared.#literals.get(key) : undefined;
    const known = shared ?? this.#literals.get(key);
    if (known) return known;
    const bytes = encoded ?? encoder.encode(key);
    const cost = this.#areWritable(bytes, 0) ? bytes.length : Infinity;
    const [id, number] = [this.#nTerms++, this.#nTexts++];
    const term: Term = { id, kind: 'literal', bytes, text: number, at: 0, nullable: false, cost };
    this.#literals.set(key, term);
    return this.#made(term);
  }

  #areWritable(bytes: Uint8Array, from: number): boolean {
    for (let i = from; i < bytes.length; i++) if (!this.writable[bytes[i] as number]) return false;
    return true;
  }

  /** A literal without its first byte. Interned by its place in the text, since texts may be long. */
  behindFirst(literal: Term & { kind: 'literal' }): Term {
    const { bytes, text } = literal;
    const at = literal.at + 1;
    if (at === bytes.length) return this.empty;
    const key = [kindNumbers.rest, text, at];
    const known = this.#known(key, 0);
    if (known) return known;
    // An unwritable byte makes the cost infinite for all places before it, so the bytes behind are checked again.
    const isWritable = literal.cost < Infinity || this.#areWritable(bytes, at);
    const cost = isWritable ? bytes.length - at : Infinity;
    return this.#add(key, { id: this.#nTerms++, kind: 'literal', bytes, text, at, nullable: false, cost });
  }

  /** One byte of [low, high, low, high, ...], in rising order. */
  bytes(...ranges: number[]): Term {
    const key = [kindNumbers.bytes, ...ranges];
    const known = this.#known(key, ranges.length);
    if (known) return known;
    const cost = this.writable.some((is, byte) => is && inRanges(byte, ranges)) ? 1 : Infinity;
    return this.#add(key, { id: this.#nTerms++, kind: 'bytes', ranges, nullable: false, cost });
  }

  seq(...terms: Term[]): Term {
    return terms.reduceRight((rest, first) => this.#pair(first, rest), this.empty);
  }

  #pair(first: Term, rest: Term): Term {
    if (first === this.never || rest === this.never) return this.never;
    if (first === this.empty) return rest;
    if (rest === this.empty) return first;
    const key = [kindNumbers.seq, first.id, rest.id];
    const known = this.#known(key, 2);
    if (known) return known;
    const nullable = first.nullable && rest.nullable;
    return this.#add(key, { id: this.#nTerms++, kind: 'seq', first, rest, nullable, cost: first.cost + rest.cost });
  }

  alt(...terms: Term[]): Term {
    const list = distinct(terms);
    if (list.length === 0) return this.never;
    if (list.length === 1) return list[0] as Term;
    const key: number[] = [kindNumbers.alt];
    for (const { id } of list) key.push(id);
    const known = this.#known(key, list.length);
    if (known) return known;
    const nullable = list.some((member) => member.nullable);
    return this.#add(key, { id: this.#nTerms++, kind: 'alt', members: list, nullable, cost: leastCost(list) });
  }

  optional(term: Term): Term {
    return this.alt(this.empty, term);
  }

  /** From min to max times; max may be infinite. */
  repeat(item: Term, min = 0, max = Number.POSITIVE_INFINITY): Term {
    if (max < min || (item === this.never && min > 0)) return this.never;
    if (max === 0 || item === this.empty || item === this.never) return this.empty;
    const least = item.nullable ? 0 : min;
    const key = [kindNumbers.repeat, item.id, least, max];
    const known = this.#known(key, 1);
    if (known) return known;
    const cost = least === 0 ? 0 : least * item.cost;
    return this.#add(key, { id: this.#nTerms++, kind: 'repeat', item, min: least, max, nullable: least === 0, cost });
  }

  rule(): Rule {
    return { id: this.#nRules++, body: null };
  }

  ref(rule: Rule): Term {
    const key = [kindNumbers.ref, rule.id];
    return (
      this.#known(key, 0) ?? this.#add(key, { id: this.#nTerms++, kind: 'ref', rule, nullable: false, cost: Infinity })
    );
  }

  /** The texts of a table from a state on, with at most `left` characters. */
  table(table: Table, state: number, left: number): Term {
    const key = [kindNumbers.table, table.id, state, left];
    const known = this.#known(key, 1);
    if (known) return known;
    const nullable = table.accepts[state] === 1;
    const { characters, bytes } = table.writable;
    const cost = (characters[state] as number) <= left ? (bytes[state] as number) : Infinity;
    return this.#add(key, { id: this.#nTerms++, kind: 'table', table, state, left, nullable, cost });
  }

  /** Completes the grammar: computes the costs of recursive terms. Terms made later know their cost at once. */
  finish(): void {
    // A term is made after its parts, so one pass in that order computes all costs that do not depend on a rule.
    for (let changed = true; changed; ) {
      changed = false;
      this.budget.spend(this.#all.length / partsPerStep);
      for (const term of this.#all) {
        const cost = costOf(term);
        if (cost === term.cost) continue;
        term.cost = cost;
        changed = true;
      }
    }
    this.#all = [];
    this.#isBuilt = true;
  }

  /** Drops the terms made while matching; those in use stay valid. */
  forget(): void {
    this.#interned = new NumberLists();
    this.#literals = new Map();
  }

  #spend(nParts: number): void {
    if (!this.#isBuilt) this.budget.spend(1 + nParts / partsPerStep);
  }

  #known(key: readonly number[], nParts: number): Term | undefined {
    this.#spend(nParts);
    const shared = this.shared ? this.shared.#interned.get(key) : undefined;
    return shared ?? this.#interned.get(key);
  }

  #add(key: readonly number[], term: Term): Term {
    return this.#made(this.#interned.add(key, term));
  }

  #made(term: Term): Term {
    if (this.#isBuilt) return term;
    this.budget.spend(1);
    this.#all.push(term);
    return term;
  }
}

/** The members of a choice, each once. Long choices among them stay whole: to merge chains of them would be quadratic. */
function distinct(terms: readonly Term[]): Term[] {
  const members = new Set<Term>();
  for (const term of terms) {
    if (term.kind === 'alt' && term.members.length < maxFlat) for (const member of term.members) members.add(member);
    else members.add(term);
  }
  return [...members];
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function leastCost(terms: readonly Term[]): number {
  return terms.reduce((least, { cost }) => Math.min(least, cost), Infinity);
}

function costOf(term: Term): number {
  switch (term.kind) {
    case 'seq':
      return term.first.cost + term.rest.cost;
    case 'alt':
      return leastCost(term.members);
    case 'repeat':
      return term.min === 0 ? 0 : term.min * term.item.cost;
    case 'ref':
      return term.rule.body?.cost ?? Infinity;
    default:
      return term.cost;
  }
}

export function inRanges(byte: number, ranges: readonly number[]): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    if (byte >= (ranges[i] as number) && byte <= (ranges[i + 1] as number)) return true;
  }
  return false;
}
