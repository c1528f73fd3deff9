// Many requests, some of which leave at a random moment, against a whole server with the bundled model: whether the
// memory of the server and of its engine stays flat, and whether anything fails that was not made to:
// npm run soak -w server [-- --requests 10000 --concurrency 32 --disconnects 0.2]
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figure, table } from '../src/bench/table.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    concurrency: { type: 'string', default: '32' },
    disconnects: { type: 'string', default: '0.2' },
  },
});
const nRequests = Number(values.requests);
const concurrency = Number(values.concurrency);
const disconnectShare = Number(values.disconnects);
const nRows = 10;

const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
const apiToken = 'token-of-the-soak';
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
const words = 'Once upon a time there was a little girl who liked to play with her dog in the park'.split(' ');
const pick = (n: number) => Math.floor(Math.random() * n);

/** What a client may ask for: long and short, streamed and whole, greedy and not. */
function body(): object {
  const prompt = Array.from({ length: 1 + pick(80) }, () => words[pick(words.length)]).join(' ');
  return { prompt, raw: true, stream: pick(2) === 0, max_tokens: 1 + pick(48), temperature: pick(2) };
}

type Outcome = 'whole' | 'left' | 'refused' | 'broken';

/** One request; `left` when it was we who left. */
function ask(url: string, leaves: boolean): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
    const request = httpRequest(url, { method: 'POST', headers, agent }, (response) => void read(response));
    const leave = () => {
      request.destroy();
      resolve('left');
    };
    const timer = leaves ? setTimeout(leave, pick(200)) : undefined;
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const read = async (response: IncomingMessage) => {
      let text = '';
      try {
        for await (const bytes of response) text += bytes;
      } catch {
        return end('broken');
      }
      if (response.statusCode !== 200) return end('refused');
      const isWhole = text.endsWith('data: [DONE]\n\n') || text.endsWith('"errors":[],"messages":[]}');
      end(isWhole ? 'whole' : 'broken');
    };
    request.once('error', () => end('broken'));
    request.end(JSON.stringify(body()));
  });
}

/** MiB that only this process has: what it shares with others, the program's text for one, does not grow. */
function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

const nFiles = (pid: number) => String(readdirSync(`/proc/${pid}/fd`).length);

async function startServer(): Promise<{ server: ChildProcess; url: string; pids: [number, number] }> {
  const bin = fileURLToPath(new URL('../bin/tramontane.js', import.meta.url));
  const env = {
    ...process.env,
    TRAMONTANE_ACCOUNT_ID: accountId,
    TRAMONTANE_API_TOKEN: apiToken,
    LOG_LEVEL: 'warn',
  };
  const server = spawn(process.execPath, [bin, 'serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    server.stdout.on('data', (bytes) => {
      text += bytes;
      const found = /curl -N '([^']+)'/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
  const pid = server.pid as number;
  const engine = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  return { server, url, pids: [pid, engine] };
}

const { server, url, pids } = await startServer();
const counts: Record<Outcome, number> = { whole: 0, left: 0, refused: 0, broken: 0 };
const rows: string[][] = [];
const startedMs = performance.now();
let nBegun = 0;
let nDone = 0;

function takeRow(): void {
  const seconds = (performance.now() - startedMs) / 1000;
  rows.push([String(nDone), figure(seconds), ...pids.map((pid) => figure(memoryOf(pid))), ...pids.map(nFiles)]);
  console.error(rows.at(-1)?.join('  '));
}

takeRow();
await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (nBegun < nRequests) {
      nBegun++;
      counts[await ask(url, Math.random() < disconnectShare)]++;
      if (++nDone % Math.ceil(nRequests / nRows) === 0) takeRow();
    }
  }),
);
agent.destroy();
const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
server.kill('SIGTERM');
const code = await ended;

/** MiB since the first row behind the start: what a process takes to get going is no growth. */
function growthOf(column: number): string {
  const [from, to] = [rows[1]?.[column], rows.at(-1)?.[column]].map(Number);
  return `${((to ?? 0) - (from ?? 0)).toFixed(1)} MiB`;
}

const heads = ['requests', 'seconds', 'server, MiB', 'engine, MiB', 'open files', 'open files'];
console.log(table([heads, ...rows]));
console.log(
  `\n${nRequests} requests, ${concurrency} at a time: ${JSON.stringify(counts)}; the server ended with ${code}`,
);
console.log(
  `lost: ${counts.refused + counts.broken}; growth since the first tenth: server ${growthOf(2)}, engine ${growthOf(3)}`,
);
if (counts.refused + counts.broken > 0 || code !== 0) process.exitCode = 1;
