// Strings with lengths and patterns as terms, alone or combined.
import { Automaton } from '../grammar/automaton.ts';
import type { Term, Terms } from '../grammar/term.ts';
import type { JsonTerms } from './json.ts';
import { type PatternTerm, patternTerm } from './regex.ts';
import type { Shape } from './shape.ts';
import { everything, writtenCharacter, writtenPlaces } from './strings.ts';
import type { Pattern } from './value-parts.ts';

const encoder = new TextEncoder();

/** Makes the strings of one grammar; each pattern is parsed once. */
export class StringTerms {
  readonly #json: JsonTerms;
  readonly #terms: Terms;
  readonly #patterns = new Map<string, PatternTerm>();
  readonly #recognisers = new Map<Term, Automaton>();

  constructor(json: JsonTerms) {
    this.#json = json;
    this.#terms = json.terms;
  }

  /** The content between the quotes. */
  inside({ patterns, excluded, minLength, maxLength, path }: Shape): Term {
    if (maxLength < minLength) return this.#terms.never;
    const taken = excluded.map((text) => JSON.stringify(text).slice(1, -1));
    if (patterns.length === 0) {
      if (taken.length === 0) return this.#terms.repeat(this.#json.character, minLength, maxLength);
      if (minLength === 0 && maxLength === Infinity) return this.#json.tables.allBut(taken, writtenPlaces);
    }
    const unmatched = patterns.filter(({ isNegated }) => isNegated).map((pattern) => this.pattern(pattern).term);
    const known = patterns.filter(({ isNegated }) => !isNegated).map((pattern) => this.pattern(pattern));
    const all = [...new Set(known.flatMap((pattern) => [pattern.term, ...pattern.all]))];
    const none = [...known.flatMap((pattern) => pattern.none), ...unmatched];
    // Lengths that the patterns imply need no table.
    const isLong = known.some(({ least }) => least >= minLength);
    const isShort = known.some(({ most }) => most <= maxLength);
    const [only] = all;
    if (only && all.length === 1 && none.length + taken.length === 0 && isLong && isShort) return only;
    if (!isLong) all.push(this.#terms.repeat(writtenCharacter(this.#terms, everything), minLength));
    const what = patterns.length !== 1 ? `the patterns at '${path}' together` : `${patterns[0]?.where}`;
    return this.#json.tables.intersection({ all, none, taken, maxLength: isShort ? Infinity : maxLength }, what);
  }

  /** What a pattern requires of a text. */
  pattern({ source, where }: Pattern): PatternTerm {
    let known = this.#patterns.get(source);
    if (!known) {
      known = this.#terms.budget.at(where, () => patternTerm(this.#terms, source, where));
      this.#patterns.set(source, known);
    }
    return known;
  }

  matches(pattern: Pattern, text: string): boolean {
    const { term, all, none } = this.pattern(pattern);
    const bytes = encoder.encode(JSON.stringify(text).slice(1, -1));
    return [term, ...all].every((one) => this.#accepts(one, bytes)) && !none.some((one) => this.#accepts(one, bytes));
  }

  #accepts(term: Term, bytes: Uint8Array): boolean {
    let recogniser = this.#recognisers.get(term);
    if (!recogniser) {
      recogniser = new Automaton(this.#terms, term, { budget: this.#terms.budget });
      this.#recognisers.set(term, recogniser);
    }
    return recogniser.run(recogniser.start, bytes)?.accepts ?? false;
  }
}
