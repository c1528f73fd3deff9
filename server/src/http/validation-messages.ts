// The texts of error 5006, which clients parse: turns what ajv found wrong into the words of the API's own validator. No
// validation happens here.
import type { ErrorObject } from 'ajv/dist/2020.js';

/** Everything that is wrong with a value by one schema. */
export interface SchemaFaults {
  /** The properties that the schema requires. */
  readonly required: readonly string[];
  /** As ajv reports them with `verbose` and `allErrors`. */
  readonly faults: readonly ErrorObject[];
}

/** Most reasons in one message. */
const maxReasons = 16;

/** The message for an input that fits no branch of a oneOf. */
export function noMatchText(branches: readonly SchemaFaults[]): string {
  return `Error: oneOf at '/' not met, 0 matches: ${allReasons(branches)}`;
}

/** The message for a value that does not fit its only schema. */
export function faultsText(faults: SchemaFaults): string {
  return `Error: ${allReasons([faults])}`;
}

function allReasons(branches: readonly SchemaFaults[]): string {
  // Branches share most of their properties, so their reasons repeat.
  const reasons = new Set(branches.flatMap(reasonsOf));
  const lacking = branches.filter(({ faults }) =>
    faults.some((fault) => isRequired(fault) && fault.instancePath === ''),
  );
  // Lacking properties are told only where every branch lacks some: otherwise another fault says more.
  if (lacking.length === branches.length) for (const { required } of branches) reasons.add(requiredText('', required));
  return [...reasons].join(', ');
}

/** The field that the first reason is about, as `messages[0].content`; undefined where it is the whole body. */
export function faultyField({ faults }: SchemaFaults): string | undefined {
  const [first] = telling(faults);
  if (!first) return undefined;
  const keys = first.instancePath.split('/').slice(1).map(unescapeKey);
  if (isRequired(first)) keys.push(String(first.params.missingProperty));
  const path = keys.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join('');
  return path.replace(/^\./, '') || undefined;
}

function unescapeKey(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The message for a property of the body that must be a string. */
export function notAStringText(name: string, value: unknown): string {
  return `Error: ${typeMismatch(`'/${name}'`, 'string', value)}`;
}

/** The message for an input that fits several branches. */
export function manyMatchesText(nMatches: number): string {
  return `Error: oneOf at '/' not met, ${nMatches} matches`;
}

function reasonsOf({ required, faults }: SchemaFaults): string[] {
  const all = telling(faults).map((fault) => {
    // The API's validator treats `messages: 5` as missing, not as messages of the wrong type.
    const isArrayType = fault.keyword === 'type' && fault.params.type === 'array';
    if (isArrayType && required.includes(fault.instancePath.slice(1))) return requiredText('', required);
    // Several parts of a schema may require properties; the message lists them all.
    const isNoObject = fault.keyword === 'type' && fault.params.type === 'object';
    if (fault.instancePath === '' && (isRequired(fault) || isNoObject)) return requiredText('', required);
    return textOf(fault);
  });
  const told = [...new Set(all)];
  const more = told.length - maxReasons;
  return more > 0 ? [...told.slice(0, maxReasons), `and ${more} more`] : told;
}

/** One fault per place in the value, in the order in which the API's own validator finds them. */
function telling(faults: readonly ErrorObject[]): ErrorObject[] {
  const isChoice = ({ keyword }: ErrorObject) => keyword === 'oneOf' || keyword === 'anyOf';
  const choices = new Set(faults.filter(isChoice).map(({ instancePath }) => instancePath));
  const found = new Map<string, ErrorObject>();
  for (const fault of faults) {
    if (isChoice(fault)) continue;
    // Of several branches, the one that matched furthest tells most.
    const choice = placesAround(fault.instancePath).find((path) => choices.has(path));
    const place = choice ?? fault.instancePath;
    const known = found.get(place);
    if (!known || (choice !== undefined && progress(fault, place) > progress(known, place))) found.set(place, fault);
  }
  const all = [...found.values()];
  // The API's validator checks properties before missing ones, so a fault inside an object hides what it lacks.
  const hiding = new Set(all.flatMap(({ instancePath }) => placesAround(instancePath).slice(1)));
  return all.filter((fault) => !(isRequired(fault) && hiding.has(fault.instancePath)));
}

/** The place and everything that it is in, up to the whole value: `/a/b`, `/a` and the empty path. */
function placesAround(path: string): string[] {
  const places = [path];
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    places.push(path.slice(0, end));
    if (end === 0) break;
  }
  return places;
}

function isRequired({ keyword }: ErrorObject): boolean {
  return keyword === 'required';
}

/**
 * How far a branch matched: not even the type, the type, some of the required properties (`type: "function"` tells which
 * kind of tool is meant), or everything but a value inside.
 */
function progress(fault: ErrorObject, place: string): number {
  const { keyword, instancePath, data } = fault;
  const depth = instancePath.split('/').length;
  if (instancePath !== place || keyword === 'type') return depth;
  if (!isRequired(fault)) return Number.POSITIVE_INFINITY;
  const names = requiredOf(fault) ?? [];
  const nPresent = names.filter((name) => typeof data === 'object' && data !== null && name in data).length;
  return depth + nPresent / (names.length + 1);
}

function textOf(problem: ErrorObject): string {
  const { keyword, params, data } = problem;
  const at = `'${problem.instancePath || '/'}'`;
  const required = requiredOf(problem);
  switch (keyword) {
    case 'required':
      return requiredText(problem.instancePath, required ?? []);
    case 'type':
      // A value that is not an object lacks all properties.
      if (params.type === 'object' && required) return requiredText(problem.instancePath, required);
      if (enumOf(problem)) return enumText(problem);
      // JSON's 1e400 becomes Infinity, for which JSON Schema has no type.
      if (data === Number.POSITIVE_INFINITY || data === Number.NEGATIVE_INFINITY) return `${at} must be finite`;
      return typeMismatch(at, params.type, data);
    case 'enum':
      return enumText(problem);
    case 'minLength':
      return `Length of ${at} must be >= ${params.limit} not met`;
    case 'maxLength':
      return `${at} must have at most ${count(params.limit, 'character')}`;
    case 'minItems':
      return `${at} must have at least ${count(params.limit, 'item')}`;
    case 'maxItems':
      return `${at} must have at most ${count(params.limit, 'item')}`;
    case 'const':
      return `${at} must be ${JSON.stringify(params.allowedValue)}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `${at} must be ${params.comparison} ${params.limit}`;
    default:
      return `${at} ${problem.message ?? `does not meet '${keyword}'`}`;
  }
}

function count(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${n} ${noun}s`;
}

function typeMismatch(at: string, types: unknown, data: unknown): string {
  return `Type mismatch of ${at}, ${[types].flat().map(quote)} not in ${typesOf(data)}`;
}

function quote(type: unknown): string {
  return `'${type}'`;
}

function requiredText(path: string, names: readonly string[]): string {
  return `required properties at '${path || '/'}' are '${names}'`;
}

function enumText(problem: ErrorObject): string {
  return `enum ${shown(problem.data)} not in ${enumOf(problem)} at '${problem.instancePath}'`;
}

/** The beginning of a value, which may have megabytes. */
function shown(value: unknown): string {
  return String(Array.isArray(value) ? value.slice(0, 8) : value).slice(0, 200);
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
