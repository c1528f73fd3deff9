// The operations of openapi.yaml as the fuzzer sees them, and the oracle: whether an answer is one that the document
// allows for the operation. Whatever is added to the document is here by itself.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { spec } from '../../src/generated/spec.gen.ts';
import { framesOf } from '../http/harness.ts';
import { type Schema, schemaAt } from './arbitrary.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

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
  const pointer = `#/paths/${path.replaceAll('/', '~1')}/${method}`;
  const parameters = [item, operation].flatMap((one) => ((one.parameters ?? []) as Schema[]).map(resolve));
  const content = (resolve((operation.requestBody ?? {}) as Schema).content ?? {}) as Record<
    string,
    { schema: Schema }
  >;
  const body = content['application/json']?.schema;
  return {
    id: String(operation.operationId),
    method: method.toUpperCase(),
    path,
    parameters: parameters as unknown as Parameter[],
    ...(body && { body }),
    needsToken: ((operation.security ?? spec.security) as unknown[]).length > 0,
    pointer,
  };
}

function resolve(schema: Schema): Schema {
  return typeof schema.$ref === 'string' ? schemaAt(spec, schema.$ref) : schema;
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(spec, 'api');
const validators = new Map<string, ValidateFunction>();

function validatorAt(pointer: string): ValidateFunction {
  const known = validators.get(pointer);
  if (known) return known;
  const made = ajv.compile({ $ref: `api${encodeURI(pointer)}` });
  validators.set(pointer, made);
  return made;
}

/** Whether a body is one the operation takes. */
export function takes({ pointer }: Operation, body: unknown): boolean {
  const at = follow(`${pointer}/requestBody`);
  return validatorAt(`${at}/content/application~1json/schema`)(body);
}

/** The pointer itself, or where the reference that stands there leads. */
function follow(pointer: string): string {
  const { $ref } = schemaAt(spec, pointer);
  return typeof $ref === 'string' ? $ref : pointer;
}

/** An answer, read to its end. */
export interface Received {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** What the document has against an answer to this operation; null where it allows it. */
export function objection({ pointer }: Operation, { status, contentType, text }: Received): string | null {
  const responses = schemaAt(spec, `${pointer}/responses`);
  const key = [String(status), `${String(status)[0]}XX`, 'default'].find((one) => one in responses);
  if (key === undefined) return `status ${status} is not documented`;
  const at = follow(`${pointer}/responses/${key}`);
  const content = (schemaAt(spec, at).content ?? {}) as Record<string, { schema?: Schema }>;
  // JSON and streams are named to the letter; text says its version and its characters too.
  const type = contentType.replace(/^(text\/plain);.*/, '$1');
  const media = content[type];
  if (!media) return `content type '${contentType}' is not documented for ${status}; ${Object.keys(content)} are`;
  if (!media.schema) return null;
  const schemaPointer = `${at}/content/${type.replaceAll('/', '~1')}/schema`;
  if (contentType === 'application/json') return faultOf(schemaPointer, text);
  if (contentType === 'text/event-stream') return faultOfFrames(`${schemaPointer}/contentSchema`, text);
  return null;
}

/** The body of any refusal outside of the operations' own documents. */
export function envelopeObjection({ contentType, text }: Received): string | null {
  if (contentType !== 'application/json') return `content type '${contentType}'`;
  return faultOf('#/components/schemas/ErrorEnvelope', text);
}

function faultOf(schemaPointer: string, text: string): string | null {
  const validate = validatorAt(schemaPointer);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON: ${error}`;
  }
  return validate(value) ? null : ajv.errorsText(validate.errors);
}

/** Frames that fit, and one end: `[DONE]`, or the body of an error. */
function faultOfFrames(schemaPointer: string, text: string): string | null {
  const frames = framesOf(text);
  if (frames.pop() !== '[DONE]') return 'the stream does not end with [DONE]';
  for (const frame of frames) {
    const fault = faultOf(schemaPointer, frame);
    if (fault !== null) return `frame ${frame}: ${fault}`;
  }
  return null;
}
