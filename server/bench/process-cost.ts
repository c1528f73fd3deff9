// What it costs that an engine has a process of its own: the same requests to one in this process and to one in its
// own, in turn, on the bundled model, whose steps are so short that the way of the tokens shows:
// npm run process-cost -w server
import { median } from '../src/bench/measurement.ts';
import { figure, table } from '../src/bench/table.ts';
import { bundledModelPath } from '../src/bundled-model.ts';
import type { TokenGenerator } from '../src/engine/generation.ts';
import { startModel } from '../src/engine-process/start-model.ts';
import { loadModel } from '../src/load.ts';

const nRounds = 12;
const nTokens = 200;
const request = { promptIds: [1], maxTokens: nTokens, stopIds: [], sampling: { temperature: 0 } };

interface Times {
  readonly firstMs: number;
  readonly tokensPerSecond: number;
}

/** So many answers at once: mean time to the first token, and tokens of all a second. */
async function measure(engine: TokenGenerator, nStreams: number): Promise<Times> {
  const startedMs = performance.now();
  const firstMs = await Promise.all(
    Array.from({ length: nStreams }, async () => {
      let firstAtMs = 0;
      for await (const _token of engine.generate(request)) firstAtMs ||= performance.now() - startedMs;
      return firstAtMs;
    }),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  return { firstMs: mean(firstMs), tokensPerSecond: (nStreams * nTokens) / seconds };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const parts = { name: 'bundled', path: bundledModelPath };
const here = await loadModel(parts);
const there = await startModel({ ...parts, env: process.env });
const rows: string[][] = [];
for (const nStreams of [1, 4, 16]) {
  const times: Record<'here' | 'there', Times[]> = { here: [], there: [] };
  for (let round = -1; round < nRounds; round++) {
    const order = round % 2 === 0 ? (['here', 'there'] as const) : (['there', 'here'] as const);
    for (const where of order) {
      const one = await measure(where === 'here' ? here.engine : there.engine, nStreams);
      if (round >= 0) times[where].push(one); // the first is a warm-up
    }
  }
  const of = (where: 'here' | 'there', what: keyof Times) => median(times[where].map((one) => one[what]));
  const speed = [of('here', 'tokensPerSecond'), of('there', 'tokensPerSecond')] as const;
  const ratios = times.there.map((one, i) => one.tokensPerSecond / (times.here[i]?.tokensPerSecond ?? Number.NaN));
  rows.push([
    String(nStreams),
    ...speed.map(figure),
    `${figure(median(ratios) * 100)} %`,
    ...[of('here', 'firstMs'), of('there', 'firstMs')].map(figure),
  ]);
}
await Promise.all([here.close(), there.close()]);
const head = [
  'streams',
  'tokens/s here',
  'in its own process',
  'of it',
  'first token here, ms',
  'in its own process, ms',
];
console.log(table([head, ...rows]));
