// JSON schemas as terms. Declared properties come in the schema's order; where `additionalProperties` is not given, only
// declared ones are written, unless none is.

import { GrammarError } from '../grammar/grammar-error.ts';
import type { Rule, Term, Terms } from '../grammar/term.ts';
import { Alternatives } from './alternatives.ts';
import { elementNodes, isOneOf, propertyNodes } from './fits.ts';
import { multipleTerm } from './json-multiple.ts';
import { numberTerm } from './json-number.ts';
import { quoted } from './json-string.ts';
import type { JsonTerms } from './json-terms.ts';
import { type Extra, type Member, objectTerm } from './object-term.ts';
import { SchemaDocument, type SchemaNode } from './schema-node.ts';
import { anyShape, canonical, chosenTypes, type JsonType, type Pattern, type Shape } from './shape.ts';
import { StringTerms } from './string-terms.ts';

/** Values inside each other, recursion aside. */
const maxDepth = 200;

/** Schemas that were asked for together: known, or in the making, maybe with a rule by which others spoke of them. */
interface Known {
  term: Term | null;
  rule: Rule | null;
}

/** Makes the terms of schemas; the same schema is the same term. */
export class SchemaTerms {
  readonly #json: JsonTerms;
  readonly #terms: Terms;
  readonly #alternatives: Alternatives;
  readonly #known = new Map<string, Known>();
  readonly #ids = new Map<unknown, number>();
  readonly #strings: StringTerms;
  readonly #numbers = new Map<string, Term>();
  #depth = 0;

  constructor(json: JsonTerms) {
    this.#json = json;
    this.#terms = json.terms;
    this.#strings = new StringTerms(json);
    this.#alternatives = new Alternatives(json.terms.budget, (pattern, text) => this.#strings.matches(pattern, text));
  }

  /** Values that fit all the schemas. */
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
        return quoted(this.#terms, this.#strings.inside(shape));
      case 'array':
        return this.#array(shape);
      case 'object':
        return this.#object(shape);
      default:
        return type satisfies never;
    }
  }

  #number(shape: Shape): Term {
    const { integer, min, max, step } = shape;
    const key = JSON.stringify([integer, min, max, step && [String(step.units), step.nDecimals]]);
    const make = () => (step ? multipleTerm(this.#terms, shape, step) : numberTerm(this.#terms, shape));
    const number = this.#numbers.get(key) ?? make();
    this.#numbers.set(key, number);
    return number;
  }

  #array(shape: Shape): Term {
    const { minItems, maxItems, arrays, isUnique } = shape;
    if (isUnique && maxItems > 1) return this.#uniqueArray(shape);
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

  /** Elements that can be listed: they come in the order of the list, as properties do in that of the schema. */
  #uniqueArray(shape: Shape): Term {
    const { minItems, maxItems, arrays, path } = shape;
    const shapes = arrays.every(({ prefix }) => prefix.length === 0)
      ? this.#alternatives.of(elementNodes(shape, 0, this.#alternatives))
      : [anyShape(path)];
    const lists = shapes.map(valuesOf);
    if (!lists.every((list) => list !== undefined)) {
      throw new GrammarError(
        `'uniqueItems' at '${path}' cannot be held but for elements of an 'enum'; leave it out, or set 'maxItems' to 1`,
      );
    }
    const values = [...new Map(lists.flat().map((value) => [canonical(value), value])).values()];
    const elements = values.map((value) => this.#terms.literals([textOf(value, path)]));
    const most = Math.min(maxItems, elements.length);
    // By how many are there, from the last element to the first: what may follow.
    const { never, empty } = this.#terms;
    let follows: Term[] = Array.from({ length: most + 1 }, (_, n) => (n >= minItems ? empty : never));
    for (const element of elements.reverse()) {
      follows = follows.map((skipped, n) => {
        const comma = n === 0 ? empty : this.#json.comma;
        return n === most
          ? skipped
          : this.#terms.alt(this.#terms.seq(comma, element, follows[n + 1] ?? never), skipped);
      });
    }
    return this.#json.array(follows[0] ?? never);
  }

  #element(shape: Shape, at: number): Term {
    return this.valueOf(elementNodes(shape, at, this.#alternatives));
  }

  #behindComma(item: Term, min: number, max: number): Term {
    return this.#terms.repeat(this.#terms.seq(this.#json.comma, item), min, max);
  }

  #object(shape: Shape): Term {
    const { objects, required } = shape;
    const naming = this.#naming(shape);
    const patterns = new Map(objects.flatMap((part) => part.patterns).map(({ pattern }) => [pattern.source, pattern]));
    const others = objects.flatMap(({ additional }) => additional ?? []);
    const names = new Set([...objects.flatMap(({ properties }) => [...properties.keys()]), ...required]);
    const isClosed = (names.size > 0 || patterns.size > 0) && others.length === 0;
    const mayBeAdded = (name: string) =>
      !isClosed || [...patterns.values()].some((pattern) => this.#strings.matches(pattern, name));
    for (const name of naming?.given ?? []) if (mayBeAdded(name)) names.add(name);
    const members: Member[] = [...names].map((name) => ({
      name,
      required: required.has(name),
      value: naming?.allows(name) === false ? this.#terms.never : this.#property(objects, name),
    }));
    const extras = naming?.given ? [] : this.#extras(shape, [...patterns.values()], naming, [...names]);
    if (!isClosed && !naming?.given) {
      const language = { all: naming ? [naming.inside] : [], none: this.#none([...patterns.values()]) };
      const where = `the names of properties at '${shape.path}'`;
      extras.push({ names: { ...language, declared: [...names], where }, value: this.valueOf(others) });
    }
    return objectTerm(this.#json, members, extras, shape);
  }

  /** What `patternProperties` say of names that are not declared: those in one of the patterns and in no other. */
  #extras({ objects }: Shape, patterns: Pattern[], naming: Naming | undefined, declared: string[]): Extra[] {
    return patterns.map((pattern) => {
      const { term, all, none } = this.#strings.pattern(pattern);
      const nodes = objects.flatMap((part) => {
        const own = part.patterns.filter((one) => one.pattern.source === pattern.source).map(({ node }) => node);
        return own.length > 0 ? own : (part.additional ?? []);
      });
      const names = {
        all: [term, ...all, ...(naming ? [naming.inside] : [])],
        none: [...none, ...this.#none(patterns.filter((one) => one !== pattern))],
        declared,
        where: pattern.where,
      };
      return { names, value: this.valueOf(nodes) };
    });
  }

  #none(patterns: readonly Pattern[]): Term[] {
    return patterns.map((pattern) => {
      const { term, all, none } = this.#strings.pattern(pattern);
      if (all.length + none.length === 0) return term;
      throw new GrammarError(`${pattern.where} cannot be held: lookahead, and other names beside it`);
    });
  }

  #property(objects: Shape['objects'], name: string): Term {
    return this.valueOf(propertyNodes(objects, name, this.#alternatives));
  }

  /** What `propertyNames` asks; undefined where it says nothing. */
  #naming({ names, path }: Shape): Naming | undefined {
    if (names.length === 0) return undefined;
    const shapes = this.#alternatives.of([...names, aString.root]);
    if (shapes.some(isAnyString)) return undefined;
    const given = shapes.every(({ values }) => values) ? shapes.flatMap(({ values }) => values as string[]) : undefined;
    const inside = shapes.map((shape) =>
      shape.values
        ? this.#terms.literals(shape.values.map((name) => textOf(name, path).slice(1, -1)))
        : this.#strings.inside(shape),
    );
    return {
      given,
      inside: this.#terms.alt(...inside),
      allows: (name) => shapes.some((shape) => isOneOf(name, shape, this.#alternatives, false)),
    };
  }
}

/** What is asked of the names of properties. */
interface Naming {
  /** All that there are; undefined where they cannot be listed. */
  readonly given: readonly string[] | undefined;
  /** Without quotes. */
  readonly inside: Term;
  allows(name: string): boolean;
}

const aString = new SchemaDocument({ type: 'string' });

function isAnyString({ patterns, minLength, maxLength, values }: Shape): boolean {
  return patterns.length === 0 && minLength === 0 && maxLength === Infinity && !values;
}

/** All values of a shape, where they can be listed. */
function valuesOf(shape: Shape): readonly unknown[] | undefined {
  if (shape.values) return shape.values;
  const lists: Partial<Record<JsonType, readonly unknown[]>> = { boolean: [true, false], null: [null] };
  const found = [...chosenTypes(shape)].map((type) => lists[type]);
  return found.every((list) => list !== undefined) ? found.flat() : undefined;
}

function textOf(value: unknown, path: string): string {
  const text = JSON.stringify(value);
  if (/\\ud[89a-f]/i.test(text)) throw new GrammarError(`'enum' at '${path}' has half of a surrogate pair in it`);
  return text;
}
