// openapi.yaml as an oracle: whether the document allows an answer to a request.
import { gunzipSync } from 'node:zlib';
import { spec } from '../../src/generated/spec.gen.ts';
import { follow, type Operation, operationAt, type Schema, schemaAt, schemaFault } from './operations.ts';

/** An answer, read to its end. */
export interface Received {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** What was asked. The path has no query. */
export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** What the document has against an answer. */
export function answerFault({ method, path }: Asked, received: Received): string | undefined {
  const operation = operationAt(method === 'HEAD' ? 'GET' : method, path);
  return operation ? operationFault(operation, received) : nowhereFault(path, received);
}

function operationFault({ id, pointer }: Operation, { status, contentType, body }: Received): string | undefined {
  const responses = schemaAt(spec, `${pointer}/responses`);
  const keyOf = (one: number) => [String(one), `${String(one)[0]}XX`].find((key) => key in responses);
  const schemaOf = (key: string, type: string) => {
    const at = follow(`${pointer}/responses/${key}`);
    const content = (schemaAt(spec, at).content ?? {}) as Record<string, Schema>;
    return type in content ? `${at}/content/${type.replaceAll('/', '~1')}/schema` : undefined;
  };
  const key = keyOf(status);
  if (key === undefined) return `${id} does not document the status ${status}`;
  // JSON and streams are named to the letter; text says its version and its characters too.
  const type = contentType.replace(/^(text\/plain);.*/, '$1');
  const schema = schemaOf(key, type);
  if (schema === undefined) return `${id} does not document the type '${contentType}' for ${status}`;
  if (type === 'application/json') return bodyFault(schema, body);
  if (type !== 'text/event-stream') return undefined;
  const refused = keyOf(400);
  const errorSchema = refused && schemaOf(refused, 'application/json');
  return framesFault({ frame: `${schema}/contentSchema`, error: errorSchema ?? envelope }, body.toString());
}

const envelope = '#/components/schemas/ErrorEnvelope';

/** The answer to a request for no operation: an error in the envelope of the API that the path belongs to. */
function nowhereFault(path: string, { status, contentType, body }: Received): string | undefined {
  if (status < 400) return `${status} where there is nothing`;
  if (contentType !== 'application/json') return `an error of type '${contentType}'`;
  if (/^\/(run|ai-gateway|ai-api)(\/|$)/.test(path)) return bodyFault('#/components/schemas/BindingError', body);
  const isOpenAi = /^\/(v1|client\/v4\/accounts\/[^/]*\/ai\/v1)(\/|$)/.test(path);
  return bodyFault(isOpenAi ? '#/components/schemas/OpenAiErrorEnvelope' : envelope, body);
}

function bodyFault(schema: string, body: Buffer): string | undefined {
  // The oldest clients of the binding are answered in gzip, without a header that says so.
  const text = (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString();
  return jsonFault(() => schema, text);
}

function jsonFault(schemaOf: (value: object) => string, text: string): string | undefined {
  let value: object;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON: ${error}`;
  }
  return schemaFault(schemaOf(value), value);
}

/** Whether a stream was read to the end that all streams have; those with named events have another one. */
export function isComplete({ body }: Received): boolean {
  return /(data: \[DONE\]|event: response\.(completed|incomplete)\ndata: .*)\n\n$/.test(body.toString());
}

function framesFault(schemas: { frame: string; error: string }, text: string): string | undefined {
  if (!/^((event: [\w.]+\n)?data: [^\r\n]*\n\n)*$/.test(text)) return `not frames: ${JSON.stringify(text)}`;
  const frames = text
    .split('\n\n')
    .map((frame) => frame.replace(/^(event: .*\n)?data: /, ''))
    .filter((data) => data !== '' && data !== '[DONE]');
  // What goes wrong in the middle is told as it would have been in an answer of its own.
  const schemaOf = (frame: object) => ('errors' in frame || 'internalCode' in frame ? schemas.error : schemas.frame);
  return frames.map((frame) => jsonFault(schemaOf, frame)).find((fault) => fault !== undefined);
}
