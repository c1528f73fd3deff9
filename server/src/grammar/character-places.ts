// How the bytes of characters follow one another, as an array: cheaper to follow than the automaton that it is made of.
import { Automaton } from './automaton.ts';
import type { State } from './states.ts';
import { type Term, Terms } from './term.ts';
import { WorkBudget } from './work-budget.ts';

/** The place between two characters; all others are within the bytes of one. */
export const boundary = 0;

export class CharacterPlaces {
  readonly nPlaces: number;
  readonly #next: Int8Array; // [nPlaces * 256] -1 where a byte may not come
  readonly #spans: (readonly number[])[] = [];

  /** @param characterOf one character, in all of its forms */
  constructor(characterOf: (terms: Terms) => Term) {
    const terms = new Terms(new Array<boolean>(256).fill(true), new WorkBudget());
    const automaton = new Automaton(terms, terms.repeat(characterOf(terms)));
    const states: State[] = [automaton.start];
    const rows: number[] = [];
    for (const state of states) {
      for (const next of automaton.rowOf(state).all) {
        const known = next ? states.indexOf(next) : -1;
        rows.push(next && known === -1 ? states.push(next) - 1 : known);
      }
    }
    this.nPlaces = states.length;
    this.#next = Int8Array.from(rows);
  }

  /** The place behind a byte, or -1 if it may not come. */
  behind(place: number, byte: number): number {
    return this.#next[place * 256 + byte] as number;
  }

  /** [low, high, to, ...] The bytes from low to high lead to place `to`; in rising order. */
  spansOf(place: number): readonly number[] {
    this.#spans[place] ??= this.#findSpans(place);
    return this.#spans[place];
  }

  #findSpans(place: number): number[] {
    const spans: number[] = [];
    for (let byte = 0; byte < 256; byte++) {
      const to = this.behind(place, byte);
      const last = spans.length - 3;
      if (to === -1) continue;
      if (last >= 0 && spans[last + 1] === byte - 1 && spans[last + 2] === to) spans[last + 1] = byte;
      else spans.push(byte, byte, to);
    }
    return spans;
  }
}
