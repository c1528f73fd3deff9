// Whole answers: the events of each generation put together.
import type { Response } from 'express';
import { contextOf } from '../http/request-context.ts';
import type { PlaceLogprobs, TextEvent, Usage } from '../text-generation.ts';
import type { RunningGenerations } from './run-generations.ts';

/** The last event of a generation. */
export type End = Extract<TextEvent, { type: 'end' }>;

/** A whole answer. */
export interface Answer extends End {
  readonly text: string;
  /** What the model thought before, where that is told apart. */
  readonly thoughts: string;
  /** One per token, where they were asked for. */
  readonly logprobs: readonly PlaceLogprobs[] | null;
}

/** Waits for all answers. Their usage goes into the access log. */
export async function collectAnswers(res: Response, { events, nPerPrompt }: RunningGenerations): Promise<Answer[]> {
  const answers = await Promise.all(events.map(collectAnswer));
  contextOf(res).usage = usageOf(answers, nPerPrompt);
  return answers;
}

async function collectAnswer(events: AsyncIterable<TextEvent>): Promise<Answer> {
  let text = '';
  let thoughts = '';
  let logprobs: PlaceLogprobs[] | null = null;
  for await (const event of events) {
    if (event.type === 'end') return { ...event, text, thoughts, logprobs };
    if (event.type === 'thoughts') thoughts += event.text;
    if (event.type !== 'text') continue; // the end has the calls
    text += event.text;
    if (event.logprobs) logprobs = [...(logprobs ?? []), ...event.logprobs];
  }
  throw new Error('the generation stopped without an end');
}

/** The sum over all answers. A prompt counts once, however many answers it has. */
export function usageOf(ends: readonly { usage: Usage }[], nPerPrompt: number): Usage {
  const prompt = ends.reduce((sum, { usage }, i) => sum + (i % nPerPrompt === 0 ? usage.prompt_tokens : 0), 0);
  const completion = ends.reduce((sum, { usage }) => sum + usage.completion_tokens, 0);
  const firsts = ends.filter((_end, i) => i % nPerPrompt === 0);
  const cached = firsts.reduce((sum, { usage }) => sum + (usage.prompt_tokens_details?.cached_tokens ?? 0), 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: cached > 0 ? { cached_tokens: cached } : undefined,
  };
}
