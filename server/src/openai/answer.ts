// What whole answers and streams of OpenAI's two operations have in common: the head of every body, the chunk with the
// usage, the path from a request to its answers.
import type { RequestHandler, Response } from 'express';
import { ServerError } from '../errors.ts';
import {
  type Answer,
  collectAnswers,
  type End,
  type StreamSerializer,
  streamAnswers,
  usageOf,
} from '../generation/answer.ts';
import { type RunServices, runGenerations } from '../generation/run-generations.ts';
import { parseJson } from '../http/body.ts';
import { exchangeOf } from '../http/exchange.ts';
import { sendJson } from '../http/send-json.ts';
import { noStringText } from '../http/validation-messages.ts';
import type { ServedModel, ServedModels } from '../served-models.ts';
import type { TextEvent, TextGenerationInput, TextGenerator, Usage } from '../text-generation.ts';
import type { OpenAiRequest } from './request.ts';

/** How the answers of one operation look. */
export interface OpenAiSerializer {
  /** What `object` says. */
  readonly object: string;
  /** What `object` says in a stream. */
  readonly chunkObject: string;
  /** A whole answer. `before` is the prompt, where the answer is to begin with it. */
  choice(answer: Answer, index: number, before: string): object;
  /** What an event adds to an answer, once or several times. `before` as above, and only for the first one. */
  deltas(event: TextEvent, index: number, before: string, isFirst: boolean): Iterable<object>;
}

/** Answers requests of one operation. The model is named in the body, so it is looked for first. */
export function answerOpenAi(
  models: ServedModels,
  services: RunServices,
  read: (body: unknown) => OpenAiRequest,
  serializerOf: (request: OpenAiRequest) => OpenAiSerializer,
): RequestHandler {
  return async (req, res) => {
    const body = parseJson(req.body);
    findModel(res, models, body);
    const request = read(body);
    const { generator, name } = exchangeOf(res).model as ServedModel; // the schema wants one
    const prompts = request.inputs.map((input) => generator.prepare(input));
    const texts = request.echo ? request.inputs.map((input) => promptText(input, generator)) : [];
    const before = (i: number) => texts[Math.floor(i / request.nPerPrompt)] ?? '';
    const serializer = serializerOf(request);
    const now = Date.now();
    const head = (object: string) => ({ id: `id-${now}`, object, created: Math.floor(now / 1000), model: name });
    await runGenerations(res, { prompts, nPerPrompt: request.nPerPrompt }, services, async (running) => {
      if (request.stream) {
        const chunks = new ChunkSerializer(serializer, head(serializer.chunkObject), request, before);
        return streamAnswers(res, running, chunks);
      }
      const answers = await collectAnswers(res, running);
      const choices = answers.map((answer, i) => serializer.choice(answer, i, before(i)));
      sendJson(res, 200, { ...head(serializer.object), choices, usage: usageOf(answers, request.nPerPrompt) });
    });
  };
}

function findModel(res: Response, models: ServedModels, body: unknown): void {
  const name = typeof body === 'object' && body !== null && 'model' in body ? body.model : undefined;
  if (name === undefined) return; // which the schema says, beside what else is wrong
  // Not so this: it would tell of all models that have a name anywhere, served here or not.
  if (typeof name !== 'string') throw new ServerError('badInput', noStringText('model', name), { param: 'model' });
  exchangeOf(res).model = models.get(name);
}

function promptText({ prompt }: TextGenerationInput, generator: TextGenerator): string {
  if (typeof prompt === 'string') return prompt;
  return 'ids' in prompt ? generator.textOf(prompt.ids) : '';
}

/** The chunks of one stream. */
class ChunkSerializer implements StreamSerializer {
  readonly #serializer: OpenAiSerializer;
  readonly #head: object;
  readonly #request: OpenAiRequest;
  readonly #before: (i: number) => string;
  readonly #begun = new Set<number>();
  readonly #ends: End[] = [];

  constructor(serializer: OpenAiSerializer, head: object, request: OpenAiRequest, before: (i: number) => string) {
    this.#serializer = serializer;
    this.#head = head;
    this.#request = request;
    this.#before = before;
  }

  *frames(event: TextEvent, i: number): Generator<object> {
    const isFirst = !this.#begun.has(i);
    this.#begun.add(i);
    if (event.type === 'end') this.#ends[i] = event;
    const deltas = [...this.#serializer.deltas(event, i, isFirst ? this.#before(i) : '', isFirst)];
    for (const [k, choice] of deltas.entries()) {
      const isLast = this.#isComplete && k === deltas.length - 1;
      yield { ...this.#head, choices: [choice], ...this.#usage(isLast) };
    }
  }

  *last(): Generator<object> {
    if (this.#request.usageIn === 'ownChunk') yield { ...this.#head, choices: [], usage: this.#total };
  }

  /** With a chunk of its own for it, all others say that they are not the one. */
  #usage(isLast: boolean): { usage?: Usage | null } {
    if (this.#request.usageIn === 'ownChunk') return { usage: null };
    return isLast && this.#request.usageIn === 'lastChoice' ? { usage: this.#total } : {};
  }

  get #isComplete(): boolean {
    const { inputs, nPerPrompt } = this.#request;
    return Object.keys(this.#ends).length === inputs.length * nPerPrompt;
  }

  get #total(): Usage {
    return usageOf(this.#ends, this.#request.nPerPrompt);
  }
}
