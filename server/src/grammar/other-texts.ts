// All texts but some given ones, as the states of a table. A general difference of languages gives the same table, but
// objects need one each for the names of their undeclared properties.
import { boundary, type CharacterPlaces } from './character-places.ts';

/** The states of a table, by number; 0 is the first. */
export interface TableStates {
  /** [low, high, to, ...] The bytes from low to high lead to state `to`; in rising order. */
  readonly moves: number[][];
  readonly accepts: number[];
  /** 1 in front of a character, 0 within the bytes of one. */
  readonly boundaries: number[];
}

/** The place where a text is, as long as it may still become a given one. */
interface Beginning {
  readonly number: number;
  readonly place: number;
  readonly next: Map<number, Beginning>; // by byte
  isGiven: boolean;
}

/** @param given their characters are those of `places` */
export function otherTexts(places: CharacterPlaces, given: readonly Uint8Array[]): TableStates {
  const beginnings = beginningsOf(places, given);
  const freeAt = (place: number) => beginnings.length + place;
  const moves = beginnings.map(({ place, next }) => {
    const bytes = [...next.keys()].sort((a, b) => a - b);
    const list: number[] = [];
    eachSpan(places, place, (low, high, to) => {
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
  const free = Array.from({ length: places.nPlaces }, (_, place) => place);
  for (const place of free) {
    const list: number[] = [];
    eachSpan(places, place, (low, high, to) => list.push(low, high, freeAt(to)));
    moves.push(list);
  }
  const all = [...beginnings, ...free.map((place) => ({ place, isGiven: false }))];
  return {
    moves,
    accepts: all.map(({ place, isGiven }) => Number(place === boundary && !isGiven)),
    boundaries: all.map(({ place }) => Number(place === boundary)),
  };
}

function beginningsOf(places: CharacterPlaces, given: readonly Uint8Array[]): Beginning[] {
  const first: Beginning = { number: 0, place: boundary, next: new Map(), isGiven: false };
  const all = [first];
  for (const text of given) {
    let at = first;
    for (const byte of text) {
      let next = at.next.get(byte);
      if (!next) {
        next = { number: all.length, place: places.behind(at.place, byte), next: new Map(), isGiven: false };
        all.push(next);
        at.next.set(byte, next);
      }
      at = next;
    }
    at.isGiven = true;
  }
  return all;
}

function eachSpan(
  places: CharacterPlaces,
  place: number,
  found: (low: number, high: number, to: number) => void,
): void {
  const spans = places.spansOf(place);
  for (let i = 0; i < spans.length; i += 3) found(spans[i] as number, spans[i + 1] as number, spans[i + 2] as number);
}
