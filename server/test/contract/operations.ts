// The operations of openapi.yaml and their schemas. Operations that are added to the document appear here by
// themselves.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { spec } from '../../src/generated/spec.gen.ts';

export type Schema = { readonly [key: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** An operation of the document. */
export interface Operation {
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Absent where it takes no body. */
  readonly body?: Schema;
  readonly needsToken: boolean;
  /** JSON pointer to it. */
  readonly pointer: string;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export const operations: readonly Operation[] = Object.entries(spec.paths as unknown as Record<string, Schema>).flatMap(
  ([path, item]) =>
    Object.keys(item)
      .filter((key) => methods.includes(key))
      .map((method) => readOperation(path, method, item)),
);

function readOperation(path: string, method: string, item: Schema): Operation {
  const operation = item[method] as Schema;
  const parameters = [item, operation].flatMap((one) => ((one.parameters ?? []) as Schema[]).map(resolve));
  const content = resolve((operation.requestBody ?? {}) as Schema).content as
    | Record<string, { schema: Schema }>
    | undefined;
  const body = content?.['application/json']?.schema;
  return {
    id: String(operation.operationId),
    method: method.toUpperCase(),
    path,
    parameters: parameters as unknown as Parameter[],
    ...(body && { body }),
    needsToken: !isOpen((operation.security ?? spec.security) as readonly object[]),
    pointer: `#/paths/${path.replaceAll('/', '~1')}/${method}`,
  };
}

/** No requirement at all, or an empty one beside others: a token is optional. */
function isOpen(security: readonly object[]): boolean {
  return security.length === 0 || security.some((one) => Object.keys(one).length === 0);
}

// Paths without parameters go first, as in the app.
const byPath = operations
  .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
  .sort((a, b) => a.operation.path.split('{').length - b.operation.path.split('{').length);

/** The operation that a method, in capitals, and a path lead to. */
export function operationAt(method: string, path: string): Operation | undefined {
  const plain = path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, ''); // as the server reads it
  return byPath.find(({ operation, pattern }) => operation.method === method && pattern.test(plain))?.operation;
}

function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.]/g, '\\$&');
  // The names of models hold slashes; accounts are checked behind the route.
  const parameters = escaped.replace(/\{(model|model_name)\}/g, '.+').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${parameters}$`);
}

/** What a `$ref` or another JSON pointer leads to. */
export function schemaAt(root: unknown, ref: string): Schema {
  const keys = ref.split('/').slice(1);
  const found = keys.reduce<unknown>(
    (value, key) => (value as Schema | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
    root,
  );
  if (typeof found !== 'object' || found === null) throw new Error(`${ref} leads nowhere`);
  return found as Schema;
}

/** The pointer itself, or where the reference that stands there leads. */
export function follow(pointer: string): string {
  const { $ref } = schemaAt(spec, pointer);
  return typeof $ref === 'string' ? $ref : pointer;
}

function resolve(schema: Schema): Schema {
  return typeof schema.$ref === 'string' ? schemaAt(spec, schema.$ref) : schema;
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(spec, 'api');
const validators = new Map<string, ValidateFunction>();

/** What the schema at a JSON pointer has against a value. */
export function schemaFault(pointer: string, value: unknown): string | undefined {
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `api${encodeURI(pointer)}` });
  validators.set(pointer, validate);
  return validate(value) ? undefined : `${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)?.slice(0, 2000)}`;
}

/** Throws unless a value fits a schema of the document. */
export function expectSchema(name: keyof typeof spec.components.schemas, value: unknown): void {
  const fault = schemaFault(`#/components/schemas/${name}`, value);
  if (fault) throw new Error(`${name}: ${fault}`);
}

/** Whether a body is one the operation takes. */
export function takes({ pointer }: Operation, body: unknown): boolean {
  const at = follow(`${pointer}/requestBody`);
  return schemaFault(`${at}/content/application~1json/schema`, body) === undefined;
}
