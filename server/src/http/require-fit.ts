// A value that must fit the one schema there is for it, or be refused with everything that is wrong with it.
import { ServerError } from '../errors.ts';
import { faultsText, faultyField } from './bad-input.ts';
import { defined } from './options.ts';
import type { SchemaCheck } from './schema-check.ts';

/** Throws 5006. `at`: where in the body the value stands, as a JSON pointer; '' for the body itself. */
export function requireFit(schema: SchemaCheck, value: unknown, at = ''): void {
  if (schema.accepts(value)) return;
  const found = schema.faults(value).map((fault) => ({ ...fault, instancePath: at + fault.instancePath }));
  const faults = { required: schema.required, faults: found };
  throw new ServerError('badInput', faultsText(faults), { ...defined('param', faultyField(faults)) });
}
