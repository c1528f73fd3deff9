// What the server costs in front of an engine: the same streamed chats asked of the engine itself and through the server,
// in turn in one run, so that whatever else the machine does falls on both.
import { type GatewayProcess, startGateway, startPacedEngine, token, warmingModel } from './gateway-process.ts';

/** Medians of both, with the difference. */
export interface GatewayCost {
  readonly firstTokenMs: string;
  readonly tokensPerSecond: string;
  /** Processor time of the server with several streams at a time; other work on the machine hardly changes it. */
  readonly cpu: string;
}

/** How much is asked. */
interface Extent {
  readonly nPairs: number;
  readonly nTokens: number;
  readonly isSlow: boolean;
}

const usual: Extent = { nPairs: 40, nTokens: 64, isSlow: false };
/** Streams at a time, for the processor time of the server. */
const nTogether = 16;
/** How often, long and short answers. */
const nLongRounds = 6;
const nShortRounds = 24;
/** Short rounds, then long ones, until the server's code is compiled, as it is in one that has served for a minute. */
const nWarmingRounds = { short: 150, long: 8 };
/** Engines and timers count whole milliseconds: requests begin anywhere between two of them, or all would be rounded alike. */
const mostApartMs = 3;

/** Asks both in turn. The engine lists one model. A slow one is asked less, and the processor time is not taken. */
export async function measureCost(
  { url, key }: { url: string; key: string | null },
  { nPairs, nTokens, isSlow }: Extent = usual,
): Promise<GatewayCost> {
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  const listed = (await (await fetch(`${url}/models`, { headers: authorization })).json()) as {
    data: { id: string }[];
  };
  const theirs = listed.data[0]?.id ?? '';
  const server = await startWarm(url, key);
  try {
    const direct = (n = nTokens) => ask(`${url}/chat/completions`, authorization, theirs, n);
    const through = (n = nTokens) =>
      ask(`${server.url}/v1/chat/completions`, { authorization: `Bearer ${token}` }, 'm', n);
    const together = (n: number) => Promise.all(Array.from({ length: nTogether }, () => through(n)));
    for (let i = 0; i < (isSlow ? 1 : 5); i++) for (const one of [direct, through]) await one();
    const measured: { direct: Timing; through: Timing }[] = [];
    for (let i = 0; i < nPairs; i++) {
      // Who is first alternates: the second may find the prompt in the engine's cache.
      spin(mostApartMs * Math.random());
      const first = i % 2 === 0 ? await direct() : await through();
      spin(mostApartMs * Math.random());
      const second = i % 2 === 0 ? await through() : await direct();
      measured.push(i % 2 === 0 ? { direct: first, through: second } : { direct: second, through: first });
    }
    const medians = (of: (timing: Timing) => number) =>
      [measured.map(({ direct: one }) => of(one)), measured.map(({ through: one }) => of(one))].map(median) as [
        number,
        number,
      ];
    const [firstThere, firstThrough] = medians(({ firstMs }) => firstMs);
    const [rateThere, rateThrough] = medians(({ rate }) => rate);
    const cpuOf = async (n: number, nRounds: number) => {
      const before = server.cpuMs();
      for (let i = 0; i < nRounds; i++) await together(n);
      return (server.cpuMs() - before) / (nRounds * nTogether);
    };
    const cpu = async () => {
      const shortMs = await cpuOf(1, nShortRounds);
      const longMs = await cpuOf(nTokens, nLongRounds);
      const tokenUs = ((longMs - shortMs) * 1000) / (nTokens - 1);
      return `${shortMs.toFixed(1)} ms a request, ${tokenUs.toFixed(0)} µs a token`;
    };
    return {
      cpu: isSlow ? '' : await cpu(),
      firstTokenMs: `${firstThere.toFixed(1)} and ${firstThrough.toFixed(1)} ms`,
      tokensPerSecond: `${rateThere.toFixed(0)} and ${rateThrough.toFixed(0)} (${percent(rateThrough / rateThere - 1)})`,
    };
  } finally {
    await server.close();
  }
}

/** The server, whose code is compiled: it has answered thousands of requests for a model of an engine that keeps time. */
async function startWarm(url: string, key: string | null): Promise<GatewayProcess> {
  const engine = await startPacedEngine();
  try {
    const server = await startGateway(url, key, engine.url);
    const asked = `${server.url}/v1/chat/completions`;
    const one = (n: number) => ask(asked, { authorization: `Bearer ${token}` }, warmingModel, n);
    const together = (n: number) => Promise.all(Array.from({ length: nTogether }, () => one(n)));
    for (let i = 0; i < nWarmingRounds.short; i++) await together(1);
    for (let i = 0; i < nWarmingRounds.long; i++) await together(usual.nTokens);
    return server;
  } finally {
    await engine.close();
  }
}

/** Waits without a timer, which would wake at a whole millisecond. */
function spin(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

interface Timing {
  readonly firstMs: number;
  /** Tokens in a second, of the whole answer. */
  readonly rate: number;
}

async function ask(url: string, headers: Record<string, string>, model: string, n: number): Promise<Timing> {
  const startedMs = performance.now();
  const messages = [{ role: 'user', content: 'Once upon a time' }];
  const body = {
    model,
    messages,
    max_tokens: n,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  };
  const res = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!res.ok || !res.body) throw new Error(`${url}: ${res.status} ${await res.text()}`);
  let firstMs = 0;
  let text = '';
  for await (const bytes of res.body) {
    text += Buffer.from(bytes).toString('utf8');
    // The first frame with text: some engines send one with the role alone before they have read the prompt.
    if (firstMs === 0 && /"content":"[^"]/.test(text)) firstMs = performance.now() - startedMs;
  }
  const tokens = Number(/"completion_tokens":(\d+)/.exec(text)?.[1] ?? 0);
  return { firstMs, rate: (tokens * 1000) / (performance.now() - startedMs) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

function percent(part: number): string {
  return `${part < 0 ? '−' : '+'}${Math.abs(part * 100).toFixed(1)} %`;
}
