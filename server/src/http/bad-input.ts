// The words of error 5006, which clients parse: from the first problem ajv found in each branch of a oneOf to the texts
// of the API's own validator. No validation happens here.
import type { ErrorObject } from 'ajv/dist/2020.js';

/** What one branch of the body's schema has against a value. */
export interface BranchProblems {
  /** The properties that the branch cannot do without. */
  readonly required: readonly string[];
  /** As ajv reports them, which checks an object's required properties before it looks into any of them. */
  readonly strict: readonly ErrorObject[];
  /** The same without a single `required` in the schema. */
  readonly lenient: readonly ErrorObject[];
}

/** The description of an input that fits no branch. */
export function noMatchText(branches: readonly BranchProblems[]): string {
  // Branches share most of their properties: the same reason is told once.
  const reasons = [...new Set(branches.map(reasonOf))];
  return `Error: oneOf at '/' not met, 0 matches: ${reasons.join(', ')}`;
}

/** The description of an input that fits more than one branch. */
export function manyMatchesText(nMatches: number): string {
  return `Error: oneOf at '/' not met, ${nMatches} matches`;
}

/**
 * The API's validator looks into an object's properties first and asks for missing ones last, ajv the other way round.
 * So when ajv stops at a missing property, a problem inside the same object, if there is one, goes first.
 */
function reasonOf({ required, strict, lenient }: BranchProblems): string {
  const first = mostTelling(strict);
  if (!first) throw new Error('a branch that did not match has nothing against the value');
  if (first.keyword === 'required') {
    const inside = mostTelling(lenient);
    return textOf(inside?.instancePath.startsWith(`${first.instancePath}/`) ? inside : first);
  }
  // `messages: 5` counts as no messages at all, not as messages of the wrong type.
  const isArrayType = first.keyword === 'type' && first.params.type === 'array';
  if (isArrayType && required.includes(first.instancePath.slice(1))) return requiredText('', required);
  return textOf(first);
}

/** A oneOf inside the branch reports its own failure last, behind those of its branches: the deepest says most. */
function mostTelling(problems: readonly ErrorObject[]): ErrorObject | undefined {
  const [first, ...others] = problems.filter((problem) => problem.keyword !== 'oneOf');
  return others.reduce((deepest, problem) => (depth(problem) > depth(deepest ?? problem) ? problem : deepest), first);
}

function depth(problem: ErrorObject): number {
  return problem.instancePath.split('/').length;
}

function textOf(problem: ErrorObject): string {
  const { keyword, params, data } = problem;
  const at = `'${problem.instancePath || '/'}'`;
  const required = requiredOf(problem);
  switch (keyword) {
    case 'required':
      return requiredText(problem.instancePath, required ?? []);
    case 'type':
      // Something that is no object has none of the properties.
      if (params.type === 'object' && required) return requiredText(problem.instancePath, required);
      if (enumOf(problem)) return enumText(problem);
      return `Type mismatch of ${at}, '${params.type}' not in ${typesOf(data)}`;
    case 'enum':
      return enumText(problem);
    case 'minLength':
      return `Length of ${at} must be >= ${params.limit} not met`;
    case 'maxLength':
      return `Length of ${at} must be <= ${params.limit}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `${at} must be ${params.comparison} ${params.limit}`;
    default:
      return `${at} ${problem.message ?? `does not meet '${keyword}'`}`;
  }
}

function requiredText(path: string, names: readonly string[]): string {
  return `required properties at '${path || '/'}' are '${names}'`;
}

function enumText(problem: ErrorObject): string {
  return `enum ${problem.data} not in ${enumOf(problem)} at '${problem.instancePath}'`;
}

function requiredOf({ parentSchema }: ErrorObject): string[] | undefined {
  return Array.isArray(parentSchema?.required) ? parentSchema.required : undefined;
}

function enumOf({ parentSchema }: ErrorObject): unknown[] | undefined {
  return Array.isArray(parentSchema?.enum) ? parentSchema.enum : undefined;
}

function typesOf(value: unknown): string {
  if (value === null) return "'null'";
  if (Array.isArray(value)) return "'array'";
  return Number.isInteger(value) ? "'number','integer'" : `'${typeof value}'`;
}
