// Many requests through the server to two llama-servers, of which one is killed and started again all the time, while a
// part of the clients leave. Nothing else may happen than whole answers, 429 and 503 before the first byte, and streams
// cut with an error frame; and the server's memory stays flat.
//
//   npm run gateway-soak -- --llama-server /path/to/llama-server
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort, stop, untilReady } from './processes.ts';

const { values } = parseArgs({
  options: {
    'llama-server': { type: 'string', default: 'llama-server' },
    requests: { type: 'string', default: '10000' },
    clients: { type: 'string', default: '32' },
    'kill-every-ms': { type: 'string', default: '20000' },
  },
});
const root = fileURLToPath(new URL('../', import.meta.url));
const nRequests = Number(values.requests);
const token = 'token-of-the-soak';
const leaving = 0.2;
const downMs = 3000;
/** A request that takes longer is lost. */
const patienceMs = 120_000;
/** The memory of the server is flat when it grows by less than this from the second tenth of the requests to the last. */
const mostGrowthMiB = 32;

function startEngine(port: number): ChildProcess {
  const model = join(root, 'models/stories260k.gguf');
  const args = ['-m', model, '-c', '8192', '-np', '16', '-t', '1', '--host', '127.0.0.1', '--port', `${port}`];
  return spawn(values['llama-server'], args, { stdio: 'ignore' });
}

const outcomes = new Map<string, number>();
const count = (outcome: string) => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

async function ask(url: string, i: number): Promise<void> {
  const streamed = i % 2 === 0;
  const controller = new AbortController();
  const leaves = Math.random() < leaving;
  if (leaves) setTimeout(() => controller.abort(), Math.random() * 60);
  try {
    const body = JSON.stringify({ prompt: `Once upon a time ${i % 100}`, max_tokens: 8 + (i % 40), stream: streamed });
    const headers = { authorization: `Bearer ${token}`, 'x-session-affinity': `session ${i % 50}` };
    const res = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.any([controller.signal, AbortSignal.timeout(patienceMs)]),
    });
    const text = await res.text();
    count(outcomeOf(res.status, text, streamed));
  } catch (error) {
    count(controller.signal.aborted ? 'client left' : `UNEXPECTED ${(error as Error).message}`);
  }
}

function outcomeOf(status: number, text: string, streamed: boolean): string {
  if (status === 429 || status === 503) return `${status} before the first byte`;
  if (status !== 200) return `UNEXPECTED ${status} ${text.slice(0, 200)}`;
  if (!streamed) return JSON.parse(text).success === true ? 'whole answer' : 'UNEXPECTED body';
  const nDone = text.split('data: [DONE]').length - 1;
  const nUsage = text.split('"usage"').length - 1;
  if (nDone === 1 && nUsage === 1) return 'whole stream';
  if (nDone === 0 && text.includes('"success":false')) return 'stream cut with an error';
  return `UNEXPECTED stream ${text.slice(-200)}`;
}

const folder = mkdtempSync(join(tmpdir(), 'tramontane-soak-'));
const ports = [await freePort(), await freePort()];
const engines = ports.map(startEngine);
const gatewayPort = await freePort();
const upstreams = ports.map((port) => `http://127.0.0.1:${port}/v1`);
writeFileSync(
  join(folder, 'config.json'),
  JSON.stringify({
    port: gatewayPort,
    metrics: 'open',
    'log-level': 'fatal',
    upstreams: [{ model: 'soak', url: upstreams, concurrency: 16 }],
  }),
);
const gateway = spawn(
  process.execPath,
  ['--import', 'tsx', join(root, 'src/main.ts'), 'serve', '--config', join(folder, 'config.json')],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TRAMONTANE_API_TOKEN: token, TRAMONTANE_ACCOUNT_ID: 'a'.repeat(32) },
  },
);
const base = `http://127.0.0.1:${gatewayPort}`;
let isOver = false;

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

async function killInTurn(): Promise<number> {
  let nKilled = 0;
  while (!isOver) {
    await sleep(Number(values['kill-every-ms']));
    if (isOver) return nKilled;
    const i = nKilled++ % 2;
    engines[i]?.kill('SIGKILL');
    await sleep(downMs);
    engines[i] = startEngine(ports[i] as number);
  }
  return nKilled;
}

try {
  for (const [i, port] of ports.entries())
    await untilReady(`http://127.0.0.1:${port}/health`, engines[i] as ChildProcess);
  await untilReady(`${base}/readyz`, gateway);
  const killing = killInTurn();
  const startedMs = performance.now();
  const memory: number[] = [];
  let next = 0;
  const url = `${base}/client/v4/accounts/${'a'.repeat(32)}/ai/run/soak`;
  const work = async () => {
    while (next < nRequests) {
      const i = next++;
      if (i % Math.ceil(nRequests / 10) === 0)
        memory.push(Math.round((await metric('process_resident_memory_bytes')) / 2 ** 20));
      await ask(url, i);
    }
  };
  await Promise.all(Array.from({ length: Number(values.clients) }, work));
  isOver = true;
  await sleep(1000);
  const left =
    (await metric('tramontane_upstream_running_requests')) + (await metric('tramontane_upstream_waiting_requests'));
  console.log(`${nRequests} requests at ${values.clients} in ${Math.round((performance.now() - startedMs) / 1000)} s`);
  for (const [outcome, n] of [...outcomes].sort((a, b) => b[1] - a[1]))
    console.log(`${String(n).padStart(8)}  ${outcome}`);
  console.log(`memory of the server, a tenth of the requests apart: ${memory.join(', ')} MiB`);
  console.log(`places still taken afterwards: ${left}`);
  const growth = Math.max(...memory.slice(-2)) - (memory[1] ?? 0);
  const faults = [
    ...[...outcomes.keys()].filter((outcome) => outcome.startsWith('UNEXPECTED')),
    ...(left > 0 ? [`${left} places still taken`] : []),
    ...(growth >= mostGrowthMiB ? [`memory grew by ${growth} MiB`] : []),
  ];
  process.exitCode = faults.length === 0 ? 0 : 1;
  console.log(
    `upstreams killed: ${await Promise.race([killing, sleep(Number(values['kill-every-ms']) + downMs + 1000)])}`,
  );
  console.log(faults.length === 0 ? 'soak passed' : `soak failed: ${faults.join('; ')}`);
} finally {
  isOver = true;
  await Promise.all([stop(gateway), ...engines.map(stop)]);
  rmSync(folder, { recursive: true, force: true });
}
