// Checks every answer that a server of this process sends against openapi.yaml, in every test: status, content type, body,
// and each frame of a stream.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerFault } from '../contract/answers.ts';

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
  const { statusCode: status } = response;
  if (method === 'OPTIONS' && status === 204) return undefined; // what CORS says, not the API
  if (/^\/(docs|playground)\//.test(path) && status < 400) return undefined; // files, of which the document does not speak
  return answerFault({ method, path }, { status, contentType: String(response.getHeader('content-type')), body });
}
