// Plain text: characters that nearly every string may contain as they are, and how their bytes are told from others.
import { Automaton, type State } from './automaton.ts';
import { Terms } from './term.ts';
import { type CodePoints, characterTerm } from './utf8.ts';
import { WorkBudget } from './work-budget.ts';

/** Without controls, quotes and backslashes, and without the ends of lines, which `.` of a pattern does not match. */
const characters: CodePoints = [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7e, 0xa0, 0x2027, 0x202a, 0x10ffff];

/** Between two characters; the other places are within the bytes of one. */
export const boundary = 0;

/** [nPlaces * 256] The place behind each byte, or -1 where it is no part of plain text. */
export const plainText: Int8Array = placesOf();

export const nPlaces = plainText.length / 256;

/** The place behind a byte, or -1. */
export function placeBehind(place: number, byte: number): number {
  return plainText[place * 256 + byte] as number;
}

/** How many characters these bytes are; 0 if they are not plain text, or if the last character is not whole. */
export function lengthOfPlainText(bytes: Uint8Array): number {
  let place = boundary;
  let length = 0;
  for (const byte of bytes) {
    place = placeBehind(place, byte);
    if (place === -1) return 0;
    if (place === boundary) length++;
  }
  return place === boundary ? length : 0;
}

function placesOf(): Int8Array {
  const terms = new Terms(new Array<boolean>(256).fill(true), new WorkBudget());
  const automaton = new Automaton(terms, terms.repeat(characterTerm(terms, characters)));
  const states: State[] = [automaton.start];
  const rows: number[] = [];
  for (const state of states) {
    for (const next of automaton.rowOf(state)) {
      const known = next ? states.indexOf(next) : -1;
      rows.push(next && known === -1 ? states.push(next) - 1 : known);
    }
  }
  return Int8Array.from(rows);
}
