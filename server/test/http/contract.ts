// Holds answers against openapi.yaml: the status must be one the operation documents, the body must fit its schema.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { spec } from '../../src/generated/spec.gen.ts';

const paths = {
  run: '/client/v4/accounts/{account_id}/ai/run/{model_name}',
  search: '/client/v4/accounts/{account_id}/ai/models/search',
  verify: '/client/v4/user/tokens/verify',
  health: '/healthz',
  readiness: '/readyz',
} as const;

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(spec, 'api');
const validators = new Map<string, ValidateFunction>();

/** Throws unless the description allows this JSON answer for the operation. */
export function expectDescribed(operation: keyof typeof paths, status: number, body: unknown): void {
  const method = operation === 'run' ? 'post' : 'get';
  const pointer = `/paths/${escapeKey(paths[operation])}/${method}/responses/${status}`;
  const response = at(pointer);
  if (response === undefined) throw new Error(`${operation} does not document status ${status}`);
  const target = typeof response.$ref === 'string' ? response.$ref.slice(1) : pointer;
  const schema = `api#${target}/content/application~1json/schema`;
  const validate = validators.get(schema) ?? ajv.compile({ $ref: schema });
  validators.set(schema, validate);
  if (!validate(body)) {
    throw new Error(`${operation} ${status}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  }
}

/** Throws unless a value fits a schema of the description. */
export function expectSchema(name: keyof typeof spec.components.schemas, value: unknown): void {
  const validate = ajv.compile({ $ref: `api#/components/schemas/${name}` });
  if (!validate(value)) throw new Error(`${name}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
}

function at(pointer: string): Record<string, unknown> | undefined {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], spec) as
    | Record<string, unknown>
    | undefined;
}

function escapeKey(path: string): string {
  return path.replaceAll('~', '~0').replaceAll('/', '~1');
}
