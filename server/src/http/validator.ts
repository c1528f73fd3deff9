// Whether a value fits a schema of openapi.yaml, and everything that is wrong with it if not.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { ServerError } from '../errors.ts';
import { spec } from '../generated/spec.gen.ts';
import { faultsText, faultyField } from './validation-messages.ts';

/** Elements of an array, and unknown fields of an object, that are searched for faults. */
const maxElements = 64;

/** Values that are searched for faults, all together. */
const maxSearched = 512;

type SchemaName = keyof typeof spec.components.schemas;

/** Validates against one schema, compiled once. */
export class Validator {
  /** The properties that the schema requires, its own `allOf` included. */
  readonly required: readonly string[];
  /** The properties that the schema names, those of its own `allOf` included. */
  readonly properties: readonly string[];
  readonly #first: ValidateFunction;
  readonly #all: ValidateFunction;

  constructor(name: SchemaName) {
    const $ref = `api#/components/schemas/${name}`;
    const parts = partsOf(spec.components.schemas[name]);
    this.required = parts.flatMap((part) => list(property(part, 'required')).map(String));
    this.properties = parts.flatMap((part) => Object.keys(property(part, 'properties') ?? {}));
    this.#first = quick.compile({ $ref });
    this.#all = thorough.compile({ $ref });
  }

  accepts(value: unknown): boolean {
    return this.#first(value);
  }

  /** Throws 5006 with every fault. `at`: where in the body the value stands, as a JSON pointer; '' for the body itself. */
  require(value: unknown, at = ''): void {
    if (this.accepts(value)) return;
    const found = this.faults(value).map((fault) => ({ ...fault, instancePath: at + fault.instancePath }));
    const faults = { required: this.required, faults: found };
    throw new ServerError('badInput', faultsText(faults), { param: faultyField(faults) });
  }

  /** The faults of a value that is not accepted. */
  faults(value: unknown): readonly ErrorObject[] {
    if (!this.#all(clip(value))) return this.#all.errors ?? [];
    // The faults lie behind the part that was searched.
    return this.#first(value) ? [] : (this.#first.errors ?? []);
  }
}

// Listing every error of a ten-megabyte body would take seconds. So one validator decides and stops at the first error;
// the other lists all, but sees a clipped copy.
// `unicode: false`: lengths of strings in UTF-16 units. The spec's only bounds are 1 and 16, and counting the code points of a
// text of ten megabytes, for each branch once, would take a tenth of a second. `logger: false`: ajv warns of that option.
const options = {
  strict: false,
  strictNumbers: true,
  verbose: true,
  validateFormats: false,
  unicode: false,
  logger: false,
} as const;
const quick = new Ajv2020(options).addSchema(spec, 'api');
const thorough = new Ajv2020({ ...options, allErrors: true }).addSchema(spec, 'api');

/** The fields that some schema names: an object that lacked one in the copy would seem to lack it in the body. */
const namedFields: ReadonlySet<string> = new Set(
  Object.values(spec.components.schemas).flatMap((schema) => [...fieldsIn(schema)]),
);

function* fieldsIn(schema: unknown): Generator<string> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') yield* Object.keys(value);
    yield* fieldsIn(value);
  }
}

/** A copy with the first elements of each array and object. json-body.ts bounds how deep it can be. */
function clip(value: unknown, left = { nValues: maxSearched }): unknown {
  if (typeof value !== 'object' || value === null) return value;
  left.nValues--;
  // One element always stays, since an empty array would be another fault.
  const most = Math.max(1, Math.min(maxElements, left.nValues));
  if (Array.isArray(value)) return value.slice(0, most).map((one) => clip(one, left));
  let nUnknown = 0;
  const isKept = ([key]: [string, unknown]) => namedFields.has(key) || nUnknown++ < most;
  return Object.fromEntries(
    Object.entries(value)
      .filter(isKept)
      .map(([key, one]) => [key, clip(one, left)]),
  );
}

function partsOf(schema: unknown): unknown[] {
  return [schema, ...list(property(schema, 'allOf')).map(resolve)];
}

function resolve(schema: unknown): unknown {
  const name = String(property(schema, '$ref')).replace('#/components/schemas/', '');
  return property(spec.components.schemas, name) ?? schema;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
