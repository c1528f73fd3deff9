// One streamed run over HTTP, and the times at which its text arrived. Uses plain node:http, which costs least, because the
// server is what is measured. Reads the streams of Workers AI and of OpenAI's API.
import { type Agent, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Where requests go. */
export interface Target {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  /** Milliseconds that a whole answer may take. */
  readonly timeoutMs: number;
}

/** The outcome of a request. Times are in ms, by performance.now(). */
export interface Outcome {
  /** When it was due. Latencies count from here: an open loop does not wait. */
  readonly dueAt: number;
  readonly endAt: number;
  /** When each piece of text arrived; the first ends the time to first token. */
  readonly piecesAt: readonly number[];
  /** By the server's count. */
  readonly nPrompt: number;
  readonly nTokens: number;
  /** A short name to count errors by: `429/3040`, `timeout`. Undefined if there was none. */
  readonly error: string | undefined;
}

/** Sends one request and reads its stream to the end. Never rejects: a failure is an outcome too. */
export async function streamedRequest(
  target: Target,
  body: object,
  dueAt: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  const reader = new StreamReader();
  const error = await exchange(target, JSON.stringify(body), reader, signal).then(
    () => reader.problem,
    (failure: unknown) => (signal?.aborted ? 'unfinished' : nameOf(failure)),
  );
  const { piecesAt, nPrompt, nTokens } = reader;
  return { dueAt, endAt: performance.now(), piecesAt, nPrompt, nTokens: nTokens || piecesAt.length, error };
}

function exchange(target: Target, body: string, reader: StreamReader, signal?: AbortSignal): Promise<void> {
  const { url, headers, agent, timeoutMs } = target;
  const length = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  const options: RequestOptions = {
    method: 'POST',
    agent,
    headers: { ...headers, ...length },
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
    const timer = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    request.once('error', fail);
    request.once('response', (response) => {
      const isStream = response.statusCode === 200 && response.headers['content-type']?.includes('event-stream');
      let refusal = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (isStream) reader.feed(text);
        else refusal += text;
      });
      response.once('error', fail);
      response.once('end', () => {
        clearTimeout(timer);
        if (isStream) resolve();
        else reject(new Error(refusalOf(response.statusCode, refusal)));
      });
    });
    request.end(body);
  });
}

/** The fields that are read of a frame of either API. */
interface Frame {
  readonly response?: string | null;
  readonly choices?: readonly { readonly text?: string; readonly delta?: { readonly content?: string | null } }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  readonly errors?: readonly { readonly code: number | string }[];
}

class StreamReader {
  readonly piecesAt: number[] = [];
  nPrompt = 0;
  nTokens = 0;
  #rest = '';
  #isDone = false;
  #problem: string | undefined;

  /** After the end: what is wrong with the stream. */
  get problem(): string | undefined {
    return this.#problem ?? (this.#isDone ? undefined : 'stream cut off');
  }

  feed(text: string): void {
    const now = performance.now();
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) this.#frame(line.slice(6), now);
  }

  #frame(data: string, now: number): void {
    if (data.startsWith('[DONE]')) {
      this.#isDone = true;
      return;
    }
    const { response, choices, usage, errors } = parse(data) ?? { errors: [{ code: 'not JSON' }] };
    if (response || choices?.[0]?.text || choices?.[0]?.delta?.content) this.piecesAt.push(now);
    if (usage) [this.nPrompt, this.nTokens] = [usage.prompt_tokens, usage.completion_tokens];
    if (errors?.[0]) this.#problem ??= `stream/${errors[0].code}`;
  }
}

function parse(data: string): Frame | undefined {
  try {
    return JSON.parse(data) as Frame;
  } catch {
    return undefined;
  }
}

function refusalOf(status: number | undefined, text: string): string {
  const [, code] = /"(?:code|internalCode)":\s*(\d+)/.exec(text) ?? [];
  return code ? `${status}/${code}` : `${status}`;
}

function nameOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.message;
}
