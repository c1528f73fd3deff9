// `unevaluatedProperties` and `unevaluatedItems`: what no other keyword of their schema applies to, those of references,
// `allOf` and the choices that the value was written for included. A schema that holds them is called an owner here: each
// part of a shape knows which owners it was reached through.
import { isRecord, type Keywords, type SchemaNode } from './schema-node.ts';
import type { Shape } from './shape.ts';
import { type ObjectPart, type UnevaluatedPart, unevaluatedKeywords } from './value-parts.ts';

/**
 * The owners that see what a schema evaluates.
 * @param chain the schema, behind those through which it was reached; what `not` says evaluates nothing
 */
export function ownersOf(chain: readonly SchemaNode[]): readonly unknown[] {
  const silent = chain.findLastIndex(({ inner }) => inner?.isNegated);
  const owners = chain
    .slice(silent + 1)
    .filter(({ value }) => unevaluatedKeywords.some((one) => (value as Keywords)[one] !== undefined));
  return owners.map(({ value }) => value);
}

/** Keywords that evaluate something, or lead to such keywords. */
const evaluating = [
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'dependentSchemas'],
  ...['prefixItems', 'items', 'contains', 'unevaluatedItems', 'allOf', 'anyOf', 'oneOf', 'if', 'dependencies'],
  ...['$ref', '$dynamicRef', '$recursiveRef'],
];

/** Whether it makes a difference for an owner that a value fits the schema. */
export function mayEvaluate({ value }: SchemaNode): boolean {
  return isRecord(value) && evaluating.some((keyword) => value[keyword] !== undefined);
}

/** The schemas of unevaluated properties for names that only those parts evaluate that the predicate says. */
export function unevaluatedProperties(shape: Shape, evaluates: (part: ObjectPart) => boolean): SchemaNode[] {
  return unevaluated(shape, 'unevaluatedProperties')
    .filter(({ owner }) => !shape.objects.some((one) => one.owners.includes(owner) && evaluates(one)))
    .map(({ node }) => node);
}

/**
 * The schemas of an element, should it be unevaluated. One that fits `contains` is evaluated.
 * @param counted the schemas of `contains` that it is written to fit; absent: it may fit any of them
 */
export function unevaluatedItems(shape: Shape, at: number, counted?: readonly SchemaNode[]): SchemaNode[] {
  const { arrays, contains } = shape;
  return unevaluated(shape, 'unevaluatedItems')
    .filter(({ owner }) => {
      return !arrays.some(({ owners, prefix, items }) => owners.includes(owner) && (items || at < prefix.length));
    })
    .flatMap((one) => {
      const contained = contains.filter(({ owners }) => owners.includes(one.owner)).map(({ node }) => node);
      if (!counted) return either(one, contained);
      return contained.some((node) => counted.includes(node)) ? [] : one.node;
    });
}

function unevaluated(shape: Shape, keyword: UnevaluatedPart['keyword']): UnevaluatedPart[] {
  const parts = shape.unevaluated.filter((one) => one.keyword === keyword);
  return parts.filter(({ owner }) => !parts.some(({ owners }) => owners.includes(owner)));
}

/** A schema of the elements that are contained, or allowed otherwise: the same object for the same schemas. */
function either({ owner, node }: UnevaluatedPart, contained: readonly SchemaNode[]): SchemaNode {
  const [only] = contained;
  if (!only) return node;
  if (contained.length === 1 && node.value === false) return only;
  const values = [...contained, node].map(({ value }) => value);
  const known = choices.get(owner as object) ?? [];
  choices.set(owner as object, known);
  const same = known.find(({ anyOf }) => anyOf.length === values.length && anyOf.every((one, i) => one === values[i]));
  const value = same ?? { anyOf: values };
  if (!same) known.push(value);
  return { value, path: node.path, document: node.document };
}

const choices = new WeakMap<object, { readonly anyOf: readonly unknown[] }[]>();
