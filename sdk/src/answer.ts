// An HTTP response becomes an answer: a parsed body, a stream of bytes, or a typed error.
import { AiServerError, AiStreamError } from './errors.ts';
import { inferFinishReason, usageOf } from './finish-reason.ts';
import { type Fields, parseJson } from './json.ts';
import type { Model } from './model.ts';
import { noteOrigin } from './stream.ts';
import { connectionFailure, failureOfBody, requestIdOf, withTypedErrors } from './typed-errors.ts';

/** What was asked, as far as reading the answer depends on it. */
export interface Question {
  /** The model's name, for messages. */
  model: string;
  input: Record<string, unknown>;
  signal: AbortSignal | undefined;
}

/** Reads what the server said. Streams are not read at all: their bytes go to the caller as they arrive. */
export async function readAnswer(response: Response, { model, input, signal }: Question): Promise<unknown> {
  const { ok, body, headers, status } = response;
  const contentType = headers.get('content-type') ?? 'application/json';
  const requestId = requestIdOf(response);
  if (ok && !contentType.startsWith('application/json')) {
    // Images, audio, a stream nobody asked for too: as the runtime's binding does.
    if (body) noteOrigin(body, { status, requestId });
    return body;
  }
  const result = await readResult(response, model, signal);
  if (input.stream !== true) return withFinishReason(result, input);
  throw new AiStreamError(`Asked ${model} for a stream, but the answer is ${contentType}. Ask without stream: true.`, {
    status,
    requestId,
  });
}

/** Reads the answer of a search. */
export async function readModels(response: Response, signal: AbortSignal | undefined): Promise<Model[]> {
  const result = await readResult(response, 'the models', signal);
  if (Array.isArray(result)) return result;
  throw new AiServerError('The list of models is not a list.', { status: response.status });
}

async function readResult(response: Response, what: string, signal: AbortSignal | undefined): Promise<unknown> {
  const text = await readText(response, signal);
  const body = parseJson(text);
  const { success, result, internalCode } = Object(body) as Fields;
  // Some refuse under a status that says otherwise.
  const isRefused = !response.ok || (success !== undefined && success !== true) || internalCode !== undefined;
  if (isRefused) throw failureOfBody(body ?? text, what, response);
  if (typeof body === 'object' && body !== null) return success && result !== undefined ? result : body;
  throw new AiServerError(`The answer of ${what} is not a JSON object; it begins with "${text.slice(0, 80)}".`, {
    status: response.status,
    requestId: requestIdOf(response),
  });
}

/** A text that was cut off says so, of services too that only count its tokens. */
function withFinishReason(result: unknown, input: Record<string, unknown>): unknown {
  const { response, finish_reason: reason, usage, tool_calls: calls } = Object(result);
  if (response === undefined || reason !== undefined) return result;
  const hasToolCalls = Array.isArray(calls) && calls.length > 0;
  const finishReason = inferFinishReason({ usage: usageOf(usage), hasToolCalls }, input);
  return finishReason ? { ...Object(result), finish_reason: finishReason } : result;
}

// Services made for the first SDK of this protocol compress every answer without saying so in a header. Those that do
// say so are unpacked by fetch before we see them; hence only the bytes count.
function readText(response: Response, signal: AbortSignal | undefined): Promise<string> {
  const read = async () => {
    const bytes = await response.arrayBuffer();
    const [first, second] = new Uint8Array(bytes);
    if (first !== 0x1f || second !== 0x8b) return new TextDecoder().decode(bytes);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  };
  return withTypedErrors(signal, read, (error) =>
    connectionFailure('the server, while its answer was read,', error, response.status),
  );
}
