// What operators use while a server runs and stops; readiness is in lifecycle.test.ts.
import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../src/engine/state.ts';
import type { EngineStats } from '../../src/engine/stats.ts';
import { authorization, Endless, engineOf, model, saying, startServer, until } from './harness.ts';

const stats: EngineStats = {
  nRunning: 3,
  nWaiting: 2,
  nSteps: 10,
  nStepSequences: 25,
  nStepsBySize: [3, 3, 2, 0, 1, 0, 0, 1],
  nStepTokens: 90,
  stepSeconds: 1.5,
  nGeneratedTokens: 40,
  held: { nChosenTokens: 20, nMaskedTokens: 5, nForcedTokens: 11 },
  nPreemptions: 1,
  kvBlocks: { nTotal: 64, nFree: 20, nCached: 5 },
  prefix: { nQueriedTokens: 100, nCachedTokens: 48 },
  memory: { weights: 1000, cache: 200, scratch: 30 },
};

/** An engine that is in a state, and says so. */
function watched(state: Partial<EngineState>) {
  const whole: EngineState = { status: 'ready', nRestarts: 0, lastFailure: null, ...state };
  return { ...engineOf(async function* () {}), stats: () => stats, state: () => whole };
}

const readings = async (url: string, headers: Record<string, string> = { authorization }) => {
  const response = await fetch(`${url}/metrics`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

it('a server that is told to stop says so, and takes requests for the delay that load balancers need', async () => {
  const server = await startServer(saying('Lily'), { drainDelayMs: 3_000 });
  const closed = server.close();
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
  expect((await server.run({ prompt: 'Tim' })).status).toBe(200);
  await closed;
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
});

describe('/metrics', () => {
  it('wants a token, unless the operator has said otherwise', async () => {
    const [locked, local, open, off] = await Promise.all(
      (['token', 'loopback', 'open', 'off'] as const).map((metrics) => startServer(watched({}), { metrics })),
    );
    expect((await readings(locked?.url ?? '', {})).status).toBe(401);
    expect((await readings(locked?.url ?? '')).status).toBe(200);
    for (const server of [local, open]) expect((await readings(server?.url ?? '', {})).status).toBe(200);
    expect((await readings(off?.url ?? '')).status).toBe(404);
  });

  it('shows what engines say of themselves', async () => {
    const server = await startServer(watched({ status: 'restarting', nRestarts: 4 }));
    const { text, type } = await readings(server.url);
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
    const of = (name: string, labels = `model="${model}"`) =>
      text
        .split('\n')
        .find((line) => line.startsWith(`tramontane_${name}{${labels}`))
        ?.split(' ')
        .at(-1);
    expect(of('engine_running_sequences')).toBe('3');
    expect(of('engine_waiting_sequences')).toBe('2');
    expect([of('engine_batch_sequences_count'), of('engine_batch_sequences_sum')]).toEqual(['10', '25']);
    const upTo = (bound: string) => of('engine_batch_sequences_bucket', `le="${bound}",model="${model}"`);
    expect(['1', '2', '4', '8', '16', '32', '64', '+Inf'].map(upTo)).toEqual(['3', '6', '8', '8', '9', '9', '9', '10']);
    expect(of('engine_step_tokens_total')).toBe('90');
    expect(of('engine_step_seconds_total')).toBe('1.5');
    expect(of('engine_generated_tokens_total')).toBe('40');
    expect(of('engine_held_tokens_total')).toBe('20');
    expect(of('engine_masked_tokens_total')).toBe('5');
    expect(of('engine_forced_tokens_total')).toBe('11');
    expect(of('engine_preemptions_total')).toBe('1');
    expect([of('kv_blocks'), of('kv_blocks_free'), of('kv_blocks_cached')]).toEqual(['64', '20', '5']);
    expect([of('prefix_asked_tokens_total'), of('prefix_hit_tokens_total')]).toEqual(['100', '48']);
    expect([of('engine_restarts_total'), of('engine_up')]).toEqual(['4', '0']);
    expect(of('device_memory_bytes', `model="${model}",purpose="weights"`)).toBe('1000');
    // Twice asked, not twice counted.
    expect((await readings(server.url)).text).toContain(
      `tramontane_engine_generated_tokens_total{model="${model}"} 40`,
    );
  });

  it('counts requests by route, not by path, with tokens and latencies', async () => {
    const server = await startServer(saying('Once upon a time'));
    const whole = (await (await server.run({ prompt: 'Tim' })).json()) as {
      result: { usage: { prompt_tokens: number; completion_tokens: number } };
    };
    await (await server.run({ prompt: 'Tim', stream: true })).text();
    await (await server.run({ prompt: 5 })).text();
    for (const path of ['/a', '/b', '/client/v4/c']) await (await fetch(`${server.url}${path}`)).text();
    await until(() => server.log.length === 6, 'all are over');
    const { text } = await readings(server.url);
    const route = '/client/v4/accounts/:account_id/ai/run/*model_name';
    const counted = (status: number) =>
      `tramontane_http_requests_total{method="POST",route="${route}",status="${status}",model="${model}"}`;
    expect(text).toContain(`${counted(200)} 2\n`);
    expect(text).toContain(`${counted(400)} 1\n`);
    expect(text).toContain('{method="GET",route="none",status="404",model=""} 2\n');
    const { prompt_tokens: prompt, completion_tokens: completion } = whole.result.usage;
    expect(text).toContain(`tramontane_prompt_tokens_total{model="${model}"} ${2 * prompt}\n`);
    expect(text).toContain(`tramontane_completion_tokens_total{model="${model}"} ${2 * completion}\n`);
    expect(text).toContain(`tramontane_time_to_first_token_seconds_count{model="${model}"} 2\n`);
    expect(text).toMatch(/tramontane_inter_token_latency_seconds_count\{[^}]*\} [1-9]/);
    expect(text).not.toMatch(/route="\/[abc]"/);
  });

  it('counts who left before the answer', async () => {
    const engine = new Endless();
    const server = await startServer(engine);
    const leave = new AbortController();
    const asked = server.run({ prompt: 'Tim', max_tokens: 1_000_000 }, { signal: leave.signal });
    await until(() => engine.nRunning === 1, 'running');
    leave.abort();
    await expect(asked).rejects.toThrow();
    await until(() => server.log.length === 1, 'over');
    expect((await readings(server.url)).text).toContain('status="499"');
  });
});
