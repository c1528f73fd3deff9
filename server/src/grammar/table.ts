// Intersections and differences of languages, which terms cannot express. All states are computed in advance, and those
// from which no text can be completed are removed, so that a table has no dead ends. The length of a text is not part
// of the states; it is counted while matching.
import { Automaton } from './automaton.ts';
import type { CharacterPlaces } from './character-places.ts';
import { NumberLists } from './number-lists.ts';
import { otherTexts, type TableStates, type TextStates, textsOfCharacters, textsOfTable } from './other-texts.ts';
import type { Row } from './row.ts';
import type { State } from './states.ts';
import type { Table, Term, Terms } from './term.ts';
import type { WorkBudget } from './work-budget.ts';

let nTables = 0;

const encoder = new TextEncoder();

/** What texts must match, and what they must not. */
export interface Membership {
  readonly all: readonly Term[];
  readonly none?: readonly Term[];
  /** Texts that are left out, as they are written. */
  readonly taken?: readonly string[];
  readonly maxLength?: number;
}

/** The tables of one grammar; they share the automata of their languages. */
export class Tables {
  readonly #terms: Terms;
  readonly #character: Term;
  /** By the languages they are made of; null if no text matches. */
  readonly #tables = new Map<string, Table | null>();
  readonly #automata = new Map<Term, Automaton>();

  /** @param character the characters of all texts, each with one way to write it */
  constructor(terms: Terms, character: Term) {
    this.#terms = terms;
    this.#character = character;
  }

  /**
   * The texts that match all of `all` and none of `none`, but for those of `taken`; `never` if there is no such text.
   * @param what for the error if it is too costly: `'pattern' at '#/...'`
   */
  intersection(members: Membership, what: string): Term {
    const { all, none = [], taken = [], maxLength = Infinity } = members;
    const key = `${keyOf(all)};${keyOf(none)}`;
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = this.#terms.budget.at(what, () => this.#make(all, none));
      this.#tables.set(key, table);
    }
    if (table && taken.length > 0) table = this.#without(key, textsOfTable(table), taken);
    if (!table || (table.characters[0] as number) > maxLength) return this.#terms.never;
    return this.#terms.table(table, 0, maxLength);
  }

  /** All texts but these, which are given as they are written. @param places of the characters of all texts */
  allBut(texts: readonly string[], places: CharacterPlaces): Term {
    const table = this.#without('', textsOfCharacters(places), texts);
    return table ? this.#terms.table(table, 0, Infinity) : this.#terms.never;
  }

  /** @param key of the language */
  #without(key: string, language: TextStates, texts: readonly string[]): Table | null {
    const ownKey = `${key};${JSON.stringify(texts)}`;
    let table = this.#tables.get(ownKey);
    if (table === undefined) {
      const given = texts.map((text) => encoder.encode(text));
      this.#terms.budget.spend(language.nStates + given.reduce((sum, { length }) => sum + length, 0));
      table = tableOf(this.#terms, otherTexts(language, given));
      this.#tables.set(ownKey, table);
    }
    return table;
  }

  #make(all: readonly Term[], none: readonly Term[]): Table | null {
    // The last one accepts everything, between characters.
    const anything = this.#terms.repeat(this.#character);
    const automata = [...all, ...none, anything].map((term) => this.#automatonOf(term));
    return tableOf(this.#terms, explore(automata, all.length, this.#terms.budget));
  }

  #automatonOf(term: Term): Automaton {
    let automaton = this.#automata.get(term);
    if (!automaton) {
      automaton = new Automaton(this.#terms, term, { budget: this.#terms.budget });
      this.#automata.set(term, automaton);
    }
    return automaton;
  }
}

function keyOf(terms: readonly Term[]): string {
  return [...new Set(terms.map(({ id }) => id))].sort((a, b) => a - b).join();
}

/** Null if no text can be completed. */
function tableOf(terms: Terms, found: TableStates): Table | null {
  const distance = distances(found, new Array<boolean>(256).fill(true), terms.budget);
  const kept = distance.characters.map((one) => (one < Infinity ? 1 : 0));
  if (!kept[0]) return null;
  const live = trim(found, kept);
  const isKept = (_: unknown, i: number) => kept[i] === 1;
  const both = { characters: distance.characters.filter(isKept), bytes: distance.bytes.filter(isKept) };
  const starts = startsOf(live.moves);
  return {
    id: nTables++,
    moves: joined(live.moves, starts),
    starts,
    accepts: Uint8Array.from(live.accepts),
    boundaries: Uint8Array.from(live.boundaries),
    characters: both.characters,
    mostCharacters: both.characters.reduce((most, one) => Math.max(most, one), 0),
    writable: terms.writable.every(Boolean) ? both : distances(live, terms.writable, terms.budget),
  };
}

/** Where each list begins in their concatenation, and where the last one ends. */
function startsOf(lists: readonly (readonly number[])[]): Int32Array {
  const starts = new Int32Array(lists.length + 1);
  for (const [i, { length }] of lists.entries()) starts[i + 1] = (starts[i] as number) + length;
  return starts;
}

function joined(lists: readonly (readonly number[])[], starts: Int32Array): Int32Array {
  const all = new Int32Array(starts.at(-1) as number);
  for (const [i, list] of lists.entries()) all.set(list, starts[i]);
  return all;
}

/** A state of each of some automata. */
type Place = readonly (State | undefined)[];

/** Numbers places in the order in which they are met. */
class Places {
  readonly all: Place[] = [];
  readonly #names = new Map<State, number>();
  readonly #numbers = new NumberLists<number>();
  readonly #budget: WorkBudget;

  constructor(budget: WorkBudget) {
    this.#budget = budget;
  }

  numberOf(place: Place): number {
    this.#budget.spend(place.length);
    const key = place.map((state) => (state ? this.#nameOf(state) : -1));
    return this.#numbers.get(key) ?? this.#numbers.add(key, this.all.push(place) - 1);
  }

  #nameOf(state: State): number {
    const known = this.#names.get(state);
    if (known !== undefined) return known;
    this.#names.set(state, this.#names.size);
    return this.#names.size - 1;
  }
}

/** @param automata first `nAll` that must all accept, then those that must not accept, then the one of characters */
function explore(automata: readonly Automaton[], nAll: number, budget: WorkBudget): TableStates {
  const places = new Places(budget);
  places.numberOf(automata.map((automaton) => automaton.start));
  const found: TableStates = { moves: [], accepts: [], boundaries: [] };
  for (const place of places.all) {
    const accepts = place.map((state) => state?.accepts ?? false);
    found.accepts.push(accepts.slice(0, -1).every((does, i) => does === i < nAll) ? 1 : 0);
    found.boundaries.push(accepts.at(-1) ? 1 : 0);
    const rows = place.map((state, i) => (state ? (automata[i] as Automaton).rowOf(state) : undefined));
    found.moves.push(combine(rows, nAll, places));
  }
  return found;
}

type MaybeRow = Row<State> | undefined;

function combine(rows: readonly MaybeRow[], nAll: number, places: Places): number[] {
  const moves: number[] = [];
  const cuts = cutsOf(rows);
  for (const [i, low] of cuts.entries()) {
    let isOpen = true;
    for (let at = 0; at < nAll && isOpen; at++) isOpen = rows[at]?.at(low) !== undefined;
    if (!isOpen) continue;
    const end = cuts[i + 1] ?? 256;
    const to = places.numberOf(rows.map((row) => row?.at(low)));
    const last = moves.length - 3;
    if (last >= 0 && moves[last + 1] === low - 1 && moves[last + 2] === to) moves[last + 1] = end - 1;
    else moves.push(low, end - 1, to);
  }
  return moves;
}

const isCut = new Uint8Array(257);

/** The bytes at which any of the rows begins another kind, and 0; in rising order. */
function cutsOf(rows: readonly MaybeRow[]): number[] {
  isCut.fill(0);
  isCut[0] = 1;
  for (const row of rows) for (const cut of row?.cuts ?? []) isCut[cut] = 1;
  const cuts: number[] = [];
  for (let byte = 0; byte < 256; byte++) if (isCut[byte] === 1) cuts.push(byte);
  return cuts;
}

/** Keeps the states from which a text can be completed. */
function trim({ moves, accepts, boundaries }: TableStates, kept: Float64Array): TableStates {
  let n = 0;
  const numbers = [...kept].map((one) => (one ? n++ : -1));
  const isKept = (_: unknown, i: number) => numbers[i] !== -1;
  return {
    moves: moves.map((list) => keepMoves(list, numbers)).filter(isKept),
    accepts: accepts.filter(isKept),
    boundaries: boundaries.filter(isKept),
  };
}

/** States that are looked at on the way back from an end in the time of a step. */
const sourcesPerStep = 8;

/**
 * For each state the fewest characters that complete a text, and the fewest bytes among those, with usable bytes only.
 */
function distances(found: TableStates, usable: readonly boolean[], budget: WorkBudget): Table['writable'] {
  const sources = sourcesOf(found.moves.map((list) => usableMoves(list, usable)));
  const nStates = found.accepts.length;
  const characters = new Float64Array(nStates).fill(Infinity);
  const bytes = new Float64Array(nStates).fill(Infinity);
  let front = found.accepts.flatMap((accept, state) => (accept ? [state] : []));
  for (const state of front) characters[state] = bytes[state] = 0;
  while (front.length > 0) {
    const next = new Set<number>();
    for (const state of front) {
      budget.spend((sources[state]?.length ?? 0) / sourcesPerStep);
      for (const source of sources[state] ?? []) {
        const nCharacters = (characters[state] as number) + (found.boundaries[source] as number);
        const nBytes = (bytes[state] as number) + 1;
        const known = characters[source] as number;
        if (nCharacters > known || (nCharacters === known && nBytes >= (bytes[source] as number))) continue;
        characters[source] = nCharacters;
        bytes[source] = nBytes;
        next.add(source);
      }
    }
    front = [...next];
  }
  return { characters, bytes };
}

function usableMoves(list: readonly number[], usable: readonly boolean[]): number[] {
  const moves: number[] = [];
  for (let i = 0; i < list.length; i += 3) {
    const [low, high, to] = [list[i] as number, list[i + 1] as number, list[i + 2] as number];
    if (isUsable(low, high, usable)) moves.push(low, high, to);
  }
  return moves;
}

function isUsable(low: number, high: number, usable: readonly boolean[]): boolean {
  for (let byte = low; byte <= high; byte++) if (usable[byte]) return true;
  return false;
}

function sourcesOf(moves: readonly (readonly number[])[]): number[][] {
  const sources: number[][] = moves.map(() => []);
  for (const [from, list] of moves.entries()) {
    for (let i = 2; i < list.length; i += 3) sources[list[i] as number]?.push(from);
  }
  return sources;
}

function keepMoves(list: readonly number[], kept: readonly number[]): number[] {
  const moves: number[] = [];
  for (let i = 0; i < list.length; i += 3) {
    const to = kept[list[i + 2] as number] as number;
    if (to !== -1) moves.push(list[i] as number, list[i + 1] as number, to);
  }
  return moves;
}
