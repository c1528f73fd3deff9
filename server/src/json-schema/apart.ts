// Whether two shapes have no value in common, which `oneOf` requires of its choices. The answer is no if it is
// uncertain.
import { elementNodes, isOneOf, propertyNodes, type ShapeReader } from './fits.ts';
import type { JsonType } from './schema-node.ts';
import { chosenTypes, type Shape } from './shape.ts';

/** How deep values are searched for a difference. */
const maxDepth = 4;

/** Whether none of the values that are written for `written` fits `other`. */
export function areApart(written: Shape, other: Shape, reader: ShapeReader, depth = 0): boolean {
  reader.spend(1);
  const mayFit = (value: unknown, shape: Shape) => isOneOf(value, shape, reader, true);
  const values = written.values ?? other.values;
  if (values) return values.every((value) => !mayFit(value, written) || !mayFit(value, other));
  const common = [...chosenTypes(written)].filter((type) => other.types.has(type));
  return common.every((type) => areApartAs(type, [written, other], reader, depth));
}

/** A shape that is written, and one that no value of it may fit. */
type Pair = readonly [written: Shape, other: Shape];

function areApartAs(type: JsonType, [a, b]: Pair, reader: ShapeReader, depth: number): boolean {
  switch (type) {
    case 'number':
      if ((a.integer && b.fractional) || (a.fractional && b.integer)) return true;
      return (a.max && b.min && isBelow(a.max, b.min)) || (b.max && a.min && isBelow(b.max, a.min)) || false;
    case 'string':
      return a.maxLength < b.minLength || b.maxLength < a.minLength;
    case 'array':
      if (a.maxItems < b.minItems || b.maxItems < a.minItems) return true;
      return a.minItems > 0 && areNodesApart(elementNodes(a, 0, reader), elementNodes(b, 0, reader), reader, depth);
    case 'object':
      return areObjectsApart(a, b, reader, depth);
    default:
      return false;
  }
}

type Limit = NonNullable<Shape['min']>;

function isBelow(max: Limit, min: Limit): boolean {
  return max.value < min.value || (max.value === min.value && (max.exclusive || min.exclusive));
}

function areObjectsApart(a: Shape, b: Shape, reader: ShapeReader, depth: number): boolean {
  if ([...a.required].some((name) => b.absent.has(name))) return true;
  if ([...b.required].some((name) => a.absent.has(name))) return true;
  if (a.maxProperties < b.minProperties || b.maxProperties < a.minProperties) return true;
  if (reader.undeclared === 'never' && [...b.required].some((name) => !isWritten(a, name))) return true;
  // A property required by one shape is in all of its values; one required by the other must be there to fit it.
  const names = [...new Set([...a.required, ...b.required])];
  return names.some((name) =>
    areNodesApart(propertyNodes(a, name, reader), propertyNodes(b, name, reader), reader, depth),
  );
}

/** Undeclared properties are only written if the schema mentions them. */
function isWritten({ objects, required, unevaluated }: Shape, name: string): boolean {
  if (required.has(name) || unevaluated.length > 0) return true;
  return (
    objects.some(({ properties, patterns, additional }) => {
      return properties.has(name) || patterns.length > 0 || additional !== undefined;
    }) || isOpen(objects)
  );
}

/** Whether all property names are written, because none is declared. */
export function isOpen(objects: Shape['objects']): boolean {
  return objects.every(({ properties }) => properties.size === 0);
}

function areNodesApart(
  a: Parameters<ShapeReader['shapesOf']>[0],
  b: Parameters<ShapeReader['shapesOf']>[0],
  reader: ShapeReader,
  depth: number,
): boolean {
  if (depth >= maxDepth || b.length === 0) return false;
  const others = reader.shapesOf(b);
  return reader.shapesOf(a).every((shape) => others.every((other) => areApart(shape, other, reader, depth + 1)));
}
