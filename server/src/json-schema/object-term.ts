// Objects as terms: the properties that a schema declares, those that patterns or `additionalProperties` allow besides,
// and what `propertyNames` asks of all names. Which of them may follow which is member-list.ts.
import { GrammarError } from '../grammar/grammar-error.ts';
import { literalsTerm } from '../grammar/literals.ts';
import type { Term } from '../grammar/term.ts';
import { isOneOf, propertyNodes } from './fits.ts';
import { type Extra, type Member, memberList } from './member-list.ts';
import { SchemaDocument } from './schema-node.ts';
import { type SchemaParts, textOf } from './schema-parts.ts';
import type { Shape } from './shape.ts';
import { unevaluatedProperties } from './unevaluated.ts';
import type { ObjectPart, Pattern } from './value-parts.ts';

export function objectTerm(parts: SchemaParts, shape: Shape): Term {
  const { objects, required, absent } = shape;
  const naming = namingOf(parts, shape);
  const patterns = [
    ...new Map(objects.flatMap((part) => part.patterns).map(({ pattern }) => [pattern.source, pattern])).values(),
  ];
  const others = [
    ...objects.flatMap(({ additional }) => additional ?? []),
    ...unevaluatedProperties(shape, ({ additional }) => additional !== undefined),
  ];
  const names = new Set([...objects.flatMap(({ properties }) => [...properties.keys()]), ...required]);
  const isDeclared = names.size > 0 || patterns.length > 0;
  const isClosed = parts.undeclared === 'never' && isDeclared && others.length === 0;
  const mayBeAdded = (name: string) =>
    !isClosed || patterns.some((pattern) => parts.alternatives.matches(pattern, name));
  for (const name of naming?.given ?? []) if (mayBeAdded(name) && !absent.has(name)) names.add(name);
  const members: Member[] = [...names].map((name) => ({
    name,
    required: required.has(name),
    value:
      absent.has(name) || naming?.allows(name) === false
        ? parts.json.terms.never
        : parts.valueOf(propertyNodes(shape, name, parts.alternatives)),
  }));
  const declared = [...new Set([...names, ...absent])];
  const extras = naming?.given ? [] : patternExtras(parts, shape, { patterns, naming, declared });
  if (!isClosed && !naming?.given) {
    const language = { all: naming ? [naming.inside] : [], none: noneOf(parts, patterns) };
    const where = `the names of properties at '${shape.path}'`;
    extras.push({ names: { ...language, declared, where }, value: parts.valueOf(others) });
  }
  const extraPlace = parts.undeclared === 'anywhere' ? 'anywhere' : 'last';
  return memberList(parts.json, { members, extras, extraPlace, sets: parts.sets }, shape);
}

/** What is known of the names of an object's properties. */
interface KnownNames {
  readonly patterns: readonly Pattern[];
  readonly naming: Naming | undefined;
  readonly declared: readonly string[];
}

/** Undeclared properties by `patternProperties`: of names that match one of the patterns and no other. */
function patternExtras(parts: SchemaParts, shape: Shape, { patterns, naming, declared }: KnownNames): Extra[] {
  return patterns.map((pattern) => {
    const { term, all, none } = parts.strings.pattern(pattern);
    const nodesOf = (part: ObjectPart) => {
      const own = part.patterns.filter((other) => other.pattern.source === pattern.source).map(({ node }) => node);
      return own.length > 0 ? own : [part.additional ?? []].flat();
    };
    const nodes = [
      ...shape.objects.flatMap(nodesOf),
      ...unevaluatedProperties(shape, (one) => nodesOf(one).length > 0),
    ];
    const names = {
      all: [term, ...all, ...(naming ? [naming.inside] : [])],
      none: [
        ...none,
        ...noneOf(
          parts,
          patterns.filter((other) => other !== pattern),
        ),
      ],
      declared,
      where: pattern.where,
    };
    return { names, value: parts.valueOf(nodes) };
  });
}

function noneOf({ strings }: SchemaParts, patterns: readonly Pattern[]): Term[] {
  return patterns.map((pattern) => {
    const { term, all, none } = strings.pattern(pattern);
    if (all.length + none.length === 0) return term;
    throw new GrammarError(`${pattern.where} cannot be held: lookahead, and other names beside it`);
  });
}

/** What `propertyNames` asks. */
interface Naming {
  /** All names that there are; undefined if they cannot be listed. */
  readonly given: readonly string[] | undefined;
  /** Without quotes. */
  readonly inside: Term;
  allows(name: string): boolean;
}

const aString = new SchemaDocument({ type: 'string' });

/** Undefined if `propertyNames` allows every name. */
function namingOf({ json, alternatives, strings }: SchemaParts, { names, path }: Shape): Naming | undefined {
  if (names.length === 0) return undefined;
  const { terms } = json;
  const shapes = alternatives.of([...names, aString.root]);
  if (shapes.some(isAnyString)) return undefined;
  const given = shapes.every(({ values }) => values) ? shapes.flatMap(({ values }) => values as string[]) : undefined;
  const inside = shapes.map((shape) =>
    shape.values
      ? literalsTerm(
          terms,
          shape.values.map((name) => textOf(name, path).slice(1, -1)),
        )
      : strings.inside(shape),
  );
  return {
    given,
    inside: terms.alt(...inside),
    allows: (name) => shapes.some((shape) => isOneOf(name, shape, alternatives, false)),
  };
}

function isAnyString({ patterns, excluded, minLength, maxLength, values }: Shape): boolean {
  return patterns.length + excluded.length === 0 && minLength === 0 && maxLength === Infinity && !values;
}
