// JSON schemas as terms. Properties come in the schema's order, or a few of them in any; where undeclared
// ones are written is a choice.

import type { UndeclaredProperties } from '../engine/generation.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import { literalsTerm } from '../grammar/literals.ts';
import type { Rule, Term, Terms } from '../grammar/term.ts';
import { Alternatives } from './alternatives.ts';
import { arrayTerm } from './array-term.ts';
import type { JsonTerms } from './json.ts';
import { SetAllowance } from './member-list.ts';
import { multipleTerm } from './multiples.ts';
import { numberTerm } from './numbers.ts';
import { objectTerm } from './object-term.ts';
import type { JsonType, SchemaNode } from './schema-node.ts';
import { type SchemaParts, textOf } from './schema-parts.ts';
import { chosenTypes, type Shape } from './shape.ts';
import { StringTerms } from './string-terms.ts';
import { quoted } from './strings.ts';

/** Most schemas inside each other, not counting recursion. */
const maxDepth = 200;

/** The term of some schemas together; null while it is made. A rule stands for it if it is referred to meanwhile. */
interface Known {
  term: Term | null;
  rule: Rule | null;
}

/** Makes the terms of schemas; equal requests give the same term. */
export class SchemaTerms {
  readonly #json: JsonTerms;
  readonly #terms: Terms;
  readonly #alternatives: Alternatives;
  readonly #known = new Map<string, Known>();
  readonly #ids = new Map<unknown, number>();
  readonly #strings: StringTerms;
  readonly #numbers = new Map<string, Term>();
  readonly #parts: SchemaParts;
  #depth = 0;

  constructor(json: JsonTerms, undeclared: UndeclaredProperties = 'never') {
    this.#json = json;
    this.#terms = json.terms;
    this.#strings = new StringTerms(json);
    this.#alternatives = new Alternatives(json.terms.budget, undeclared, (pattern, text) =>
      this.#strings.matches(pattern, text),
    );
    this.#parts = {
      undeclared,
      sets: undeclared === 'anywhere' ? new SetAllowance() : undefined,
      json,
      alternatives: this.#alternatives,
      strings: this.#strings,
      valueOf: (nodes) => this.valueOf(nodes),
    };
  }

  /** The values that fit a whole schema, and others. @throws GrammarError where there are some, but none can be written */
  wholeOf(nodes: readonly SchemaNode[]): Term {
    const term = this.valueOf(nodes);
    const { lost } = this.#alternatives;
    if (term === this.#terms.never && lost !== undefined) throw new GrammarError(lost);
    return term;
  }

  /** The values that fit all the schemas. */
  valueOf(nodes: readonly SchemaNode[]): Term {
    if (nodes.every(({ value }) => value === true || Object.keys(value).length === 0)) {
      return nodes.some(({ value }) => value === false) ? this.#terms.never : this.#json.any;
    }
    const key = [...new Set(nodes.map(({ value }) => this.#idOf(value)))].sort((a, b) => a - b).join();
    const known = this.#known.get(key);
    if (known) {
      if (known.term) return known.term;
      known.rule ??= this.#terms.rule();
      return this.#terms.ref(known.rule);
    }
    const making: Known = { term: null, rule: null };
    this.#known.set(key, making);
    if (++this.#depth > maxDepth) {
      throw new GrammarError(`the schema at '${nodes[0]?.path}' is nested more than ${maxDepth} deep`);
    }
    making.term = this.#terms.budget.at(`the schema at '${nodes[0]?.path}'`, () =>
      this.#terms.alt(...this.#alternatives.of(nodes).map((shape) => this.#shape(shape))),
    );
    this.#depth--;
    if (making.rule) making.rule.body = making.term;
    return making.term;
  }

  #idOf(value: unknown): number {
    let id = this.#ids.get(value);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(value, id);
    }
    return id;
  }

  #shape(shape: Shape): Term {
    if (shape.values)
      return literalsTerm(
        this.#terms,
        shape.values.map((value) => textOf(value, shape.path)),
      );
    return this.#terms.alt(...[...chosenTypes(shape)].map((type) => this.#typed(type, shape)));
  }

  #typed(type: JsonType, shape: Shape): Term {
    switch (type) {
      case 'null':
        return this.#json.null;
      case 'boolean':
        return this.#json.boolean;
      case 'number':
        return this.#number(shape);
      case 'string':
        return quoted(this.#terms, this.#strings.inside(shape));
      case 'array':
        return arrayTerm(this.#parts, shape);
      case 'object':
        return objectTerm(this.#parts, shape);
      default:
        return type satisfies never;
    }
  }

  #number(shape: Shape): Term {
    const number = this.#anyNumber(shape);
    if (!shape.fractional) return number;
    const digit = this.#terms.bytes(0x30, 0x39);
    const sign = this.#terms.optional(this.#terms.literal('-'));
    const whole = this.#terms.seq(sign, this.#terms.repeat(digit, 1), this.#terms.literal('.'));
    const fraction = this.#terms.seq(whole, this.#terms.repeat(digit), this.#terms.bytes(0x31, 0x39));
    return this.#json.tables.intersection({ all: [number, fraction], none: [] }, `the numbers at '${shape.path}'`);
  }

  #anyNumber(shape: Shape): Term {
    const { integer, min, max, step } = shape;
    if (!min && !max && !step) return integer ? this.#json.integer : this.#json.number;
    const key = JSON.stringify([integer, min, max, step && [String(step.units), step.nDecimals]]);
    const make = () => (step ? multipleTerm(this.#terms, shape, step) : numberTerm(this.#terms, shape));
    const number = this.#numbers.get(key) ?? make();
    this.#numbers.set(key, number);
    return number;
  }
}
