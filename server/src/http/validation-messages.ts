// The words of error 5006, which clients parse: from the first problem ajv found in each branch of a oneOf to the texts
// of the API's own validator. No validation happens here.
import type { ErrorObject } from 'ajv/dist/2020.js';

/** What a schema has against a value. */
export interface SchemaFaults {
  /** The properties that it cannot do without. */
  readonly required: readonly string[];
  /** As ajv reports them, `verbose` and with `allErrors`. */
  readonly faults: readonly ErrorObject[];
}

/** Most reasons in one text. */
const maxReasons = 16;

/** The description of an input that fits no branch. */
export function noMatchText(branches: readonly SchemaFaults[]): string {
  return `Error: oneOf at '/' not met, 0 matches: ${allReasons(branches)}`;
}

/** The description of a body that does not fit the only schema there is. */
export function faultsText(faults: SchemaFaults): string {
  return `Error: ${allReasons([faults])}`;
}

function allReasons(branches: readonly SchemaFaults[]): string {
  // Branches share most of their properties: the same reason is told once.
  const reasons = new Set(branches.flatMap(reasonsOf));
  const lacking = branches.filter(({ faults }) =>
    faults.some((fault) => isRequired(fault) && fault.instancePath === ''),
  );
  // One of them would do, so what they lack goes without saying where another fault is told, unless all lack it.
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

/** The description of a body whose one property is no string. */
export function notAStringText(name: string, value: unknown): string {
  return `Error: ${typeMismatch(`'/${name}'`, 'string', value)}`;
}

/** The description of an input that fits more than one branch. */
export function manyMatchesText(nMatches: number): string {
  return `Error: oneOf at '/' not met, ${nMatches} matches`;
}

function reasonsOf({ required, faults }: SchemaFaults): string[] {
  const all = telling(faults).map((fault) => {
    // `messages: 5` counts as no messages at all, not as messages of the wrong type.
    const isArrayType = fault.keyword === 'type' && fault.params.type === 'array';
    if (isArrayType && required.includes(fault.instancePath.slice(1))) return requiredText('', required);
    // What is required stands in several parts of the schema.
    const isNoObject = fault.keyword === 'type' && fault.params.type === 'object';
    if (fault.instancePath === '' && (isRequired(fault) || isNoObject)) return requiredText('', required);
    return textOf(fault);
  });
  const told = [...new Set(all)];
  const more = told.length - maxReasons;
  return more > 0 ? [...told.slice(0, maxReasons), `and ${more} more`] : told;
}

/** One fault for each place, in the order in which the API's own validator comes upon them. */
function telling(faults: readonly ErrorObject[]): ErrorObject[] {
  const choices = faults.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const found = new Map<string, ErrorObject>();
  for (const fault of faults) {
    if (choices.includes(fault)) continue;
    // Of the branches of a choice the one that got furthest says most.
    const choice = choices.find(({ instancePath }) => isWithin(fault.instancePath, instancePath));
    const place = choice?.instancePath ?? fault.instancePath;
    const known = found.get(place);
    if (!known || (choice && progress(fault, place) > progress(known, place))) found.set(place, fault);
  }
  const all = [...found.values()];
  // It looks into an object's properties first and asks for missing ones last, so a fault inside hides what is missing.
  const isHidden = (fault: ErrorObject) =>
    isRequired(fault) && all.some((other) => other.instancePath.startsWith(`${fault.instancePath}/`));
  return all.filter((fault) => !isHidden(fault));
}

function isRequired({ keyword }: ErrorObject): boolean {
  return keyword === 'required';
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/**
 * How far a branch got: to a value of the right type, to some of the properties that it wants (`type: "function"` says
 * which kind of tool it is), to something inside it, or not even to the right type.
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
      // Something that is no object has none of the properties.
      if (params.type === 'object' && required) return requiredText(problem.instancePath, required);
      if (enumOf(problem)) return enumText(problem);
      // 1e400 is a number to JSON and infinite to JavaScript, where no schema has a type for it.
      if (data === Number.POSITIVE_INFINITY || data === Number.NEGATIVE_INFINITY) return `${at} must be finite`;
      return typeMismatch(at, params.type, data);
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
