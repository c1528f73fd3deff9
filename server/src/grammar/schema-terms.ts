// JSON schemas as terms. Declared properties come in the schema's order; where `additionalProperties` is not given, only
// declared ones are written, unless none is.
import { Alternatives } from './alternatives.ts';
import { Automaton } from './automaton.ts';
import { elementNodes, propertyNodes } from './fits.ts';
import { GrammarError } from './grammar-error.ts';
import { numberTerm } from './json-number.ts';
import { quoted, writtenCharacter } from './json-string.ts';
import type { JsonTerms } from './json-terms.ts';
import { type Member, objectTerm } from './object-term.ts';
import { type PatternTerm, patternTerm } from './regex.ts';
import type { SchemaNode } from './schema-node.ts';
import { chosenTypes, type JsonType, type Pattern, type Shape } from './shape.ts';
import type { Rule, Term, Terms } from './term.ts';

/** Values inside each other, recursion aside. */
const maxDepth = 200;

/** Schemas that were asked for together: known, or in the making, maybe with a rule by which others spoke of them. */
interface Known {
  term: Term | null;
  rule: Rule | null;
}

const encoder = new TextEncoder();

/** Makes the terms of schemas; the same schema is the same term. */
export class SchemaTerms {
  readonly #json: JsonTerms;
  readonly #terms: Terms;
  readonly #alternatives: Alternatives;
  readonly #known = new Map<string, Known>();
  readonly #ids = new Map<unknown, number>();
  readonly #patterns = new Map<string, PatternTerm>();
  readonly #recognisers = new Map<Term, Automaton>();
  readonly #numbers = new Map<string, Term>();
  #depth = 0;

  constructor(json: JsonTerms) {
    this.#json = json;
    this.#terms = json.terms;
    this.#alternatives = new Alternatives(json.terms.budget, (pattern, text) => this.#matches(pattern, text));
  }

  /** Values that fit all the schemas. */
  valueOf(nodes: readonly SchemaNode[]): Term {
    if (nodes.every(({ value }) => value === true || Object.keys(value).length === 0)) {
      return nodes.some(({ value }) => value === false) ? this.#terms.never : this.#json.any;
    }
    this.#terms.budget.spend(20 + 10 * nodes.length);
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
    if (shape.values) return this.#terms.literals(shape.values.map((value) => textOf(value, shape.path)));
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
        return this.#string(shape);
      case 'array':
        return this.#array(shape);
      case 'object':
        return this.#object(shape);
      default:
        return type satisfies never;
    }
  }

  #number(shape: Shape): Term {
    const key = JSON.stringify([shape.integer, shape.min, shape.max]);
    const number = this.#numbers.get(key) ?? numberTerm(this.#terms, shape);
    this.#numbers.set(key, number);
    return number;
  }

  #string({ patterns, minLength, maxLength, path }: Shape): Term {
    if (maxLength < minLength) return this.#terms.never;
    if (patterns.length === 0) {
      return quoted(this.#terms, this.#terms.repeat(this.#json.character, minLength, maxLength));
    }
    const known = patterns.map((pattern) => this.#pattern(pattern));
    const all = [...new Set(known.flatMap((pattern) => [pattern.term, ...pattern.all]))];
    const none = known.flatMap((pattern) => pattern.none);
    // What the patterns imply anyway needs no table.
    const isLong = known.some(({ least }) => least >= minLength);
    const isShort = known.some(({ most }) => most <= maxLength);
    const [only] = all;
    if (only && all.length === 1 && none.length === 0 && isLong && isShort) return quoted(this.#terms, only);
    if (!isLong) all.push(this.#terms.repeat(writtenCharacter(this.#terms, [0, 0x10ffff]), minLength));
    const what = known.length > 1 ? `the patterns at '${path}' together` : `${patterns[0]?.where}`;
    return quoted(
      this.#terms,
      this.#json.tables.intersection({ all, none, maxLength: isShort ? Infinity : maxLength }, what),
    );
  }

  #pattern({ source, where }: Pattern): PatternTerm {
    let known = this.#patterns.get(source);
    if (!known) {
      known = this.#terms.budget.at(where, () => patternTerm(this.#terms, source, where));
      this.#patterns.set(source, known);
    }
    return known;
  }

  #matches(pattern: Pattern, text: string): boolean {
    const { term, all, none } = this.#pattern(pattern);
    const bytes = encoder.encode(JSON.stringify(text).slice(1, -1));
    return [term, ...all].every((one) => this.#accepts(one, bytes)) && !none.some((one) => this.#accepts(one, bytes));
  }

  #accepts(term: Term, bytes: Uint8Array): boolean {
    let recogniser = this.#recognisers.get(term);
    if (!recogniser) {
      recogniser = new Automaton(this.#terms, term, this.#terms.budget);
      this.#recognisers.set(term, recogniser);
    }
    this.#terms.budget.spend(bytes.length);
    return recogniser.run(recogniser.start, bytes)?.accepts ?? false;
  }

  #array(shape: Shape): Term {
    const { minItems, maxItems, arrays } = shape;
    const nPrefix = Math.min(maxItems, Math.max(0, ...arrays.map(({ prefix }) => prefix.length)));
    const rest = this.#element(shape, nPrefix);
    let elements = this.#terms.empty;
    // From the last place to the first: what may follow once `at` elements are there.
    for (let at = nPrefix; at >= 0; at--) {
      const comma = at === 0 ? this.#terms.empty : this.#json.comma;
      let more: Term;
      if (at === nPrefix) {
        const list = this.#json.list(rest, Math.max(0, minItems - at), maxItems - at);
        // The list is empty or begins with an element: in front of that one a comma.
        more = at === 0 ? list : this.#behindComma(rest, Math.max(0, minItems - at), maxItems - at);
      } else {
        more = this.#terms.seq(comma, this.#element(shape, at), elements);
        if (at >= minItems) more = this.#terms.optional(more);
      }
      elements = more;
    }
    return this.#json.array(elements);
  }

  #element(shape: Shape, at: number): Term {
    this.#terms.budget.spend(shape.arrays.length);
    return this.valueOf(elementNodes(shape, at));
  }

  #behindComma(item: Term, min: number, max: number): Term {
    return this.#terms.repeat(this.#terms.seq(this.#json.comma, item), min, max);
  }

  #property(objects: Shape['objects'], name: string): Term {
    this.#terms.budget.spend(objects.length);
    return this.valueOf(propertyNodes(objects, name));
  }

  #object(shape: Shape): Term {
    const { objects, required } = shape;
    const names = new Set([...objects.flatMap(({ properties }) => [...properties.keys()]), ...required]);
    const members: Member[] = [...names].map((name) => ({
      name,
      required: required.has(name),
      value: this.#property(objects, name),
    }));
    const others = objects.flatMap(({ additional }) => additional ?? []);
    const isClosed = names.size > 0 && others.length === 0;
    const other = isClosed ? this.#terms.never : this.valueOf(others);
    return objectTerm(this.#json, members, other, shape);
  }
}

function textOf(value: unknown, path: string): string {
  const text = JSON.stringify(value);
  if (/\\ud[89a-f]/i.test(text)) throw new GrammarError(`'enum' at '${path}' has half of a surrogate pair in it`);
  return text;
}
