// A whole server on a real socket, with the bundled vocabulary and a generator that the test writes instead of an
// engine, because HTTP must not depend on the content of an answer.
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterEach, expect, onTestFinished } from 'vitest';
import { type Config, readConfig } from '../../src/config.ts';
import type { GeneratedToken, GenerationRequest, TokenGenerator } from '../../src/engine/generation.ts';
import { type RunningServer, serve } from '../../src/serve.ts';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { takeFaults } from './answers-fit.ts';
import { accountId, apiToken, authorization, model } from './asking.ts';

export { accountId, apiToken, authorization, framesOf, model, until } from './asking.ts';

/** In every test that has a server: whatever it answers is what openapi.yaml says. */
afterEach(() => expect(takeFaults()).toEqual([]));

const vocabulary = await openVocabulary(fileURLToPath(new URL('../../models/stories260k.gguf', import.meta.url)));
export const tokenizer = new Tokenizer(vocabulary);

type Generate = TokenGenerator['generate'];

/** An engine with the bundled model's context that generates what `generate` says. */
export function engineOf(generate: Generate, contextLength = 512): TokenGenerator {
  return { contextLength, generate };
}

/** Says one text, whatever it is asked, as long as it may. */
export function saying(text: string): TokenGenerator {
  const ids = tokenizer.encode(text);
  return engineOf(async function* ({ maxTokens }) {
    for (const [i, id] of ids.slice(0, maxTokens).entries()) {
      yield { id, finishReason: i + 1 === maxTokens ? 'length' : null };
    }
    if (ids.length < maxTokens) yield { id: vocabulary.eosId as number, finishReason: 'stop' };
  });
}

/** Repeats the prompt without its BOS: the answer shows what arrived. */
export const echoing: TokenGenerator = engineOf(async function* ({ promptIds }) {
  for (const id of promptIds.slice(1)) yield { id, finishReason: null };
  yield { id: vocabulary.eosId as number, finishReason: 'stop' };
});

/** Generates until it is stopped, and counts. */
export class Endless implements TokenGenerator {
  readonly contextLength = 10_000_000;
  nGenerated = 0;
  nRunning = 0;
  readonly #id = tokenizer.encode('once')[0] as number;

  async *generate(_request: GenerationRequest, signal?: AbortSignal): AsyncGenerator<GeneratedToken> {
    this.nRunning++;
    try {
      for (;;) {
        // A turn of the event loop for each token, as a device would take.
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        this.nGenerated++;
        yield { id: this.#id, finishReason: null };
      }
    } finally {
      this.nRunning--;
    }
  }
}

export interface TestServer extends RunningServer {
  /** Of the run route, for the bundled model. */
  readonly runUrl: string;
  readonly accountUrl: string;
  /** What was logged, one object a line. */
  readonly log: Record<string, unknown>[];
  run(body: unknown, init?: RequestInit): Promise<Response>;
}

/** Starts a server on a free port; it is closed when the test is over. */
export async function startServer(...made: Parameters<typeof openServer>): Promise<TestServer> {
  const server = await openServer(...made);
  onTestFinished(() => server.close());
  return server;
}

/** Starts a server on a free port, which is for the caller to close. */
export async function openServer(
  engine: TokenGenerator | Readonly<Record<string, TokenGenerator>>,
  settings: Partial<Config> = {},
): Promise<TestServer> {
  const engines = 'generate' in engine && typeof engine.generate === 'function' ? { [model]: engine } : engine;
  const loaded = Object.entries(engines as Record<string, TokenGenerator>).map(([name, one]) => ({
    name,
    path: `${name}.gguf`,
    tokenizer,
    engine: one,
    close: async () => {},
  }));
  return openServerOf(loaded, settings);
}

/** The same, of models that are there. */
export async function openServerOf(
  models: Parameters<typeof serve>[1],
  settings: Partial<Config> = {},
): Promise<TestServer> {
  const log: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info' }, { write: (line) => void log.push(JSON.parse(line)) });
  const env = { PORT: '0', TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: apiToken };
  const config = { ...readConfig(env), shutdownGraceMs: 100, ...settings };
  const server = await serve(config, models, logger);
  const accountUrl = `${server.url}/client/v4/accounts/${accountId}`;
  const runUrl = `${accountUrl}/ai/run/${model}`;
  return {
    ...server,
    accountUrl,
    runUrl,
    log,
    run: (body, init = {}) =>
      fetch(runUrl, {
        method: 'POST',
        headers: { authorization },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
      }),
  };
}
