// Arrays as terms: the number of elements, what each place may contain, and arrays of unique given values.
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Term } from '../grammar/term.ts';
import { canonical } from './canonical.ts';
import { countedArray } from './counted-array.ts';
import { elementNodes } from './fits.ts';
import type { JsonType } from './schema-node.ts';
import { type SchemaParts, textOf } from './schema-parts.ts';
import { anyShape, chosenTypes, type Shape } from './shape.ts';

export function arrayTerm(parts: SchemaParts, shape: Shape): Term {
  const { minItems, maxItems, arrays, isUnique } = shape;
  if (isUnique && maxItems > 1) return setTerm(parts, shape);
  if (shape.contains.length > 0) return countedArray(parts, shape);
  const { json } = parts;
  const { terms, comma } = json;
  const elementAt = (at: number) => parts.valueOf(elementNodes(shape, at, parts.alternatives));
  const nPrefix = Math.min(maxItems, Math.max(0, ...arrays.map(({ prefix }) => prefix.length)));
  const least = Math.max(0, minItems - nPrefix);
  const others = elementAt(nPrefix);
  if (nPrefix === 0) return json.array(json.list(others, least, maxItems));
  // From the last place to the first: what may follow once the elements before it are there.
  let follows = terms.repeat(terms.seq(comma, others), least, maxItems - nPrefix);
  for (let at = nPrefix - 1; at >= 0; at--) {
    const from = terms.seq(at === 0 ? terms.empty : comma, elementAt(at), follows);
    follows = at >= minItems ? terms.optional(from) : from;
  }
  return json.array(follows);
}

/** `uniqueItems` of values that can be listed: they come in the order of the list, as properties do in the schema's. */
function setTerm({ json, alternatives }: SchemaParts, shape: Shape): Term {
  const { minItems, maxItems, arrays, contains, path } = shape;
  const { terms, comma } = json;
  if (contains.length > 0) throw new GrammarError(`'contains' at '${path}' cannot be held beside 'uniqueItems'`);
  const shapes = arrays.every(({ prefix }) => prefix.length === 0)
    ? alternatives.of(elementNodes(shape, 0, alternatives))
    : [anyShape(path)];
  const lists = shapes.map(valuesOf);
  if (!lists.every((list) => list !== undefined)) {
    throw new GrammarError(
      `'uniqueItems' at '${path}' cannot be held but for elements of an 'enum'; leave it out, or set 'maxItems' to 1`,
    );
  }
  const values = [...new Map(lists.flat().map((value) => [canonical(value), value])).values()];
  const elements = values.map((value) => terms.literal(textOf(value, path)));
  const most = Math.min(maxItems, elements.length);
  // By the number of elements that are there, from the last value of the list to the first: what may follow.
  const { never, empty } = terms;
  let follows: Term[] = Array.from({ length: most + 1 }, (_, n) => (n >= minItems ? empty : never));
  for (const element of elements.reverse()) {
    follows = follows.map((skipped, n) => {
      if (n === most) return skipped;
      return terms.alt(terms.seq(n === 0 ? empty : comma, element, follows[n + 1] ?? never), skipped);
    });
  }
  return json.array(follows[0] ?? never);
}

/** All values of a shape, if they can be listed. */
function valuesOf(shape: Shape): readonly unknown[] | undefined {
  if (shape.values) return shape.values;
  const lists: Partial<Record<JsonType, readonly unknown[]>> = { boolean: [true, false], null: [null] };
  const found = [...chosenTypes(shape)].map((type) => lists[type]);
  return found.every((list) => list !== undefined) ? found.flat() : undefined;
}
