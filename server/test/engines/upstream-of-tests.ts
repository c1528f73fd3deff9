// Which engine elsewhere the clients' tests are run for, where bench/engines.ts runs them for one; none in `npm test`.

/** A running engine with the model that comes with the server, and how it tells what it does. */
export interface UpstreamOfTests {
  /** Of its OpenAI API. */
  readonly url: string;
  readonly key: string | null;
  /** In Prometheus' format; needs no key. */
  readonly metricsUrl: string;
  /** Requests that it works on. */
  readonly runningGauge: string;
  /** Rises with every token of a request, or with every step. */
  readonly tokensCounter: string;
}

/** The engine that the clients' tests run in front of; undefined: our own. */
export const upstreamOfTests: UpstreamOfTests | undefined =
  process.env.TRAMONTANE_TESTS_UPSTREAM === undefined ? undefined : JSON.parse(process.env.TRAMONTANE_TESTS_UPSTREAM);

/** What the engine does: both numbers of one page, so that they are of one moment. */
export interface Work {
  readonly nRunning: number;
  /** Tokens so far. */
  readonly nMade: number;
}

export async function readWork({ metricsUrl, runningGauge, tokensCounter }: UpstreamOfTests): Promise<Work> {
  const text = await (await fetch(metricsUrl, { signal: AbortSignal.timeout(20_000) })).text();
  return { nRunning: sumOf(text, runningGauge), nMade: sumOf(text, tokensCounter) };
}

/** The sum of a metric over its labels. */
function sumOf(text: string, name: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  if (lines.length === 0) throw new Error(`the engine tells no ${name}`);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
