// Asks this server: its list of models, and streamed answers over OpenAI's API.
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { AnswerStats, PlaygroundRequest, ToolCall } from './conversation.ts';

/** What a streamed answer has so far. */
export interface PartialAnswer {
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
  readonly stats?: AnswerStats | undefined;
}

interface Chunk {
  choices?: { text?: string; delta?: Delta; finish_reason?: string | null }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: { message?: string };
}

interface Delta {
  content?: string | null;
  tool_calls?: { index: number; id?: string; function?: { name?: string; arguments?: string } }[];
}

/** Says what the server refused, and whether another token may help. */
export class ServerRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The names of the models that the token may use. @throws ServerRefusal */
export async function listModels(token: string): Promise<string[]> {
  const response = await fetch('v1/models', { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw await refusalOf(response);
  const { data } = (await response.json()) as { data: { id: string }[] };
  return data.map(({ id }) => id);
}

/**
 * A streamed answer, yielded again with each piece that arrives; the last one has its statistics.
 * @throws ServerRefusal when the server refuses, DOMException when the signal aborts
 */
export async function* streamAnswer(
  request: PlaygroundRequest,
  token: string,
  signal: AbortSignal,
): AsyncGenerator<PartialAnswer> {
  const started = performance.now();
  const response = await fetch(request.path.slice(1), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...request.body, stream: true, stream_options: { include_usage: true } }),
    signal,
  });
  if (!response.ok || !response.body) throw await refusalOf(response);
  const answer = new AnswerBuilder(started);
  for await (const chunk of chunksOf(response.body)) {
    if (chunk.error) throw new ServerRefusal(response.status, chunk.error.message ?? 'The stream broke off');
    answer.add(chunk);
    yield answer.soFar();
  }
  yield answer.whole();
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Chunk> {
  const events = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await events.read();
      if (done || value.data === '[DONE]') return;
      yield JSON.parse(value.data) as Chunk;
    }
  } finally {
    events.cancel().catch(() => undefined);
  }
}

/** Puts the chunks of one answer together, and measures when they came. */
class AnswerBuilder {
  readonly #started: number;
  #first = 0;
  #last = 0;
  #content = '';
  readonly #calls: { id: string; name: string; arguments: string }[] = [];
  #usage = { prompt_tokens: 0, completion_tokens: 0 };
  #finishReason = '';

  constructor(started: number) {
    this.#started = started;
  }

  add({ choices: [choice] = [], usage }: Chunk): void {
    if (usage) this.#usage = usage;
    if (!choice) return;
    const piece = choice.text ?? choice.delta?.content ?? '';
    const calls = choice.delta?.tool_calls ?? [];
    if (piece !== '' || calls.length > 0) {
      this.#last = performance.now();
      this.#first ||= this.#last;
    }
    this.#content += piece;
    for (const { index, id, function: called } of calls) {
      this.#calls[index] ??= { id: '', name: '', arguments: '' };
      const call = this.#calls[index];
      call.id += id ?? '';
      call.name += called?.name ?? '';
      call.arguments += called?.arguments ?? '';
    }
    this.#finishReason = choice.finish_reason ?? this.#finishReason;
  }

  soFar(): PartialAnswer {
    return { content: this.#content, toolCalls: this.#calls.map((call) => ({ ...call })) };
  }

  whole(): PartialAnswer {
    const first = this.#first || performance.now();
    const stats = {
      firstTokenMs: first - this.#started,
      writingMs: Math.max(0, this.#last - first),
      promptTokens: this.#usage.prompt_tokens,
      completionTokens: this.#usage.completion_tokens,
      finishReason: this.#finishReason,
    };
    return { ...this.soFar(), stats };
  }
}

/** What the server said instead of an answer. */
export async function refusalOf(response: Response): Promise<ServerRefusal> {
  const text = await response.text();
  try {
    const { error, errors } = JSON.parse(text) as { error?: { message: string }; errors?: { message: string }[] };
    const message = error?.message ?? errors?.[0]?.message;
    if (message) return new ServerRefusal(response.status, message);
  } catch {
    // Not JSON: a proxy's page, for instance. Its status says enough.
  }
  return new ServerRefusal(response.status, `The server answered ${response.status} ${response.statusText}`.trim());
}
