// How many tokens an engine still makes once a client has left, by the engine's own counters: its own client, and one
// of the server in front of it, in turn. What the engine itself takes to notice is in both numbers. Tokens are counted, not
// time: a busy machine makes tokens slower, and not more of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { readWork, type UpstreamOfTests, type Work } from '../test/engines/upstream-of-tests.ts';
import { startGateway, token } from './gateway-process.ts';

/** Until the server's code is compiled. */
const nWarm = 1;
const nTimes = 5;
/** Tokens before the client leaves. */
const nBefore = 5;
const patienceMs = 20_000;
const lookApartMs = 1;
/**
 * Between leaving and the next look. llama-server looks for clients that have left once a second that no task has ended in,
 * and a look at its counters is a task: to look more often would hide from it that the client is gone.
 */
const restApartMs = 1300;

/** What a client has left behind. */
interface Leaving {
  /** Tokens between the last look at the counter before leaving and the engine's rest. */
  readonly nTokens: number;
  readonly tokenMs: number;
}

type Way = 'plain' | 'streamed';

/** Leaves whole and streamed answers of both. @throws where the engine goes on, or never began */
export async function measureAbort(upstream: UpstreamOfTests): Promise<string> {
  const gateway = await startGateway(upstream.url, upstream.key);
  const direct = { url: upstream.url, key: upstream.key, model: await modelOf(upstream) };
  const through = { url: `${gateway.url}/v1`, key: token, model: 'm' };
  const measured: Record<Way, { direct: Leaving[]; through: Leaving[] }> = {
    plain: { direct: [], through: [] },
    streamed: { direct: [], through: [] },
  };
  try {
    for (let i = 0; i < nWarm + nTimes; i++) {
      for (const way of ['plain', 'streamed'] as const) {
        for (const [who, asked] of Object.entries({ direct, through })) {
          const left = await leave(asked, way, upstream);
          if (i >= nWarm) measured[way][who as 'direct' | 'through'].push(left);
        }
      }
    }
  } finally {
    await gateway.close();
  }
  const all = Object.values(measured).flatMap((of) => [...of.direct, ...of.through]);
  const ways = Object.entries(measured).map(([way, of]) => `${way} ${told(of.direct)} and ${told(of.through)}`);
  return `${ways.join(', ')}; a token takes ${median(all.map(({ tokenMs }) => tokenMs)).toFixed(1)} ms`;
}

function told(of: readonly Leaving[]): string {
  const tokens = of.map(({ nTokens }) => nTokens);
  return `${median(tokens)} (at most ${Math.max(...tokens)})`;
}

interface Asked {
  readonly url: string;
  readonly key: string | null;
  readonly model: string;
}

/** Leaves right behind a look at the engine's counters, and looks until the engine rests. */
async function leave({ url, key, model }: Asked, way: Way, upstream: UpstreamOfTests): Promise<Leaving> {
  const before = await look(upstream);
  const leaving = new AbortController();
  const answer = fetch(`${url}/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({
      model,
      prompt: 'Once upon a time',
      temperature: 0,
      max_tokens: 480,
      stream: way === 'streamed',
    }),
    signal: leaving.signal,
  });
  let isOver = false;
  const read = answer
    .then((response) => response.text())
    .catch(() => '')
    .finally(() => {
      isOver = true;
    });
  const begun = await untilLook(upstream, ({ nRunning, nMade }) => nRunning > 0 && nMade > before.nMade);
  const last = await untilLook(upstream, ({ nMade }) => nMade >= begun.nMade + nBefore);
  if (isOver) throw new Error('the answer was over before its client could leave');
  leaving.abort();
  const rest = await untilLook(upstream, ({ nRunning }) => nRunning === 0, restApartMs);
  await read;
  return {
    nTokens: rest.nMade - last.nMade,
    tokenMs: (last.atMs - begun.atMs) / (last.nMade - begun.nMade),
  };
}

interface Look extends Work {
  readonly atMs: number;
}

async function untilLook(
  upstream: UpstreamOfTests,
  holds: (seen: Look) => boolean,
  apartMs = lookApartMs,
): Promise<Look> {
  const startedMs = performance.now();
  for (;;) {
    await sleep(apartMs);
    const seen = await look(upstream);
    if (holds(seen)) return seen;
    if (performance.now() - startedMs > patienceMs) throw new Error('the engine’s counters do not move');
  }
}

async function look(upstream: UpstreamOfTests): Promise<Look> {
  const work = await readWork(upstream);
  return { ...work, atMs: performance.now() };
}

async function modelOf({ url, key }: UpstreamOfTests): Promise<string> {
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  const listed = (await (await fetch(`${url}/models`, { headers })).json()) as { data: { id: string }[] };
  return listed.data[0]?.id ?? '';
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
