// Mocked answers as HTTP responses: content types, headers and envelopes exactly as the API has them.
import { isRefusal, type MockCall, type MockRefusal, type MockText } from './answers.ts';
import { belongsToRun, errorBody, type Refusal, type Shape, statusOf } from './errors.ts';
import { leavable, leavableText } from './leavable-body.ts';
import { completed, type Serializer, streamOf } from './text.ts';

/** How a run is answered. */
export interface Exchange {
  shape: Shape;
  /** Null for requests that are not runs. */
  requestId: string | null;
  signal?: AbortSignal | null | undefined;
}

/** The response of a run. */
export function respond(
  answer: MockText | MockRefusal,
  call: MockCall,
  serializer: Serializer,
  exchange: Exchange,
): Response {
  if (isRefusal(answer)) return refuse(answer, exchange);
  const { shape, requestId, signal } = exchange;
  const read = serializer.read?.(answer);
  if (read) return json(shape === 'envelope' ? success(read) : read, 200, runHeaders(exchange));
  if (call.input.stream === true) {
    const stream = streamOf({
      answer,
      call,
      serializer,
      errorBody: (refusal) => errorBody(refusal, shape, requestId),
      signal,
    });
    const type = { 'content-type': 'text/event-stream' };
    return new Response(leavable(stream), { headers: { ...runHeaders(exchange), ...type } });
  }
  const whole = serializer.whole(completed(answer, call));
  return json(shape === 'envelope' ? success(whole) : whole, 200, runHeaders(exchange));
}

/** The response of a refusal. */
export function refuse(refusal: MockRefusal & Refusal, exchange: Exchange): Response {
  const { shape, requestId } = exchange;
  const headers = belongsToRun(refusal, shape) ? runHeaders(exchange) : {};
  const { retryAfterSeconds } = refusal;
  const later: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return json(errorBody(refusal, shape, requestId), statusOf(refusal, shape), { ...headers, ...later });
}

/** The response of a refusal before the run; `requestId`: null for requests that are not runs. */
export function refusal(what: MockRefusal, shape: Shape, requestId: string | null = crypto.randomUUID()): Response {
  return refuse(what, { shape, requestId });
}

/** The rest of the path behind this part, decoded: the name of a model, with its slashes. */
export function lastOfPath({ url }: Request, after: string): string {
  const { pathname } = new URL(url);
  return decodeURIComponent(pathname.slice(pathname.indexOf(after) + after.length));
}

/** The envelope around a result. */
export function success<T>(result: T): { result: T; success: true; errors: []; messages: [] } {
  return { result, success: true, errors: [], messages: [] };
}

/** A JSON response. Its content type has no charset, because some clients compare the whole header. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const all = { 'cf-ray': ray(), ...headers, 'content-type': 'application/json' };
  return new Response(leavableText(JSON.stringify(body)), { status, headers: all });
}

function runHeaders({ requestId, shape }: Exchange): Record<string, string> {
  if (requestId === null) return {};
  const ofOpenAi: Record<string, string> = shape === 'openai' ? { 'x-request-id': requestId } : {};
  return { 'cf-ai-req-id': requestId, ...ofOpenAi, 'cf-ray': ray() };
}

function ray(): string {
  return `${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}-MCK`;
}
