// A conversation with a server over OpenAI's API: keeps the turns and the settings, and streams answers.
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { AskError, type AskedServer, askServer, authorization, reasonOf, refusalOf } from './asked-server.ts';

export interface ChatTurn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** The settings of an answer, under the names that the API gives them; what is absent is left to the server. */
export const samplingNames = ['temperature', 'top_p', 'max_tokens', 'seed'] as const;
export type SamplingName = (typeof samplingNames)[number];

/** What an answer took. Times are in milliseconds. */
export interface AnswerStats {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly firstTokenMs: number;
  /** From the first token to the last. */
  readonly writingMs: number;
  /** `stopped`: the signal ended it. */
  readonly finishReason: string;
}

interface Chunk {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: { message?: string };
}

export class ChatSession {
  readonly #server: AskedServer;
  model: string;
  system: string;
  readonly sampling = new Map<SamplingName, number>();
  turns: ChatTurn[] = [];

  constructor(server: AskedServer, model: string, system = '') {
    this.#server = server;
    this.model = model;
    this.system = system;
  }

  /**
   * Asks for an answer and hands on its text as it arrives. An answer that `signal` stops stays in the conversation as
   * far as it came; a question that failed does not stay. @throws AskError
   */
  async ask(question: string, onText: (text: string) => void, signal: AbortSignal): Promise<AnswerStats> {
    const turns: ChatTurn[] = [...this.turns, { role: 'user', content: question }];
    const started = performance.now();
    const meter = new Meter(started);
    let content = '';
    try {
      for await (const chunk of this.#stream(turns, signal)) {
        const text = meter.read(chunk);
        content += text;
        if (text !== '') onText(text);
      }
    } catch (error) {
      if (!signal.aborted) throw error instanceof AskError ? error : new AskError(reasonOf(error, this.#server.url));
      meter.finishReason = 'stopped';
    }
    this.turns = [...turns, { role: 'assistant', content }];
    return meter.stats();
  }

  async *#stream(turns: readonly ChatTurn[], signal: AbortSignal): AsyncGenerator<Chunk> {
    const messages = this.system === '' ? turns : [{ role: 'system', content: this.system }, ...turns];
    const response = await fetch(`${this.#server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { ...authorization(this.#server), 'content-type': 'application/json' },
      body: JSON.stringify({
        model: this.model,
        messages,
        ...Object.fromEntries(this.sampling),
        stream: true,
        stream_options: { include_usage: true },
      }),
      signal,
    });
    if (!response.ok || !response.body) throw new AskError(await refusalOf(response));
    const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { data } of events) {
      if (data === '[DONE]') return;
      const chunk = JSON.parse(data) as Chunk;
      if (chunk.error) throw new AskError(chunk.error.message ?? 'the answer broke off');
      yield chunk;
    }
    throw new AskError('the answer broke off');
  }
}

/** Reads chunks, and measures when they came. */
class Meter {
  readonly #started: number;
  #first = 0;
  #last = 0;
  #usage: { prompt_tokens: number; completion_tokens: number } | undefined;
  #nPieces = 0;
  finishReason = '';

  constructor(started: number) {
    this.#started = started;
  }

  /** The chunk's text. */
  read({ choices: [choice] = [], usage }: Chunk): string {
    if (usage) this.#usage = usage;
    if (choice?.finish_reason) this.finishReason = choice.finish_reason;
    const text = choice?.delta?.content ?? '';
    if (text !== '') {
      this.#nPieces++;
      this.#last = performance.now();
      this.#first ||= this.#last;
    }
    return text;
  }

  stats(): AnswerStats {
    const first = this.#first || performance.now();
    return {
      promptTokens: this.#usage?.prompt_tokens ?? 0,
      // An answer that was stopped has no usage; a piece is a token or more.
      completionTokens: this.#usage?.completion_tokens ?? this.#nPieces,
      firstTokenMs: first - this.#started,
      writingMs: Math.max(0, this.#last - first),
      finishReason: this.finishReason,
    };
  }
}

/** The names of the models that the server has. @throws AskError */
export async function modelNames(server: AskedServer): Promise<string[]> {
  const { data } = await askServer<{ data: { id: string }[] }>(server, '/v1/models');
  return data.map(({ id }) => id);
}
