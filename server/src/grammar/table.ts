// What terms have no form for: texts that are in several languages at once, and in none of others. All states are worked
// out beforehand, and those without a way to an end left out, so that no path through a table is a dead end. How many
// characters a text may have is not worked out but counted on the way.
import { Automaton, type State } from './automaton.ts';
import { GrammarError } from './grammar-error.ts';
import { writtenCharacter } from './json-string.ts';
import type { Table, Term, Terms } from './term.ts';

/** States of a table, and the work to find them: some 200 ms at most. */
const maxStates = 8192;
const maxWork = 2_000_000;

let nTables = 0;

/** What texts must match, and what they must not. */
export interface Membership {
  readonly all: readonly Term[];
  readonly none?: readonly Term[];
  readonly maxLength?: number;
}

/**
 * The insides of JSON strings, as writtenCharacter() writes them, that match all of `all` and none of `none`; or `never`.
 * @param what for the error, where it would take too many states: `'pattern' at '#/...'`
 */
export function intersection(terms: Terms, members: Membership, what: string): Term {
  const { all, none = [], maxLength = Infinity } = members;
  const found = explore(terms, all, none, what);
  const anyByte = new Array<boolean>(256).fill(true);
  const live = trim(found, distances(found, anyByte).characters);
  const { characters } = distances(live, anyByte);
  if (!((characters[0] ?? Infinity) <= maxLength)) return terms.never;
  const table: Table = {
    id: nTables++,
    moves: live.moves,
    accepts: Uint8Array.from(live.accepts),
    boundaries: Uint8Array.from(live.boundaries),
    characters,
    writable: distances(live, terms.writable),
  };
  return terms.table(table, 0, maxLength);
}

interface Found {
  readonly moves: number[][];
  readonly accepts: number[];
  readonly boundaries: number[];
}

function explore(terms: Terms, all: readonly Term[], none: readonly Term[], what: string): Found {
  // The last one accepts everything, between characters.
  const anything = terms.repeat(writtenCharacter(terms, [0, 0x10ffff]));
  const automata = [...all, ...none, anything].map((term) => new Automaton(terms, term, Infinity));
  const names = new Map<State, number>();
  const nameOf = (state: State | undefined) => {
    if (!state) return -1;
    if (!names.has(state)) names.set(state, names.size);
    return names.get(state) as number;
  };
  const places: (State | undefined)[][] = [];
  const numbers = new Map<string, number>();
  const numberOf = (place: (State | undefined)[]) => {
    const key = place.map(nameOf).join();
    let number = numbers.get(key);
    if (number === undefined) {
      number = places.push(place) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  numberOf(automata.map((automaton) => automaton.start));
  const found: Found = { moves: [], accepts: [], boundaries: [] };
  let work = 0;
  for (let at = 0; at < places.length; at++) {
    const place = places[at] as (State | undefined)[];
    const accepts = place.map((state) => state?.accepts ?? false);
    found.accepts.push(accepts.slice(0, -1).every((does, i) => does === i < all.length) ? 1 : 0);
    found.boundaries.push(accepts.at(-1) ? 1 : 0);
    const rows = place.map((state, i) => (state ? (automata[i] as Automaton).rowOf(state) : undefined));
    found.moves.push(combine(rows, all.length, numberOf));
    work += 256 * rows.length;
    const spent = automata.reduce((sum, automaton) => sum + automaton.work, work);
    if (places.length > maxStates || spent > maxWork) {
      throw new GrammarError(`${what} cannot be held: it takes too many states; simplify it, or shorten the lengths`);
    }
  }
  return found;
}

type Row = readonly (State | undefined)[] | undefined;

function combine(rows: readonly Row[], nAll: number, numberOf: (place: (State | undefined)[]) => number): number[] {
  const moves: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    let isOpen = true;
    for (let i = 0; i < nAll && isOpen; i++) isOpen = rows[i]?.[byte] !== undefined;
    if (!isOpen) continue;
    const to = numberOf(rows.map((row) => row?.[byte]));
    const last = moves.length - 3;
    if (last >= 0 && moves[last + 1] === byte - 1 && moves[last + 2] === to) moves[last + 1] = byte;
    else moves.push(byte, byte, to);
  }
  return moves;
}

/** The states from which an end can be reached. */
function trim({ moves, accepts, boundaries }: Found, distance: Float64Array): Found {
  let n = 0;
  const kept = [...distance].map((one) => (one < Infinity ? n++ : -1));
  const isKept = (_: unknown, i: number) => kept[i] !== -1;
  return {
    moves: moves.map((list) => keepMoves(list, kept)).filter(isKept),
    accepts: accepts.filter(isKept),
    boundaries: boundaries.filter(isKept),
  };
}

/** The way to an end of the fewest characters, then of the fewest bytes, over bytes that may be used. */
function distances(found: Found, usable: readonly boolean[]): Table['writable'] {
  const sources = sourcesOf(found.moves.map((list) => usableMoves(list, usable)));
  const nStates = found.accepts.length;
  const characters = new Float64Array(nStates).fill(Infinity);
  const bytes = new Float64Array(nStates).fill(Infinity);
  let front = found.accepts.flatMap((accept, state) => (accept ? [state] : []));
  for (const state of front) characters[state] = bytes[state] = 0;
  while (front.length > 0) {
    const next = new Set<number>();
    for (const state of front) {
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
    const [low = 0, high = 0, to = 0] = list.slice(i, i + 3);
    if (usable.slice(low, high + 1).some(Boolean)) moves.push(low, high, to);
  }
  return moves;
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
