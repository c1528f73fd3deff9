// How soon an engine stops once its client's client has left, by the engine's own gauge of running requests.
import { readGauge, type UpstreamOfTests } from '../test/engines/upstream-of-tests.ts';
import { startGateway, token } from './gateway-process.ts';

/** Until the server's code is compiled. */
const nWarm = 5;
const nTimes = 9;
const patienceMs = 20_000;

/** Leaves whole and streamed answers. @throws where the engine goes on, or never began */
export async function measureAbort(upstream: UpstreamOfTests): Promise<string> {
  const gateway = await startGateway(upstream.url, upstream.key);
  try {
    const measured: Record<'plain' | 'streamed', number[]> = { plain: [], streamed: [] };
    for (let i = 0; i < nWarm + nTimes; i++) {
      for (const way of ['plain', 'streamed'] as const) {
        const ms = await leave(gateway.url, way === 'streamed', upstream);
        if (i >= nWarm) measured[way].push(ms);
      }
    }
    return Object.entries(measured)
      .map(([way, times]) => `${way} ${describe(times)}`)
      .join(', ');
  } finally {
    await gateway.close();
  }
}

function describe(times: number[]): string {
  const sorted = times.sort((a, b) => a - b);
  const [median = 0, most = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
  return `${median.toFixed(0)} ms (at most ${most.toFixed(0)})`;
}

/** Gives the time between leaving and the gauge at 0, in ms. One look at the gauge is a part of it. */
async function leave(url: string, stream: boolean, upstream: UpstreamOfTests): Promise<number> {
  const leaving = new AbortController();
  const body = { model: 'm', prompt: 'Once upon a time', temperature: 0, max_tokens: 480, stream };
  const answer = fetch(`${url}/v1/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal: leaving.signal,
  });
  let isOver = false;
  const read = answer.then((response) => response.text()).catch(() => '');
  void read.then(() => {
    isOver = true;
  });
  await untilGauge(upstream, (n) => n > 0);
  if (isOver) throw new Error('the answer was over before its client could leave');
  const leftMs = performance.now();
  leaving.abort();
  await untilGauge(upstream, (n) => n === 0);
  const ms = performance.now() - leftMs;
  await read;
  return ms;
}

async function untilGauge(upstream: UpstreamOfTests, holds: (n: number) => boolean): Promise<void> {
  const startedMs = performance.now();
  while (!holds(await readGauge(upstream))) {
    if (performance.now() - startedMs > patienceMs) throw new Error('the engine’s gauge does not move');
  }
}
