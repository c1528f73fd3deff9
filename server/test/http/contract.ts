// openapi.yaml as an oracle: which operation a request is for, and whether an answer is one that it documents.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { spec } from '../../src/generated/spec.gen.ts';

type Node = Readonly<Record<string, unknown>>;

/** An operation of the document. */
export interface Operation {
  readonly id: string;
  /** What its errors look like, those in the middle of a stream too. */
  readonly errorSchema: string;
  /** The schema of an answer, as a JSON pointer, or why there is none. */
  answer(status: number, contentType: string): { schema: string } | { problem: string };
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

/** The operation that a method and a path lead to. */
export function operationAt(method: string, path: string): Operation | undefined {
  // Paths without parameters go first, as in the app.
  const template = templates.find(({ pattern, item }) => pattern.test(path) && method.toLowerCase() in item);
  return template && readOperation(template.path, method.toLowerCase());
}

const templates = Object.entries(spec.paths as unknown as Record<string, Node>)
  .map(([path, item]) => ({ path, item, pattern: patternOf(path) }))
  .sort((a, b) => a.path.split('{').length - b.path.split('{').length);

function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.]/g, '\\$&');
  // The names of models hold slashes; accounts are checked behind the route.
  const parameters = escaped.replace(/\{(model|model_name)\}/g, '.+').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${parameters}$`);
}

function readOperation(path: string, method: string): Operation {
  const pointer = `#/paths/${path.replaceAll('/', '~1')}/${method}`;
  const { operationId, responses } = nodeAt(pointer) as { operationId: string; responses: Node };
  const find = (status: number | string) => [String(status), `${String(status)[0]}XX`].find((key) => key in responses);
  const schemaOf = (key: string, contentType: string) => {
    const at = refOf(responses[key] as Node) ?? `${pointer}/responses/${key}`;
    const content = (nodeAt(at).content ?? {}) as Node;
    return contentType in content ? `${at}/content/${contentType.replaceAll('/', '~1')}/schema` : undefined;
  };
  const errors = find(400);
  return {
    id: operationId,
    errorSchema: (errors && schemaOf(errors, 'application/json')) ?? '#/components/schemas/ErrorEnvelope',
    answer(status, sent) {
      // JSON and streams are named to the letter; text says its version and its characters too.
      const contentType = sent.replace(/^(text\/plain);.*/, '$1');
      const key = find(status);
      if (key === undefined) return { problem: `${operationId} does not document this status` };
      const schema = schemaOf(key, contentType);
      return schema ? { schema } : { problem: `${operationId} does not document the type ${contentType}` };
    },
  };
}

function refOf({ $ref }: Node): string | undefined {
  return typeof $ref === 'string' ? $ref : undefined;
}

function nodeAt(pointer: string): Node {
  const keys = pointer.slice(2).split('/');
  const found = keys.reduce<unknown>((node, key) => (node as Node)[key.replaceAll('~1', '/')], spec);
  return found as Node;
}
