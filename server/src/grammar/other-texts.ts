// The texts of a language but for some given ones, as the states of a table. A general difference of languages gives the
// same table, but objects need one each for the names of their undeclared properties.
import type { CharacterPlaces } from './character-places.ts';
import { boundary } from './character-places.ts';
import type { Table } from './term.ts';

/** The states of a table, by number; 0 is the first. */
export interface TableStates {
  /** [low, high, to, ...] The bytes from low to high lead to state `to`; in rising order. */
  readonly moves: number[][];
  readonly accepts: number[];
  /** 1 in front of a character, 0 within the bytes of one. */
  readonly boundaries: number[];
}

/** A language by its states, of which 0 is the first. */
export interface TextStates {
  readonly nStates: number;
  /** [low, high, to, ...] as in TableStates */
  movesFrom(state: number): ArrayLike<number>;
  accepts(state: number): boolean;
  isBoundary(state: number): boolean;
}

/** All texts of these characters. */
export function textsOfCharacters(places: CharacterPlaces): TextStates {
  const isBoundary = (state: number) => state === boundary;
  return { nStates: places.nPlaces, movesFrom: (state) => places.spansOf(state), accepts: isBoundary, isBoundary };
}

export function textsOfTable({ moves, starts, accepts, boundaries }: Table): TextStates {
  return {
    nStates: accepts.length,
    movesFrom: (state) => moves.subarray(starts[state], starts[state + 1]),
    accepts: (state) => accepts[state] === 1,
    isBoundary: (state) => boundaries[state] === 1,
  };
}

/** The state where a text is, as long as it may still become a given one. */
interface Beginning {
  readonly number: number;
  readonly state: number;
  readonly next: Map<number, Beginning>; // by byte
  isGiven: boolean;
}

export function otherTexts(language: TextStates, given: readonly Uint8Array[]): TableStates {
  const beginnings = beginningsOf(language, given);
  const freeAt = (state: number) => beginnings.length + state;
  const moves = beginnings.map(({ state, next }) => {
    const bytes = [...next.keys()].sort((a, b) => a - b);
    const list: number[] = [];
    eachMove(language, state, (low, high, to) => {
      let from = low;
      for (const byte of bytes) {
        if (byte < low || byte > high) continue;
        if (from < byte) list.push(from, byte - 1, freeAt(to));
        list.push(byte, byte, next.get(byte)?.number ?? freeAt(to));
        from = byte + 1;
      }
      if (from <= high) list.push(from, high, freeAt(to));
    });
    return list;
  });
  const free = Array.from({ length: language.nStates }, (_, state) => state);
  for (const state of free) {
    const list: number[] = [];
    eachMove(language, state, (low, high, to) => list.push(low, high, freeAt(to)));
    moves.push(list);
  }
  const all = [...beginnings, ...free.map((state) => ({ state, isGiven: false }))];
  return {
    moves,
    accepts: all.map(({ state, isGiven }) => Number(language.accepts(state) && !isGiven)),
    boundaries: all.map(({ state }) => Number(language.isBoundary(state))),
  };
}

/** Of texts that are not in the language, only what their beginnings have in common with it. */
function beginningsOf(language: TextStates, given: readonly Uint8Array[]): Beginning[] {
  const first: Beginning = { number: 0, state: 0, next: new Map(), isGiven: false };
  const all = [first];
  for (const text of given) {
    let at: Beginning | undefined = first;
    for (let i = 0; i < text.length && at; i++) at = follow(language, at, text[i] as number, all);
    if (at) at.isGiven = true;
  }
  return all;
}

function follow(language: TextStates, from: Beginning, byte: number, all: Beginning[]): Beginning | undefined {
  const known = from.next.get(byte);
  if (known) return known;
  let state = -1;
  eachMove(language, from.state, (low, high, to) => {
    if (byte >= low && byte <= high) state = to;
  });
  if (state === -1) return undefined;
  const next: Beginning = { number: all.length, state, next: new Map(), isGiven: false };
  all.push(next);
  from.next.set(byte, next);
  return next;
}

function eachMove(language: TextStates, state: number, found: (low: number, high: number, to: number) => void): void {
  const moves = language.movesFrom(state);
  for (let i = 0; i < moves.length; i += 3) found(moves[i] as number, moves[i + 1] as number, moves[i + 2] as number);
}
