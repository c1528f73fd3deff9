// A server under attack: started with a token for the attacker and one for a guest, and watched from outside.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop } from '../processes.ts';

const accountId = '023e105f4ecef8ad9ca31a8372d0c353';

/** Who asks. */
export type Who = 'attacker' | 'guest';

/** An answer, or why there is none. */
export interface Asked {
  readonly status: number;
  readonly ms: number;
}

/** What an attacker needs of a server. */
export interface AskedTarget {
  readonly url: URL;
  /** Of the run route. */
  readonly path: string;
  headersOf(who: Who): Record<string, string>;
  ask(who: Who, body: string | Buffer, options?: AskOptions): Promise<Asked>;
}

export interface Target extends AskedTarget {
  readonly child: ChildProcess;
  readonly secrets: Readonly<Record<Who, string>>;
  /** MiB of the server and all processes that it started. */
  memory(): number;
  /** GET /healthz. */
  health(): Promise<Asked>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

const bundledModel = '@cf/tinystories/stories-260k';

/** Starts the program with the bundled model. */
export async function startTarget(bin: string): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-attack-'));
  const secrets = { attacker: randomBytes(24).toString('hex'), guest: randomBytes(24).toString('hex') };
  const tokens = Object.entries(secrets).map(([name, secret], i) => ({
    id: String(i).repeat(32),
    name,
    sha256: createHash('sha256').update(secret).digest('hex'),
    accounts: [accountId],
  }));
  const tokenFile = join(folder, 'tokens.json');
  writeFileSync(tokenFile, JSON.stringify({ tokens }));
  const env = { ...process.env, TRAMONTANE_TOKEN_FILE: tokenFile, LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await addressOf(child);
  const asked = askedAt(url, secrets);
  return {
    ...asked,
    child,
    secrets,
    memory: () => memoryOf(child.pid as number),
    health: () => ask(new URL('/healthz', url), { method: 'GET' }),
    async close() {
      await stop(child);
      rmSync(folder, { recursive: true });
    },
  };
}

/** A server that runs already, as its clients see it. */
export function askedAt(url: URL, secrets: Readonly<Record<Who, string>>): AskedTarget {
  const headersOf = (who: Who) => ({ authorization: `Bearer ${secrets[who]}` });
  const path = `/client/v4/accounts/${accountId}/ai/run/${bundledModel}`;
  return {
    url,
    path,
    headersOf,
    ask: (who, body, { headers = {}, signal } = {}) =>
      ask(new URL(path, url), { method: 'POST', headers: { ...headersOf(who), ...headers }, body, signal }),
  };
}

function addressOf(child: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (bytes: Buffer) => {
      text += bytes;
      const found = /http:\/\/[\d.]+:\d+(?=\/client)/.exec(text)?.[0];
      if (found) resolve(new URL(found));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', (bytes: Buffer) => {
      text += bytes;
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
}

interface Sent {
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal | undefined;
}

/** Status 0: no answer. Every request has a connection of its own, as one of many clients would. */
function ask(url: URL, { body, ...options }: Sent): Promise<Asked> {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const end = (status: number) => resolve({ status, ms: performance.now() - startedMs });
    const request = httpRequest(url, { ...options, agent: false }, (response) => {
      response.resume();
      response.once('close', () => end(response.complete ? (response.statusCode ?? 0) : 0));
    });
    request.once('error', () => end(0));
    request.end(body);
  });
}

function memoryOf(pid: number): number {
  try {
    const [pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').slice(1);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return Number(pages) / 256 + children.reduce((sum, child) => sum + memoryOf(Number(child)), 0);
  } catch {
    return 0; // it has ended meanwhile
  }
}
