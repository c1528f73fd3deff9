// What it costs that an engine has a process of its own: the same requests to one in this process and to one in its
// own, in turn, on the bundled model, whose steps are so short that the way of the tokens shows:
// npm run process-cost -w server

import { readFileSync } from 'node:fs';
import { median } from '../src/bench/measurement.ts';
import { figure, table } from '../src/bench/table.ts';
import { bundledModelPath } from '../src/bundled-model.ts';
import type { TokenGenerator } from '../src/engine/generation.ts';
import { startModel } from '../src/engine-process/start-model.ts';
import { loadModel } from '../src/load-model.ts';

const nRounds = 30;
const nTokens = 200;
const request = { promptIds: [1], maxTokens: nTokens, stopIds: [], sampling: { temperature: 0 } };

interface Times {
  readonly firstMs: number;
  readonly tokensPerSecond: number;
}

/** nStreams answers at once: mean time to the first token, and the tokens that all of them get in a second. */
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

/** Seconds of processor time that this process and the engine's have taken. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + ticksOf(there.pid()) / 100;
}

/** Linux counts a process's time, of all its threads, in hundredths of a second: fields 14 and 15. */
function ticksOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

const parts = { name: 'bundled', path: bundledModelPath };
const here = await loadModel(parts);
const there = await startModel({ ...parts, env: process.env });
const rows: string[][] = [];
for (const nStreams of [1, 4, 16]) {
  const times: Record<'here' | 'there', Times[]> = { here: [], there: [] };
  const seconds = { here: 0, there: 0 };
  for (let round = -1; round < nRounds; round++) {
    for (const where of round % 2 === 0 ? (['here', 'there'] as const) : (['there', 'here'] as const)) {
      const before = cpuSeconds();
      const one = await measure(where === 'here' ? here.engine : there.engine, nStreams);
      if (round < 0) continue; // a warm-up
      times[where].push(one);
      seconds[where] += cpuSeconds() - before;
    }
  }
  const both = (what: (where: 'here' | 'there') => number) => [figure(what('here')), figure(what('there'))];
  const speeds = (where: 'here' | 'there') => times[where].map(({ tokensPerSecond }) => tokensPerSecond);
  rows.push([
    String(nStreams),
    ...both((where) => median(speeds(where))),
    ...both((where) => Math.max(...speeds(where))),
    ...both((where) => median(times[where].map(({ firstMs }) => firstMs))),
    ...both((where) => (seconds[where] * 1e6) / (nRounds * nStreams * nTokens)),
  ]);
}
await Promise.all([here.close(), there.close()]);
console.log('Here, and in its own process; the processor time is that of both processes, all threads.\n');
const heads = ['tokens/s', 'at best', 'first token, ms', 'CPU per token, µs'].flatMap((head) => [head, 'own process']);
console.log(table([['streams', ...heads], ...rows]));
