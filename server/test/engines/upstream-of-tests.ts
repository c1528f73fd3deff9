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
}

/** The engine that the clients' tests run in front of; undefined: our own. */
export const upstreamOfTests: UpstreamOfTests | undefined =
  process.env.TRAMONTANE_TESTS_UPSTREAM === undefined ? undefined : JSON.parse(process.env.TRAMONTANE_TESTS_UPSTREAM);

/** The sum of a gauge over its labels. */
export async function readGauge({ metricsUrl, runningGauge }: UpstreamOfTests): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${runningGauge}{`) || line.startsWith(`${runningGauge} `));
  if (lines.length === 0) throw new Error(`${metricsUrl} has no ${runningGauge}`);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
