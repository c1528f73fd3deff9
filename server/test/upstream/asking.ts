// A model over fake engines, asked as the routes ask it.
import { onTestFinished } from 'vitest';
import type { AnswerOptions, TextEvent, TextGenerationInput } from '../../src/text-model.ts';
import { type UpstreamOptions, upstreamDefaults } from '../../src/upstream/options.ts';
import type { UpstreamEvent } from '../../src/upstream/upstream.ts';
import { UpstreamModel } from '../../src/upstream/upstream-model.ts';
import type { FakeEngine } from './fake-engine.ts';

/** An input with defaults, as a route has read it. */
export function input(more: Partial<TextGenerationInput> = {}): TextGenerationInput {
  return { prompt: 'Hi', raw: false, maxTokens: 16, sampling: { temperature: 0.6 }, ...more };
}

/** What a model over these engines is started with. */
export function optionsOf(engine: Pick<FakeEngine, 'url'>, more: Partial<UpstreamOptions> = {}): UpstreamOptions {
  return { ...upstreamDefaults, queueTimeoutMs: 300, connectTimeoutMs: 1000, ...more, url: engine.url };
}

export interface AskedUpstream {
  readonly model: UpstreamModel;
  readonly events: (UpstreamEvent & { upstream: string })[];
  /** All events of one answer; rejects with what it throws. */
  ask(
    more?: Partial<TextGenerationInput>,
    options?: Partial<AnswerOptions>,
    signal?: AbortSignal,
  ): Promise<TextEvent[]>;
}

/** Starts a model, which closes with the test. */
export async function startModel(...upstreams: readonly UpstreamOptions[]): Promise<AskedUpstream> {
  const events: AskedUpstream['events'] = [];
  const onEvent = (event: UpstreamEvent, upstream: string) => void events.push({ ...event, upstream });
  const model = await UpstreamModel.start({ name: 'm', upstreams, onEvent, lookEveryMs: { ready: 200, away: 50 } });
  onTestFinished(() => model.close());
  return {
    model,
    events,
    async ask(more, options, signal) {
      const all: TextEvent[] = [];
      const accepted = await model.accept(input(more));
      for await (const event of accepted.answer({ nth: 0, ...options }, signal)) all.push(event);
      return all;
    },
  };
}

/** The text of an answer. */
export function textOf(events: readonly TextEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}
