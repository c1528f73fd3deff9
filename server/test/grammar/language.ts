// What a term says, for tests: whether a text is in its language, and all of its texts where there are few.
import { Automaton } from '../../src/grammar/automaton.ts';
import type { State } from '../../src/grammar/states.ts';
import { type Term, Terms } from '../../src/grammar/term.ts';
import { WorkBudget } from '../../src/grammar/work-budget.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** For a vocabulary that has a token for every byte. */
export function newTerms(): Terms {
  return new Terms(new Array<boolean>(256).fill(true), new WorkBudget());
}

export function accepts(terms: Terms, term: Term, text: string): boolean {
  const automaton = new Automaton(terms, term, { budget: terms.budget });
  return automaton.run(automaton.start, encoder.encode(text))?.accepts ?? false;
}

/** The texts of a language, the shorter ones first; as many as `most`. */
export function textsOf(terms: Terms, term: Term, most = 100): string[] {
  const automaton = new Automaton(terms, term, { budget: terms.budget });
  const found: string[] = [];
  let front: { state: State; bytes: number[] }[] = [{ state: automaton.start, bytes: [] }];
  while (front.length > 0 && found.length < most) {
    for (const { state, bytes } of front) if (state.accepts) found.push(decoder.decode(Uint8Array.from(bytes)));
    front = front.flatMap(({ state, bytes }) =>
      automaton.rowOf(state).all.flatMap((next, byte) => (next ? [{ state: next, bytes: [...bytes, byte] }] : [])),
    );
  }
  return found.slice(0, most);
}
