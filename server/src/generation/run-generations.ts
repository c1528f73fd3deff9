// Runs the generations behind one request, for either API.
import type { Response } from 'express';
import { abortOnDisconnect } from '../http/abort-on-disconnect.ts';
import { contextOf } from '../http/request-context.ts';
import type { ServedModel } from '../served-models.ts';
import type { AcceptedInput, TextEvent, TextGenerationInput } from '../text-model.ts';
import { holdPlaces, type RunServices } from './hold-places.ts';

/** The generations of one request: n answers to each prompt. */
export interface PromptBatch {
  readonly prompts: readonly AcceptedInput[];
  readonly nPerPrompt: number;
}

/** Running generations, in order: the answers to the first prompt, then those to the next. */
export interface RunningGenerations {
  readonly events: readonly AsyncIterable<TextEvent>[];
  readonly nPerPrompt: number;
  /** Calls back once no generation can be refused any more, which may be before the first event. */
  onAccepted(callback: () => void): void;
  /** Aborts when the client leaves, or when time is up: then its reason is a ServerError. */
  readonly signal: AbortSignal;
}

/** The inputs as the request's model accepts them. @throws ServerError when one cannot be answered */
export function acceptAll(res: Response, inputs: readonly TextGenerationInput[]): Promise<AcceptedInput[]> {
  const { model, token } = contextOf(res);
  const asker = { owner: token?.id, signal: abortOnDisconnect(res).signal };
  return Promise.all(inputs.map((input) => (model as ServedModel).generator.accept(input, asker)));
}

/** Runs generations of the request's model while `write` answers with their events. */
export async function runGenerations(
  res: Response,
  { prompts, nPerPrompt }: PromptBatch,
  services: RunServices,
  write: (running: RunningGenerations) => Promise<void>,
): Promise<void> {
  const { name } = contextOf(res).model as ServedModel;
  const nAnswers = prompts.length * nPerPrompt;
  await holdPlaces(res, nAnswers, services, async (signal, asker) => {
    const acceptance = new Acceptance(nAnswers);
    const onAccepted = () => acceptance.count();
    const answersTo = (prompt: AcceptedInput) =>
      Array.from({ length: nPerPrompt }, (_, nth) => prompt.answer({ nth, ...asker, onAccepted }, signal));
    const events = prompts.flatMap(answersTo).map((answer) => toldOf(answer, services.metrics.timer(name)));
    await write({ events, nPerPrompt, signal, onAccepted: (callback) => acceptance.onAll(callback) });
  });
}

/** The same events; each is told of first. No generator, which would cost every token several turns of the queue. */
function toldOf(events: AsyncIterable<TextEvent>, tell: (event: TextEvent) => void): AsyncIterable<TextEvent> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = events[Symbol.asyncIterator]();
      const told = (result: IteratorResult<TextEvent>) => {
        if (!result.done) tell(result.value);
        return result;
      };
      return {
        next: () => iterator.next().then(told),
        return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

/** Calls back when all of several generations are accepted. */
class Acceptance {
  #nLeft: number;
  #callback: (() => void) | undefined;

  constructor(n: number) {
    this.#nLeft = n;
  }

  count(): void {
    this.#nLeft--;
    if (this.#nLeft === 0) this.#callback?.();
  }

  onAll(callback: () => void): void {
    if (this.#nLeft === 0) callback();
    else this.#callback = callback;
  }
}
