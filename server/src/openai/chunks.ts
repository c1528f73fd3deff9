// The chunks of a stream of OpenAI's API, and where in it the usage is told.
import { type Answer, type End, usageOf } from '../generation/collect.ts';
import { jsonTemplate } from '../generation/json-template.ts';
import type { StreamSerializer } from '../generation/stream.ts';
import type { TextEvent, Usage } from '../text-generation.ts';
import type { OpenAiRequest } from './request.ts';

/** How the answers of one operation look. `echo` is the prompt where the answer begins with it, otherwise ''. */
export interface OpenAiSerializer {
  /** The value of `object` in a whole answer. */
  readonly object: string;
  /** The value of `object` in a chunk. */
  readonly chunkObject: string;
  /** A whole answer. */
  choice(answer: Answer, index: number, echo: string): object;
  /** The choices that an event adds to a stream. Only the first event of an answer gets its echo. */
  deltas(event: TextEvent, index: number, echo: string, isFirst: boolean): Iterable<object>;
}

/** Makes the chunks of one stream. */
export class ChunkSerializer implements StreamSerializer {
  readonly #serializer: OpenAiSerializer;
  readonly #head: object;
  readonly #request: OpenAiRequest;
  readonly #echoOf: (i: number) => string;
  readonly #begun = new Set<number>();
  readonly #textTemplates = new Map<number, (text: string) => string>(); // by index
  readonly #ends: End[] = [];

  constructor(serializer: OpenAiSerializer, head: object, request: OpenAiRequest, echoOf: (i: number) => string) {
    this.#serializer = serializer;
    this.#head = head;
    this.#request = request;
    this.#echoOf = echoOf;
  }

  *frames(event: TextEvent, i: number): Generator<object> {
    const isFirst = !this.#begun.has(i);
    this.#begun.add(i);
    if (event.type === 'end') this.#ends[i] = event;
    const deltas = [...this.#serializer.deltas(event, i, isFirst ? this.#echoOf(i) : '', isFirst)];
    for (const [k, choice] of deltas.entries()) {
      const isLast = this.#isComplete && k === deltas.length - 1;
      yield { ...this.#head, choices: [choice], usage: this.#usageIn(isLast) };
    }
  }

  /** The first text of an answer has more in its chunk. */
  textJson(text: string, i: number): string | undefined {
    if (!this.#begun.has(i)) return undefined;
    let template = this.#textTemplates.get(i);
    if (!template) {
      template = jsonTemplate((one: string) => [...this.frames({ type: 'text', text: one }, i)][0] as object);
      this.#textTemplates.set(i, template);
    }
    return template(text);
  }

  *last(): Generator<object> {
    if (this.#request.usageIn === 'ownChunk') yield { ...this.#head, choices: [], usage: this.#total };
  }

  /** Where the usage has a chunk of its own, all other chunks carry null; undefined leaves the field out. */
  #usageIn(isLast: boolean): Usage | null | undefined {
    if (this.#request.usageIn === 'ownChunk') return null;
    return isLast && this.#request.usageIn === 'lastChoice' ? this.#total : undefined;
  }

  get #isComplete(): boolean {
    const { inputs, nPerPrompt } = this.#request;
    return Object.keys(this.#ends).length === inputs.length * nPerPrompt;
  }

  get #total(): Usage {
    return usageOf(this.#ends, this.#request.nPerPrompt);
  }
}
