// The choices that a schema leaves: lists of schemas of which at least one fits. `anyOf` says them itself; `not`, `if` and
// dependencies say them in other words.
import { GrammarError } from '../grammar/grammar-error.ts';
import { pointerPart } from './json-pointer.ts';
import { isMadeUp, negationOf } from './negation.ts';
import { isRecord, type JsonType, type Keywords, type SchemaNode } from './schema-node.ts';
import { anyShape, narrow } from './shape.ts';
import { mayEvaluate } from './unevaluated.ts';

/** Most schemas of `anyOf` of which all combinations are told apart. */
const maxCombined = 7;

interface Further {
  readonly unfit: SchemaNode;
  readonly besides: readonly SchemaNode[];
}

/** One list. */
export interface Choice {
  /** The keyword and its place, for errors. */
  readonly where: string;
  /** Each is some schemas that apply together. */
  readonly options: readonly (readonly SchemaNode[])[];
  /** Types of which further values fit, which no option says; only values that are given can be checked. */
  readonly vague: readonly JsonType[];
  /** What such a value does not fit, and what it fits instead. */
  readonly further?: Further;
  /** The error if all values that could be written are among those. */
  readonly refusal?: string;
  /** Whether it says what does not fit a schema. */
  readonly isNegative?: boolean;
  /** Whether there are other ways, so that nothing is said as long as some value is left. */
  readonly mayBeLost?: boolean;
}

const dependentKeywords = ['dependencies', 'dependentRequired', 'dependentSchemas'] as const;
const choiceKeywords = ['anyOf', 'not', 'if', ...dependentKeywords] as const;

/**
 * The lists of a schema, but for `oneOf`.
 * @param isOwned whether it makes a difference which schemas the value fits besides: `unevaluated…` sees them all
 */
export function choicesOf(node: SchemaNode, isOwned: boolean): Choice[] {
  const { value } = node;
  if (typeof value === 'boolean' || !choiceKeywords.some((keyword) => value[keyword] !== undefined)) return [];
  const where = `'anyOf' at '${node.path}'`;
  const anyOf = partsOf(node, 'anyOf');
  const listed = anyOf
    ? [{ where, options: isOwned ? combined(anyOf, where) : anyOf.map((part) => [part]), vague: [] }]
    : [];
  return [...listed, ...negative(node), ...conditional(node, isOwned), ...dependent(node)];
}

/** Every combination of the schemas that evaluate something. */
function combined(parts: readonly SchemaNode[], where: string): SchemaNode[][] {
  const seen = parts.filter(mayEvaluate);
  if (seen.length > maxCombined) throw new GrammarError(`${where} has too many combinations`);
  const lists: SchemaNode[][] = [[]];
  for (const part of seen) lists.push(...lists.map((list) => [...list, part]));
  return [...parts.filter((part) => !mayEvaluate(part)).map((part) => [part]), ...lists.slice(1)];
}

/**
 * What does not fit a schema, but fits others, as a choice.
 * @throws GrammarError for a schema that is wrong or has unsupported keywords
 */
export function otherThan(
  node: SchemaNode,
  where: string,
  besides: readonly SchemaNode[] = [],
): Choice & { readonly refusal: string } {
  narrow(anyShape(node.path), node);
  const { parts, vague } = negationOf(node);
  const refusal = `${where} cannot be held; say what a value is rather than what it is not`;
  const options = parts.map((part) => [part, ...besides]);
  return { where, options, vague, further: { unfit: node, besides }, refusal, isNegative: true };
}

function negative(node: SchemaNode): Choice[] {
  const { value, path, document } = node;
  if ((value as Keywords).not === undefined) return [];
  const other = otherThan(document.node((value as Keywords).not, `${path}/not`), `'not' at '${path}'`);
  return [{ ...other, mayBeLost: isMadeUp(node) }];
}

function conditional(node: SchemaNode, isOwned: boolean): Choice[] {
  const { path, document } = node;
  const keywords = node.value as Keywords;
  if (keywords.if === undefined) return [];
  const isAlone = keywords.then === undefined && keywords.else === undefined;
  if (isAlone && !isOwned) return [];
  const part = (key: string) => (keywords[key] === undefined ? [] : [document.node(keywords[key], `${path}/${key}`)]);
  const [condition] = part('if') as [SchemaNode];
  if (isAlone) return [{ where: `'if' at '${path}'`, options: [[condition], []], vague: [] }];
  const other = otherThan(condition, `'if' at '${path}'`, part('else'));
  return [{ ...other, options: [[condition, ...part('then')], ...other.options], isNegative: false }];
}

/** A property that is absent, or present with what it needs. */
function dependent(node: SchemaNode): Choice[] {
  const { path, document } = node;
  return dependentKeywords.flatMap((keyword) => {
    const needs = (node.value as Keywords)[keyword] ?? {};
    if (!isRecord(needs)) throw new GrammarError(`'${keyword}' at '${path}' must be an object`);
    return Object.entries(needs).map(([name, need]) => {
      const names = typeof need === 'string' ? [need] : need; // draft 3 had one name
      const present = document.node({ required: Array.isArray(names) ? [name, ...names] : [name] }, path);
      const further = Array.isArray(names) ? [] : [document.node(need, `${path}/${keyword}/${pointerPart(name)}`)];
      const where = `'${keyword}' at '${path}'`;
      const missing: SchemaNode = { value: {}, path, document, inner: { absent: name } };
      return { where, options: [[missing], [present, ...further]], vague: [] };
    });
  });
}

/** The schemas of `allOf`, `anyOf` or `oneOf`; undefined where there is no such keyword. */
export function partsOf(
  { value, path, document }: SchemaNode,
  keyword: 'allOf' | 'anyOf' | 'oneOf',
): SchemaNode[] | undefined {
  if (typeof value === 'boolean' || value[keyword] === undefined) return undefined;
  const parts: unknown = value[keyword];
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new GrammarError(`'${keyword}' at '${path}' must be an array of schemas, at least one`);
  }
  return parts.map((part, i) => document.node(part, `${path}/${keyword}/${i}`));
}
