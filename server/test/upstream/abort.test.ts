// A client that leaves frees the upstream within a token, seen from the upstream: how many tokens it made after its client's
// client had left.
import { expect, it, onTestFinished } from 'vitest';
import type { GeneratedToken, GenerationRequest, TokenGenerator } from '../../src/engine/generation.ts';
import { upstreamDefaults } from '../../src/upstream/options.ts';
import { UpstreamModel } from '../../src/upstream/upstream-model.ts';
import { apiToken, authorization, model, openServerOf, startServer, tokenizer, until } from '../http/harness.ts';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';
import { pages, parts } from './replays.ts';

/** Long beside what a busy machine needs to tell of a closed socket over two connections. */
const tokenMs = 250;
const turn = () => new Promise((resolve) => setTimeout(resolve, tokenMs));

/** The token in the making when the client leaves, and one more that was made while the word of it travelled. */
const mostAfter = 2;

/** An engine of ours that takes its time for a token, and counts them. */
class Slow implements TokenGenerator {
  readonly contextLength = 1_000_000;
  nGenerated = 0;
  nRunning = 0;

  async *generate(_request: GenerationRequest, signal?: AbortSignal): AsyncGenerator<GeneratedToken> {
    this.nRunning++;
    try {
      for (;;) {
        await turn();
        signal?.throwIfAborted();
        this.nGenerated++;
        yield { id: tokenizer.encode('once')[0] as number, finishReason: null };
      }
    } finally {
      this.nRunning--;
    }
  }
}

async function gatewayOf(url: string, key: string | null) {
  const served = await UpstreamModel.start({ name: model, upstreams: [{ ...upstreamDefaults, url, key }] });
  const server = await openServerOf([served]);
  onTestFinished(() => server.close());
  return { server, served };
}

const operations: readonly (readonly [operation: string, stream: boolean])[] = [
  ['run', true],
  ['run', false],
  ['chat/completions', false],
  ['responses', true],
];

/** Asks for an endless answer, and leaves when the upstream has made some tokens. Gives how many it made after that. */
async function leaveAfter(
  gateway: Awaited<ReturnType<typeof gatewayOf>>,
  [operation, stream]: readonly [string, boolean],
  upstream: { nMade: () => number; isFree: () => boolean },
): Promise<number> {
  const { server, served } = gateway;
  const url = operation === 'run' ? server.runUrl : `${server.url}/v1/${operation}`;
  const messages = [{ role: 'user', content: 'a' }];
  const body = { model, messages, max_tokens: 100_000, stream };
  const bodies: Record<string, object> = {
    run: { ...body, model: undefined },
    'chat/completions': body,
    responses: { model, input: 'a', max_output_tokens: 100_000, stream },
  };
  const controller = new AbortController();
  const before = upstream.nMade();
  const answer = fetch(url, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify(bodies[operation]),
    signal: controller.signal,
  });
  const read = answer.then((response) => response.text()).catch(() => undefined);
  await until(() => upstream.nMade() > before, 'tokens');
  controller.abort();
  const atLeaving = upstream.nMade();
  await until(upstream.isFree, 'the upstream is free');
  await read;
  await turn();
  await until(() => served.reports()[0]?.nRunning === 0, 'the place is free');
  return upstream.nMade() - atLeaving;
}

it.each(operations)('another Tramontane stops: %s, streamed: %s', async (...operation) => {
  const engine = new Slow();
  const second = await startServer(engine);
  const gateway = await gatewayOf(`${second.url}/v1`, apiToken);
  const upstream = { nMade: () => engine.nGenerated, isFree: () => engine.nRunning === 0 };
  expect(await leaveAfter(gateway, operation, upstream)).toBeLessThanOrEqual(mostAfter);
  expect(gateway.served.reports()).toMatchObject([{ nAborted: 1, nFailures: 0 }]);
});

it('an engine that knows by its connection alone stops', async () => {
  let nMade = 0;
  let nRunning = 0;
  const answer: FakeEngine['answer'] = async (req, res) => {
    nRunning++;
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    while (!req.isAborted) {
      await turn();
      nMade++;
      res.write(parts.chunk({ content: 'a' }));
    }
    nRunning--;
  };
  const engine = await startFakeEngine(answer, pages.vllm ?? {});
  const gateway = await gatewayOf(engine.url, null);
  const upstream = { nMade: () => nMade, isFree: () => nRunning === 0 };
  expect(await leaveAfter(gateway, ['chat/completions', false], upstream)).toBeLessThanOrEqual(mostAfter);
});
