// An HTTP response becomes an answer: a parsed body, a stream of bytes, or a typed error.
import { AiServerError, AiStreamError } from './errors.ts';
import { inferFinishReason, usageOf } from './finish-reason.ts';
import { type Fields, parseJson } from './json.ts';
import type { Model } from './model.ts';
import { noteOrigin } from './stream-origin.ts';
import { connectionFailure, failureOfBody, requestIdOf, withTypedErrors } from './typed-errors.ts';

/** What reading an answer needs to know of the run. */
export interface Question {
  /** The model's name, for messages. */
  model: string;
  input: Record<string, unknown>;
  signal?: AbortSignal | undefined;
  /** Largest answer that is read whole. */
  maxAnswerBytes?: number | undefined;
}

const defaultMaxBytes = 64 * 1024 * 1024;

/** Reads the answer of a run. A stream is not read: its bytes go to the caller as they arrive. */
export async function readAnswer(response: Response, question: Question): Promise<unknown> {
  const { model, input } = question;
  const { ok, body, headers, status } = response;
  const contentType = headers.get('content-type') ?? 'application/json';
  const requestId = requestIdOf(response);
  // A web page means that the address is not the API's. It is read as JSON too, and the failure becomes the error.
  if (ok && !/^\w+\/(json|html)\b/.test(contentType)) {
    // Images, audio, and streams too, even without stream: true. The runtime's own binding does the same.
    if (body) noteOrigin(body, { status, requestId });
    return body;
  }
  const result = await readResult(response, model, question);
  if (input.stream !== true) return withFinishReason(result, input);
  throw new AiStreamError(`Asked ${model} for a stream, but the answer is ${contentType}. Ask without stream: true.`, {
    status,
    requestId,
  });
}

/** Reads the answer of a search for models. */
export async function readModels(response: Response, signal: AbortSignal | undefined): Promise<Model[]> {
  const result = await readResult(response, 'the models', { signal });
  if (Array.isArray(result)) return result;
  throw new AiServerError('The list of models is not a list.', { status: response.status });
}

type Reading = Pick<Question, 'signal' | 'maxAnswerBytes'>;

async function readResult(response: Response, what: string, reading: Reading): Promise<unknown> {
  const text = await readText(response, what, reading);
  const body = parseJson(text);
  const { success, result, internalCode } = Object(body) as Fields;
  // Some services refuse with a status of success.
  const isRefused = !response.ok || (success !== undefined && success !== true) || internalCode !== undefined;
  if (isRefused) throw failureOfBody(body ?? text, what, response);
  if (typeof body === 'object' && body !== null) return success && result !== undefined ? result : body;
  throw new AiServerError(`The answer of ${what} is not a JSON object; it begins with "${text.slice(0, 80)}".`, {
    status: response.status,
    requestId: requestIdOf(response),
  });
}

/** Adds the finish reason where a service only counts tokens, so that callers see that a text was cut off. */
function withFinishReason(result: unknown, input: Record<string, unknown>): unknown {
  const { response, finish_reason: reason, usage, tool_calls: calls } = Object(result);
  if (response === undefined || reason !== undefined) return result;
  const hasToolCalls = Array.isArray(calls) && calls.length > 0;
  const finishReason = inferFinishReason({ usage: usageOf(usage), hasToolCalls }, input);
  return finishReason ? { ...Object(result), finish_reason: finishReason } : result;
}

// Services made for the first SDK of this protocol compress every answer, and no header says so. An answer with the header
// has already been unpacked by fetch. So the first bytes decide.
function readText(
  response: Response,
  what: string,
  { signal, maxAnswerBytes: most = defaultMaxBytes }: Reading,
): Promise<string> {
  const { status, body } = response;
  /** All bytes of a stream; a longer one is cancelled. */
  const readBytes = async (stream: ReadableStream<Uint8Array> | null) => {
    let left = most;
    const bounded = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, out) {
        left -= chunk.byteLength;
        if (left >= 0) return out.enqueue(chunk);
        const words = `The answer of ${what} is larger than maxAnswerBytes, ${most}.`;
        throw new AiServerError(words, { status });
      },
    });
    return new Uint8Array(await new Response(stream?.pipeThrough(bounded) ?? null).arrayBuffer());
  };
  const read = async () => {
    let bytes = await readBytes(body);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      bytes = await readBytes(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
    }
    return new TextDecoder().decode(bytes);
  };
  return withTypedErrors(signal, read, (error) =>
    connectionFailure('the server, while its answer was read,', error, status),
  );
}
