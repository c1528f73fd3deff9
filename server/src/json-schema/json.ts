// JSON's grammar as terms: punctuation, and values without a schema. White space is free but bounded, so that no answer
// consists of white space only.

import { Tables } from '../grammar/table.ts';
import { type Term, Terms } from '../grammar/term.ts';
import { WorkBudget } from '../grammar/work-budget.ts';
import { numberTerm } from './numbers.ts';
import { patternTerm } from './regex.ts';
import { anyCharacter, everything, quoted, writtenCharacter } from './strings.ts';

/** Whether there may be white space between the parts of objects and arrays. */
export type Spacing = 'free' | 'compact';

/** By vocabulary and spacing: terms without a schema, most of which each grammar needs. */
const sharedTerms = new WeakMap<readonly boolean[], Map<Spacing, JsonTerms>>();

/** The JSON terms of a new grammar. @param writable [256] whether there is a token of just this byte */
export function jsonTerms(writable: readonly boolean[], spacing: Spacing, budget: WorkBudget): JsonTerms {
  const known = sharedTerms.get(writable) ?? new Map<Spacing, JsonTerms>();
  sharedTerms.set(writable, known);
  const shared = known.get(spacing) ?? newSharedTerms(writable, spacing);
  known.set(spacing, shared);
  return new JsonTerms(new Terms(writable, budget, shared.terms), spacing, shared);
}

function newSharedTerms(writable: readonly boolean[], spacing: Spacing): JsonTerms {
  const json = new JsonTerms(new Terms(writable, new WorkBudget()), spacing);
  json.terms.alt(json.document(json.anyObject), json.integer);
  patternTerm(json.terms, '\\d\\D\\w\\W\\s\\S.', 'the classes of patterns');
  json.terms.finish();
  return json;
}

/** Most objects and arrays inside each other, in values without a schema. */
const maxDepth = 24;
const maxIndent = 24;

export class JsonTerms {
  readonly terms: Terms;
  /** White space inside brackets. */
  readonly gap: Term;
  /** A comma and the white space after it. */
  readonly comma: Term;
  readonly colon: Term;
  readonly #spacing: Spacing;
  readonly #shared: JsonTerms | undefined;
  // Made when they are first used: a schema needs some of them only.
  #character: Term | undefined;
  #number: Term | undefined;
  #integer: Term | undefined;
  readonly #anyAt: Term[] = []; // by depth
  #tables: Tables | undefined;

  /** @param shared of the terms that all grammars share */
  constructor(terms: Terms, spacing: Spacing, shared?: JsonTerms) {
    this.terms = terms;
    this.#spacing = spacing;
    this.#shared = shared;
    const space = terms.literal(' ');
    const line = terms.seq(terms.literal('\n'), terms.repeat(space, 0, maxIndent));
    this.gap = spacing === 'compact' ? terms.empty : terms.alt(terms.empty, space, line);
    this.comma = terms.seq(terms.literal(','), this.gap);
    this.colon = terms.seq(terms.literal(':'), spacing === 'compact' ? terms.empty : terms.optional(space));
  }

  /** A whole answer. Some models begin it with a space. */
  document(value: Term): Term {
    return this.#spacing === 'compact' ? value : this.terms.seq(this.terms.optional(this.terms.literal(' ')), value);
  }

  /** For the contents of strings, as writtenCharacter() writes them. */
  get tables(): Tables {
    this.#tables ??= new Tables(this.terms, writtenCharacter(this.terms, everything));
    return this.#tables;
  }

  /** A character of a string. */
  get character(): Term {
    this.#character ??= this.#shared?.character ?? anyCharacter(this.terms);
    return this.#character;
  }

  get string(): Term {
    return this.#shared?.string ?? quoted(this.terms, this.terms.repeat(this.character));
  }

  get number(): Term {
    this.#number ??= this.#shared?.number ?? numberTerm(this.terms, { integer: false });
    return this.#number;
  }

  get integer(): Term {
    this.#integer ??= this.#shared?.integer ?? numberTerm(this.terms, { integer: true });
    return this.#integer;
  }

  get boolean(): Term {
    return this.terms.alt(this.terms.literal('true'), this.terms.literal('false'));
  }

  get null(): Term {
    return this.terms.literal('null');
  }

  /** Any value. */
  get any(): Term {
    return this.#shared?.any ?? this.#any(maxDepth);
  }

  get anyObject(): Term {
    return this.#shared?.anyObject ?? this.object(this.list(this.#anyMember(maxDepth)));
  }

  object(members: Term): Term {
    return this.#enclosed('{', members, '}');
  }

  array(elements: Term): Term {
    return this.#enclosed('[', elements, ']');
  }

  /** From min to max items, with commas between. */
  list(item: Term, min = 0, max = Number.POSITIVE_INFINITY): Term {
    if (max === 0) return min === 0 ? this.terms.empty : this.terms.never;
    const rest = this.terms.repeat(this.terms.seq(this.comma, item), Math.max(0, min - 1), max - 1);
    const some = this.terms.seq(item, rest);
    return min === 0 ? this.terms.optional(some) : some;
  }

  #any(depth: number): Term {
    const known = this.#anyAt[depth];
    if (known) return known;
    const scalars = [this.string, this.number, this.boolean, this.null];
    const containers =
      depth === 0 ? [] : [this.object(this.list(this.#anyMember(depth))), this.array(this.list(this.#any(depth - 1)))];
    const any = this.terms.alt(...containers, ...scalars);
    this.#anyAt[depth] = any;
    return any;
  }

  #anyMember(depth: number): Term {
    return this.terms.seq(this.string, this.colon, this.#any(depth - 1));
  }

  #enclosed(open: string, inside: Term, close: string): Term {
    const { terms, gap } = this;
    return terms.seq(terms.literal(open), gap, inside, gap, terms.literal(close));
  }
}
