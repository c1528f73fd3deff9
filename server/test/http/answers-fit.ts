// Holds every answer that a server of this process sends against openapi.yaml, whoever asked and whatever the test is
// about: status, content type, body, and each frame of a stream.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { operationAt, schemaFault } from './contract.ts';

const faults: string[] = [];

/** What was wrong with the answers since the last time. */
export function takeFaults(): string[] {
  return faults.splice(0);
}

subscribe('http.server.request.start', (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  const { method = '', url = '' } = request; // routers change it
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as Uint8Array));
  };
  const { write, end } = response;
  response.write = ((...args: Parameters<typeof write>) => {
    keep(args[0]);
    return write.apply(response, args);
  }) as typeof write;
  response.end = ((...args: Parameters<typeof end>) => {
    keep(args[0]);
    // Without a host it is no HTTP, whatever its path.
    const path = request.headers.host === undefined ? '' : (url.split('?')[0] ?? '');
    const fault = faultOf(method, path, response, Buffer.concat(chunks));
    if (fault) faults.push(`${method} ${url} -> ${response.statusCode}: ${fault}`);
    return end.apply(response, args);
  }) as typeof end;
});

function faultOf(method: string, path: string, response: ServerResponse, body: Buffer): string | undefined {
  // Not one of ours: a test has servers of its own.
  if (!response.hasHeader('cf-ray')) return undefined;
  if (method === 'OPTIONS' && response.statusCode === 204) return undefined; // what CORS says, not the API
  const type = response.getHeader('content-type');
  const operation = operationAt(method === 'HEAD' ? 'GET' : method, path);
  if (!operation) {
    if (path.startsWith('/docs/')) return undefined; // files, of which the document does not speak
    if (type !== 'application/json') return `an error of type ${type}`;
    const isOpenAi = /^\/(v1|client\/v4\/accounts\/[^/]*\/ai\/v1)(\/|$)/.test(path);
    return schemaFault(`#/components/schemas/${isOpenAi ? 'OpenAiErrorEnvelope' : 'ErrorEnvelope'}`, parse(body));
  }
  const answer = operation.answer(response.statusCode, String(type));
  if ('problem' in answer) return answer.problem;
  if (type === 'application/json') return schemaFault(answer.schema, parse(body));
  return type === 'text/event-stream' ? framesFault(answer.schema, operation.errorSchema, body.toString()) : undefined;
}

function framesFault(schema: string, errorSchema: string, text: string): string | undefined {
  if (!/^(data: [^\r\n]*\n\n)*$/.test(text)) return `not frames: ${JSON.stringify(text)}`;
  const bodies = text
    .split('\n\n')
    .map((frame) => frame.slice('data: '.length))
    .filter((data) => data !== '' && data !== '[DONE]')
    .map((data) => JSON.parse(data) as object);
  // What goes wrong in the middle is told as it would have been in an answer of its own.
  const isError = (frame: object) => 'errors' in frame || 'internalCode' in frame;
  return bodies
    .map((frame) => schemaFault(isError(frame) ? errorSchema : `${schema}/contentSchema`, frame))
    .find((fault) => fault !== undefined);
}

/** The oldest clients of the binding are answered in gzip, without a header that says so. */
function parse(body: Buffer): unknown {
  const isPacked = body[0] === 0x1f && body[1] === 0x8b;
  return JSON.parse((isPacked ? gunzipSync(body) : body).toString());
}
