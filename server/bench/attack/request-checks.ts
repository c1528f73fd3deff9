// Requests that no client would send, or that mean something else than they say.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Tried } from './table.ts';
import { startTarget, type Target } from './target.ts';
import { small } from './watch.ts';

const bundled = fileURLToPath(new URL('../../models/stories260k.gguf', import.meta.url));

export async function requestChecks(bin: string): Promise<Tried> {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-checks-'));
  const path = join(folder, 'model.gguf');
  copyFileSync(bundled, path);
  const args = ['--metrics', 'loopback', '--log-level', 'info', '--model', `@cf/tinystories/stories-260k=${path}`];
  const target = await startTarget(bin, { args });
  try {
    return [...(await onTheWire(target)), ...(await exchangedFile(target, path))];
  } finally {
    await target.close();
    rmSync(folder, { recursive: true });
  }
}

async function onTheWire(target: Target): Promise<Tried> {
  const { headersOf, path, secrets, url } = target;
  const auth = `authorization: ${headersOf('attacker').authorization}\r\n`;
  const post = (headers: string, body = small, host = 'localhost') =>
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
  const get = (where: string, headers: string) => `GET ${where} HTTP/1.1\r\n${headers}\r\n`;
  const say = (text: string, isHalfClosed = false) => rawAnswer(url, text, isHalfClosed);
  const encodings = ['constructor', '__proto__', 'toString'];
  const encoded = await Promise.all(encodings.map((name) => say(post(`${auth}content-encoding: ${name}\r\n`))));
  const large = `POST ${path} HTTP/1.1\r\nhost: localhost\r\n${auth}expect: 100-continue\r\ncontent-length: 99999999\r\n\r\n`;
  await say(get(`/client/v4/accounts/${secrets.attacker}/ai/models/search`, 'host: localhost\r\n'));
  await sleep(300);
  return [
    ['content encodings of an object', encoded.every((text) => text.startsWith('HTTP/1.1 400'))],
    ['half-closed', (await say(post(auth), true)).includes('HTTP/1.1 200')],
    ['two hosts', (await say(post(`host: evil.example\r\n${auth}`))).startsWith('HTTP/1.1 400')],
    ['100 Continue without a token', (await say(post('expect: 100-continue\r\n'))).startsWith('HTTP/1.1 401')],
    ['100 Continue for too much', (await say(large)).startsWith('HTTP/1.1 413')],
    ['a name led here', !(await say(post(auth, small, 'evil.example'))).startsWith('HTTP/1.1 200')],
    ['metrics by a name led here', !(await say(get('/metrics', 'host: evil.example\r\n'))).startsWith('HTTP/1.1 200')],
    [
      'metrics by a proxy',
      !(await say(get('/metrics', 'host: localhost\r\nx-forwarded-for: 1.2.3.4\r\n'))).startsWith('HTTP/1.1 200'),
    ],
    [
      'the spec tells no account',
      !(await say(get('/openapi.json', 'host: localhost\r\n'))).includes(path.split('/')[4] ?? ''),
    ],
    ['a token in a path is not logged', !target.printed().includes(secrets.attacker)],
  ];
}

/** All that comes within a moment. */
function rawAnswer(url: URL, text: string, isHalfClosed: boolean): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(url.port), url.hostname, () =>
      isHalfClosed ? socket.end(text) : socket.write(text),
    );
    const finish = () => {
      socket.destroy();
      resolve(received);
    };
    const timer = setTimeout(finish, 1500);
    socket.on('data', (bytes) => {
      received += bytes;
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      finish();
    });
  });
}

/** The model's file is exchanged, then its engine ends: what starts again reads another file than the server knows. */
async function exchangedFile({ child, printed }: Target, path: string): Promise<Tried> {
  utimesSync(path, new Date(), new Date(0));
  const [engine] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ').filter(Boolean);
  process.kill(Number(engine), 'SIGKILL');
  for (let i = 0; i < 50 && !/exchanged|changed/.test(printed()); i++) await sleep(100);
  return [['an exchanged model file is told', /exchanged|changed/.test(printed())]];
}
