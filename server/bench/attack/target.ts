// A server under attack: started with a token for the attacker and one for a guest, and watched from outside.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stop } from '../processes.ts';

const accountId = '5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e';

/** Who asks. */
export type Who = 'attacker' | 'guest';

/** An answer, or why there is none. */
export interface Asked {
  readonly status: number;
  readonly ms: number;
}

/** A turn of the server's event loop. */
export interface Turn {
  readonly ms: number;
  /** Of it, what the loop's thread computed: its own doing, however busy the machine is. */
  readonly computedMs: number;
  /** Of it, what the thread waited for a core. */
  readonly waitedMs: number;
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
  readonly tokenFile: string;
  /** What the server has printed and logged. */
  readonly printed: () => string;
  /** MiB of the server and all processes that it started. */
  memory(): number;
  /** GET /healthz. */
  health(): Promise<Asked>;
  /** Asks a process beside the server that nobody attacks. */
  control(): Promise<Asked>;
  /** The turns that began and ended between two times of Date.now(). */
  turns(fromMs: number, untilMs: number): Promise<Turn[]>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
  /** @defaultValue the bundled model */
  readonly model?: string | undefined;
}

/** How a server is started. */
export interface StartOptions {
  /** Further arguments of `serve`. */
  readonly args?: readonly string[];
  /** It must serve by then, in ms. */
  readonly withinMs?: number;
  /** Told while it starts. */
  readonly onMemory?: (miB: number) => void;
}

const bundledModel = '@cf/tinystories/stories-260k';

/** Tokens for the attacker and the guest, as the file of tokens has them. */
export function tokensOf(secrets: Partial<Record<Who, string>>): string {
  const tokens = Object.entries(secrets).map(([name, secret], i) => ({
    id: String(i).repeat(32),
    name,
    sha256: createHash('sha256').update(secret).digest('hex'),
    accounts: [accountId],
  }));
  return JSON.stringify({ tokens });
}

/** Starts the program, without further arguments with the bundled model. @throws if it does not serve in time */
export async function startTarget(bin: string, options: StartOptions = {}): Promise<Target> {
  const { args = [], withinMs = 60_000, onMemory } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-attack-'));
  const secrets = { attacker: randomBytes(24).toString('hex'), guest: randomBytes(24).toString('hex') };
  const [tokenFile, turnsFile] = [join(folder, 'tokens.json'), join(folder, 'turns')];
  writeFileSync(tokenFile, tokensOf(secrets));
  const env = { ...process.env, TRAMONTANE_TOKEN_FILE: tokenFile, LOG_LEVEL: 'warn', ATTACK_TURNS: turnsFile };
  const hook = new URL('./loop-turns.mjs', import.meta.url).href;
  const command = ['--import', hook, bin, 'serve', '--port', '0', ...args];
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const neighbour = fork(new URL('./neighbour.mjs', import.meta.url));
  const memory = () => memoryOf(child.pid as number);
  const watching = onMemory && setInterval(() => onMemory(memory()), 50);
  const close = async () => {
    neighbour.kill();
    await stop(child);
    rmSync(folder, { recursive: true });
  };
  try {
    const printed = textOf(child);
    const [[port], url] = await Promise.all([once(neighbour, 'message'), addressOf(child, printed, withinMs)]);
    return {
      ...askedAt(url, secrets),
      child,
      secrets,
      tokenFile,
      printed,
      memory,
      health: () => ask(new URL('/healthz', url), { method: 'GET' }),
      control: () => ask(new URL(`http://127.0.0.1:${port}`), { method: 'GET' }),
      turns: (fromMs, untilMs) => turnsIn(turnsFile, fromMs, untilMs),
      close,
    };
  } catch (error) {
    child.kill('SIGKILL');
    await close();
    throw error;
  } finally {
    clearInterval(watching);
  }
}

/** A server that runs already, as its clients see it. */
export function askedAt(url: URL, secrets: Readonly<Record<Who, string>>): AskedTarget {
  const headersOf = (who: Who) => ({ authorization: `Bearer ${secrets[who]}` });
  const pathOf = (model: string) => `/client/v4/accounts/${accountId}/ai/run/${model}`;
  return {
    url,
    path: pathOf(bundledModel),
    headersOf,
    ask: (who, body, { headers = {}, signal, model = bundledModel } = {}) =>
      ask(new URL(pathOf(model), url), { method: 'POST', headers: { ...headersOf(who), ...headers }, body, signal }),
  };
}

/** All that a program writes. */
function textOf({ stdout, stderr }: ChildProcess): () => string {
  let text = '';
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      text = (text + bytes).slice(-1_000_000);
    });
  }
  return () => text;
}

async function addressOf(child: ChildProcess, printed: () => string, withinMs: number): Promise<URL> {
  for (const startedMs = performance.now(); performance.now() - startedMs < withinMs; await sleep(20)) {
    const found = /http:\/\/[\d.]+:\d+(?=\/client)/.exec(printed())?.[0];
    if (found) return new URL(found);
    if (child.exitCode !== null) throw new Error(printed().trim());
  }
  throw new Error(`it does not serve after ${withinMs / 1000} s`);
}

/** The program writes turns in batches: those of this time are there when later ones are, or when it has hung for long. */
async function turnsIn(file: string, fromMs: number, untilMs: number): Promise<Turn[]> {
  for (let i = 0; i < 100; i++) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    const all = lines.map((line) => line.split(' ').map(Number));
    if ((all.at(-1)?.[0] ?? 0) >= untilMs || i === 99) {
      return all
        .filter(([atMs = 0, ms = 0]) => atMs - ms >= fromMs && atMs <= untilMs + ms)
        .map(([, ms = 0, computedMs = 0, waitedMs = 0]) => ({ ms, computedMs, waitedMs }));
    }
    await sleep(50);
  }
  return [];
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
