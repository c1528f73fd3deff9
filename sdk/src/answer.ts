// An HTTP response becomes an answer: a parsed body, a stream of bytes, or a typed error.
import { AiServerError, AiStreamError } from './errors.ts';
import { connectionFailure, failureOfBody, noteBegun } from './failure.ts';
import type { Model } from './model.ts';

/** What was asked, as far as reading the answer depends on it. */
export interface Question {
  /** What is asked, for messages. */
  model: string;
  wantsStream: boolean;
  signal: AbortSignal | undefined;
}

/** Reads what the server said. Streams are not read at all: their bytes go to the caller as they arrive. */
export async function readAnswer(response: Response, { model, wantsStream, signal }: Question): Promise<unknown> {
  if (!response.ok) {
    throw failureOfBody(parse(await readText(response, signal)), model, response);
  }
  const contentType = response.headers.get('content-type');
  const isJson = contentType === null || contentType.startsWith('application/json');
  if (wantsStream) {
    if (response.body && !isJson) return response.body;
    await response.body?.cancel();
    throw new AiStreamError(
      `Asked ${model} for a stream, but the answer is ${contentType ?? 'of no content type'}. Ask without stream: true.`,
      { status: response.status },
    );
  }
  if (!isJson) return response.body; // images, audio, a stream nobody asked for: as the runtime's binding does

  return readResult(response, model, signal);
}

/** Reads the answer of a search. */
export async function readModels(response: Response, signal: AbortSignal | undefined): Promise<Model[]> {
  const what = 'the models';
  if (!response.ok) throw failureOfBody(parse(await readText(response, signal)), what, response);
  const result = await readResult(response, what, signal);
  if (Array.isArray(result)) return result;
  throw new AiServerError('The list of models is not a list.', { status: response.status });
}

async function readResult(response: Response, what: string, signal: AbortSignal | undefined): Promise<unknown> {
  const text = await readText(response, signal);
  const body = parse(text);
  if (typeof body !== 'object' || body === null) {
    throw new AiServerError(`The answer of ${what} is not a JSON object; it begins with "${text.slice(0, 80)}".`, {
      status: response.status,
    });
  }
  if (!('success' in body && 'result' in body)) return body;
  if (body.success === true) return body.result;
  throw failureOfBody(body, what, response);
}

// Services made for the first SDK of this protocol compress every answer without saying so in a header. Those that do
// say so are unpacked by fetch before we see them; hence only the bytes count.
async function readText(response: Response, signal: AbortSignal | undefined): Promise<string> {
  try {
    const bytes = await response.arrayBuffer();
    const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
    if (first !== 0x1f || second !== 0x8b) return new TextDecoder().decode(bytes);
    const body = new Response(bytes).body;
    return body ? await new Response(body.pipeThrough(new DecompressionStream('gzip'))).text() : '';
  } catch (error) {
    signal?.throwIfAborted();
    throw noteBegun(connectionFailure('the server, while its answer was read,', error));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // what is no JSON is told as it stands
  }
}
