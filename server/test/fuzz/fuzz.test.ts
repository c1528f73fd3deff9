// Thousands of requests made from openapi.yaml, for every operation: valid ones succeed, broken ones get a documented
// status, nothing fails or hangs, and every body and frame fits the document.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useLiveServer } from '../clients/live-server.ts';
import { operations } from '../contract/operations.ts';
import { openServer, type TestServer } from '../http/harness.ts';
import { fuzz, report } from './campaign.ts';
import { randomEngine } from './random-model.ts';

const seed = Number(process.env.TRAMONTANE_FUZZ_SEED || 260_000);
const nRequests = Number(process.env.TRAMONTANE_FUZZ_REQUESTS || 5400);

let server: TestServer;
beforeAll(async () => {
  server = await openServer(randomEngine(seed), { maxConcurrentRuns: 1000 });
});
afterAll(() => server?.close());

it('every operation answers as openapi.yaml says, over a model of noise', async () => {
  const counts = await fuzz(server.url, { nRequests, seed });
  console.log(report(seed, counts));
  expect(Object.keys(counts.byOperation)).toHaveLength(operations.length);
  for (const n of Object.values(counts.byKind)) expect(n).toBeGreaterThan(nRequests / 50);
  expect(server.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
}, 600_000);

const live = useLiveServer();

it('and over the bundled model', async () => {
  const counts = await fuzz(live.url, { nRequests: Math.ceil(nRequests / 20), seed });
  console.log(report(seed, counts));
  expect(live.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}, 600_000);
