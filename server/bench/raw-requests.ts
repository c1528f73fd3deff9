// Sends bytes that are hardly requests any more to a server, and tells whether it answered what it should not, or went
// away: npm run raw-requests -w server [-- --n 10000 --seed 1]
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Dice, mutateBytes } from '../test/mutants/mutate.ts';
import { startTarget } from './attack/target.ts';
import { small } from './attack/watch.ts';

const { values } = parseArgs({
  options: { n: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const [n, seed] = [Number(values.n), Number(values.seed)];
const concurrency = 8;
const target = await startTarget(fileURLToPath(new URL('../bin/tramontane.js', import.meta.url)));
const { path, url, headersOf } = target;
const auth = `authorization: ${headersOf('attacker').authorization}`;
const head = (first: string, ...lines: string[]) =>
  `${[first, 'host: localhost', auth, ...lines].join('\r\n')}\r\n\r\n`;
const chunked = `10\r\n${small.slice(0, 16)}\r\n${(small.length - 16).toString(16)}\r\n${small.slice(16)}\r\n0\r\n\r\n`;
const whole = [
  head(`POST ${path} HTTP/1.1`, `content-length: ${small.length}`) + small,
  head(`POST ${path} HTTP/1.1`, 'transfer-encoding: chunked') + chunked,
  head(`POST ${path} HTTP/1.1`, 'transfer-encoding: chunked', 'content-encoding: gzip') + chunked,
  head(`POST ${path} HTTP/1.1`, 'expect: 100-continue', `content-length: ${small.length}`) + small,
  head(`POST /v1/chat/completions HTTP/1.1`, 'content-length: 2', 'connection: keep-alive') +
    '{}' +
    head('GET /healthz HTTP/1.1'),
  head('GET /metrics HTTP/1.1'),
  head('OPTIONS /v1/models HTTP/1.1', 'origin: https://a.example', 'access-control-request-method: POST'),
  head('GET /docs/..%2f..%2fetc/passwd HTTP/1.1'),
  head('GET /playground/%00main.js HTTP/1.1', 'upgrade: websocket', 'connection: upgrade'),
];

/** What comes back before the server closes, or for a moment. */
async function send(bytes: Buffer): Promise<string> {
  const socket = connect(Number(url.port), url.hostname);
  let text = '';
  socket.on('data', (part) => {
    text += part.toString('latin1');
  });
  socket.on('error', () => undefined);
  const timer = setTimeout(() => socket.destroy(), 400);
  socket.end(bytes);
  await once(socket, 'close').catch(() => undefined);
  clearTimeout(timer);
  return text;
}

const statuses: Record<string, number> = {};
const faults: string[] = [];
let next = 0;
async function work(): Promise<void> {
  while (next < n && target.child.exitCode === null) {
    const i = next++;
    const dice = new Dice(seed + i);
    let bytes: Buffer = Buffer.from(whole[i % whole.length] as string, 'latin1');
    for (let times = 1 + dice.below(3); times > 0 && bytes.length > 0; times--) bytes = mutateBytes(bytes, dice);
    const text = await send(bytes);
    const found = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status as string);
    for (const status of found.length > 0 ? found : ['none']) statuses[status] = (statuses[status] ?? 0) + 1;
    if (found.some((status) => status >= '500')) faults.push(`seed ${seed + i}: ${text.slice(0, 300)}`);
    if (i % 500 === 0 && (await target.health()).status !== 200) faults.push(`seed ${seed + i}: /healthz fails`);
  }
}
await Promise.all(Array.from({ length: concurrency }, work));
const isAlive = target.child.exitCode === null && (await target.ask('guest', small)).status === 200;
if (!isAlive) faults.push(`the server is gone: ${target.printed().slice(-1000)}`);
console.log(faults.join('\n'));
console.log(
  `${next} requests of seed ${seed}: ${JSON.stringify(statuses)}; ${faults.length} faults; ${Math.round(target.memory())} MiB`,
);
await target.close();
if (faults.length > 0) process.exitCode = 1;
