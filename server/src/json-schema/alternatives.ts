// The shapes that a schema's values may have: references are followed, `allOf` is merged, `anyOf` and `oneOf` are
// multiplied out.

import type { UndeclaredProperties } from '../engine/generation.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import type { WorkBudget } from '../grammar/work-budget.ts';
import { areApart } from './apart.ts';
import { canonical } from './canonical.ts';
import { type Choice, choicesOf, otherThan, partsOf } from './choices.ts';
import { fits, type ShapeReader } from './fits.ts';
import { type InnerKeywords, isRecord, type SchemaNode } from './schema-node.ts';
import { anyShape, chosenTypes, narrow, type Shape } from './shape.ts';
import { ownersOf } from './unevaluated.ts';
import type { Pattern } from './value-parts.ts';

/** Most shapes of one schema. */
const maxShapes = 500;
/** Of more shapes than this of what does not fit a schema, a few are enough. */
const manyNegative = 24;
const fewNegative = 8;
/** Parts of schemas and shapes that are copied, and characters that are compared, in the time of a step. */
const partsPerStep = 8;
/** Fields of a shape that is narrowed, which is copied a few times. */
const fieldsOfShape = 64;
const maxReferences = 200;
/** Most schemas inside each other that a given value may not fit. */
const maxUnfit = 50;
/** Most properties of which one is required, where some property is asked for whose name no schema says. */
const maxNamed = 16;

/** A schema that applies to a value, and the schemas through which it was reached. */
interface Voice {
  readonly node: SchemaNode;
  readonly from: readonly SchemaNode[];
  /** Those of them with `unevaluated…`, and itself: unevaluated.ts. */
  readonly owners: readonly unknown[];
}

/** Reads the schemas of one grammar. */
export class Alternatives implements ShapeReader {
  readonly undeclared: UndeclaredProperties;
  readonly matches: (pattern: Pattern, text: string) => boolean;
  /** Why some values cannot be written that would fit: the first reason. */
  lost: string | undefined;
  readonly #known = new Map<unknown, Shape[]>(); // what shapesOf() gave for one schema
  readonly #keys = new WeakMap<readonly unknown[], ReadonlySet<string>>();
  readonly #budget: WorkBudget;
  #depth = 0;

  constructor(
    budget: WorkBudget,
    undeclared: UndeclaredProperties,
    matches: (pattern: Pattern, text: string) => boolean,
  ) {
    this.#budget = budget;
    this.undeclared = undeclared;
    this.matches = matches;
  }

  spend(nSteps: number): void {
    this.#budget.spend(nSteps);
  }

  within<T>(node: SchemaNode, work: () => T): T {
    if (this.#depth > maxUnfit) throw new GrammarError(`what does not fit the schema at '${node.path}' cannot be held`);
    this.#depth++;
    const result = work();
    this.#depth--;
    return result;
  }

  isOneOf(value: unknown, values: readonly unknown[]): boolean {
    let keys = this.#keys.get(values);
    if (!keys) {
      this.spend(values.length);
      keys = new Set(values.map(canonical));
      this.#keys.set(values, keys);
    }
    const key = canonical(value);
    this.spend(1 + key.length / partsPerStep);
    return keys.has(key);
  }

  /**
   * The shapes of the values that are written for all the schemas together; empty if no value fits. Values of `enum`
   * that do not fit are left out.
   * @throws GrammarError if a value written for one choice of `oneOf` might fit another one
   */
  of(nodes: readonly SchemaNode[]): Shape[] {
    const shapes = this.#shapes(nodes, true);
    return shapes.map((shape) => this.#withFittingValues(shape)).filter(isPossible);
  }

  shapesOf(nodes: readonly SchemaNode[]): Shape[] {
    const [node] = nodes;
    const known = nodes.length === 1 ? this.#known.get(node?.value) : undefined;
    const shapes = known ?? this.#shapes(nodes, false);
    if (nodes.length === 1) this.#known.set(node?.value, shapes);
    return shapes;
  }

  #shapes(nodes: readonly SchemaNode[], isWritten: boolean): Shape[] {
    const voices = nodes.flatMap((node) => this.#voicesOf(node, []));
    return this.#narrow([anyShape(nodes[0]?.path ?? '#')], voices, isWritten);
  }

  #narrow(shapes: readonly Shape[], voices: readonly Voice[], isWritten: boolean): Shape[] {
    let next = shapes
      .map((shape) => voices.reduce((narrowed, voice) => this.#narrowed(narrowed, voice), shape))
      .filter(isPossible);
    for (const voice of voices) next = this.#choose(next, voice, isWritten);
    for (const voice of voices) next = this.#chooseOne(next, voice, isWritten);
    return next;
  }

  #narrowed(shape: Shape, { node, owners }: Voice): Shape {
    this.#spendAt(node, (fieldsOfShape + partsIn(shape) + partsOfSchema(node)) / partsPerStep);
    return narrow(shape, node, owners);
  }

  /** A schema with those that it includes by reference and `allOf`. */
  #voicesOf(node: SchemaNode, from: readonly SchemaNode[]): Voice[] {
    this.#spendAt(node, 1 + from.length);
    if (typeof node.value === 'boolean') return [{ node, from, owners: [] }];
    if (from.some(({ value }) => value === node.value)) {
      throw new GrammarError(`the schema at '${node.path}' refers only to itself`);
    }
    if (from.length > maxReferences) {
      throw new GrammarError(
        `the schema at '${node.path}' is reached by more than ${maxReferences} references in a row`,
      );
    }
    const parts = [...(partsOf(node, 'allOf') ?? []), ...node.document.referencesOf(node)];
    const chain = [...from, node];
    return [{ node, from, owners: ownersOf(chain) }, ...parts.flatMap((part) => this.#voicesOf(part, chain))];
  }

  #choose(shapes: readonly Shape[], voice: Voice, isWritten: boolean): Shape[] {
    const { node, owners } = voice;
    let next = [...shapes];
    for (const choice of choicesOf(node, owners.length > 0)) next = this.#chosen(next, choice, voice, isWritten);
    return next;
  }

  #chosen(shapes: readonly Shape[], choice: Choice, { node, from }: Voice, isWritten: boolean): Shape[] {
    const { where, options, further, refusal } = choice;
    const voicesOf = (option: readonly SchemaNode[]) => option.flatMap((part) => this.#voicesOf(part, [...from, node]));
    const known = options.map(voicesOf);
    const besides = voicesOf(further?.besides ?? []);
    let isVague = false;
    const next = shapes.flatMap((shape) => {
      const others = further ? this.#narrow([unfitting(shape, choice)], besides, isWritten) : [];
      isVague ||= others.length > 0;
      const listed = options.flatMap((option, i) => {
        const named = this.#namedSome(option, shape);
        const all = named ? named.map(voicesOf) : [known[i] as Voice[]];
        return all.flatMap((voices) => this.#narrow([shape], voices, isWritten));
      });
      return isWritten && !shape.values ? listed : [...others, ...listed];
    });
    if (next.length === 0 && refusal && isVague) {
      if (!choice.mayBeLost) throw new GrammarError(refusal);
      this.lost ??= refusal;
    }
    if (isWritten) return choice.isNegative ? simplest(next) : few(next, where);
    return next.length > maxShapes ? shapes.map((shape) => ({ ...unowned(shape), isVague: true })) : next;
  }

  /** Where some property is asked for whose name no schema says: an option for each that the shape declares. */
  #namedSome(option: readonly SchemaNode[], shape: Shape): SchemaNode[][] | undefined {
    const at = option.findIndex(({ inner }) => inner?.some);
    const node = option[at];
    const some = node?.inner?.some;
    if (!node || !some) return undefined;
    const { properties, patternProperties } = some.of;
    const where = `'patternProperties' at '${node.path}'`;
    const matches = (source: string, name: string) => this.matches({ source, where, isPart: false }, name);
    const others = Object.keys(isRecord(patternProperties) ? patternProperties : {});
    const isMeant = (name: string) => {
      if (some.pattern !== undefined) return matches(some.pattern, name);
      const isDeclared = isRecord(properties) && Object.hasOwn(properties, name);
      return !isDeclared && !others.some((source) => matches(source, name));
    };
    const names = new Set([...shape.objects.flatMap((one) => [...one.properties.keys()]), ...shape.required]);
    const inner: InnerKeywords = { types: ['object'], isNegated: true };
    return [...names]
      .filter(isMeant)
      .slice(0, maxNamed)
      .map((name) => {
        const value = { required: [name], properties: { [name]: some.value } };
        return option.with(at, { ...node, inner, value });
      });
  }

  #chooseOne(shapes: readonly Shape[], voice: Voice, isWritten: boolean): Shape[] {
    const { node, from } = voice;
    const parts = partsOf(node, 'oneOf');
    if (!parts) return [...shapes];
    const choices = parts.map((part) => this.#voicesOf(part, [...from, node]));
    const next = shapes.flatMap((shape) => {
      const base = { ...shape, isExclusive: true };
      if (!isWritten) {
        // Whether it fits a second choice must be told without what the first one leaves unevaluated.
        const open = shape.unevaluated.length > 0 ? { ...base, isVague: true } : base;
        return choices.flatMap((voices) => this.#narrow([open], voices, false));
      }
      const read = choices.map((voices) => this.#narrow([unowned(base)], voices, false).map(unowned));
      return choices.flatMap((voices, i) => {
        const written = this.#narrow([base], voices, true).map(withFixedTypes);
        return read.reduce((rest, others, j) => (i === j ? rest : this.#apart(rest, others, [i, j], voice)), written);
      });
    });
    return few(next, `'oneOf' at '${node.path}'`);
  }

  /** Leaves out the values of choice `i` that fit choice `j` too. */
  #apart(written: Shape[], others: readonly Shape[], [i, j]: readonly [number, number], voice: Voice): Shape[] {
    const overlapping = written.filter((shape) => {
      const own = this.#withFittingValues(unowned(shape));
      return !others.every((other) => areApart(own, other, this));
    });
    if (overlapping.length === 0) return written;
    const { node } = voice;
    const part = partsOf(node, 'oneOf')?.[j] as SchemaNode;
    const refusal =
      `'oneOf' at '${node.path}' cannot be held: a value could fit both ${Math.min(i, j)} and ${Math.max(i, j)}; ` +
      "use 'anyOf', or tell them apart by a required property with different values";
    const other = { ...otherThan(part, `'oneOf' at '${node.path}'`), refusal };
    return [
      ...written.filter((shape) => !overlapping.includes(shape)),
      ...this.#chosen(overlapping, other, voice, true),
    ];
  }

  #withFittingValues(shape: Shape): Shape {
    const { values } = shape;
    return values ? { ...shape, values: values.filter((value) => fits(value, shape, this, false)) } : shape;
  }

  #spendAt({ path }: SchemaNode, nSteps: number): void {
    this.#budget.at(`the schema at '${path}'`, () => this.spend(nSteps));
  }
}

/** What is told apart is what is written: a keyword that is met later may not add types. */
function withFixedTypes(shape: Shape): Shape {
  return { ...shape, types: chosenTypes(shape), isTyped: true };
}

/** Without what further choices may still change: they evaluate more. */
function unowned(shape: Shape): Shape {
  return shape.unevaluated.length > 0 ? { ...shape, unevaluated: [] } : shape;
}

/**
 * The values of a shape of which no option of a choice says that they do not fit a schema; of those that are given, all,
 * since each can be checked.
 */
function unfitting(shape: Shape, { vague, further, isNegative }: Choice): Shape {
  const isGiven = isNegative && shape.values !== undefined;
  const types = isGiven ? shape.types : new Set(vague.filter((type) => shape.types.has(type)));
  return { ...shape, types, unfit: [...shape.unfit, ...(further ? [further.unfit] : [])] };
}

/** Of many ways not to fit a schema, those that ask for least. */
function simplest(shapes: Shape[]): Shape[] {
  if (shapes.length <= manyNegative) return shapes;
  return shapes.toSorted((a, b) => partsIn(a) - partsIn(b)).slice(0, fewNegative);
}

function few(shapes: Shape[], where: string): Shape[] {
  if (shapes.length > maxShapes) throw new GrammarError(`${where} has too many combinations`);
  return shapes;
}

function isPossible({ types, values }: Shape): boolean {
  return types.size > 0 && values?.length !== 0;
}

function partsOfSchema({ value }: SchemaNode): number {
  if (typeof value === 'boolean') return 0;
  const lists = [value.properties, value.patternProperties].filter(isRecord);
  const nProperties = lists.reduce((sum, list) => sum + Object.keys(list).length, 0);
  return nProperties + (Array.isArray(value.enum) ? value.enum.length : 0);
}

/** The size of a shape's lists, which are copied when it is narrowed. */
function partsIn({ objects, arrays, patterns, required, names, unevaluated }: Shape): number {
  return unevaluated.length + names.length + objects.length + arrays.length + patterns.length + required.size;
}
