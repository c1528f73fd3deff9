// Rounds in which a model is unloaded while requests are in flight, and loaded again by the next ones: what is lost, and what
// memory is left. Used by bench/come-and-go.ts and, for a few rounds, by a test.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { components } from '../../src/generated/openapi.gen.ts';

type LoadedModel = components['schemas']['LoadedModel'];

/** A server with one model, in a process of its own. */
export interface Subject {
  readonly url: string;
  readonly apiToken: string;
  readonly model: string;
  /** Of the server. */
  readonly pid: number;
}

export interface Round {
  /** Bytes that the model takes of its device: while it runs (null: its engine has not told yet), and unloaded (null: none). */
  readonly loadedBytes: number | null;
  readonly unloadedBytes: number | null;
  /** MiB of memory that only this process has. */
  readonly serverMiB: number;
  readonly engineMiB: number;
  /** Processes of the server's engine after unloading. */
  readonly nEnginesLeft: number;
  readonly nWhole: number;
  /** What did not come whole, and why. */
  readonly lost: readonly string[];
}

/** Requests before the model is told to leave, and at the same moment. */
const nBefore = 4;
const nMeanwhile = 2;
/** As long as a model may take to leave. */
const mostMs = 60_000;

/** Runs the rounds one after the other. */
export async function* comeAndGo(subject: Subject, nRounds: number): AsyncGenerator<Round> {
  for (let i = 0; i < nRounds; i++) yield await oneRound(subject);
}

async function oneRound(subject: Subject): Promise<Round> {
  let hasBegun = () => {};
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const running = Array.from({ length: nBefore }, (_, i) => ask(subject, i % 2 === 0, hasBegun));
  await Promise.race([begun, Promise.all(running)]);
  const engineMiB = Math.max(0, ...enginesOf(subject.pid).map(memoryOf));
  const leaving = unload(subject);
  const late = Array.from({ length: nMeanwhile }, () => ask(subject, true));
  const loaded = await stateOf(subject);
  const answers = await Promise.all([...running, ...late]);
  await leaving;
  await unload(subject); // a late request may have brought it back
  await until(async () => (await stateOf(subject)).status === 'unloaded', 'the model is unloaded');
  const left = await stateOf(subject);
  return {
    loadedBytes: bytesOf(loaded),
    unloadedBytes: bytesOf(left),
    serverMiB: memoryOf(subject.pid),
    engineMiB,
    nEnginesLeft: enginesOf(subject.pid).length,
    nWhole: answers.filter((answer) => answer === null).length,
    lost: answers.filter((answer) => answer !== null),
  };
}

/** Null for a whole answer, or what went wrong. */
async function ask({ url, apiToken, model }: Subject, stream: boolean, onHead?: () => void): Promise<string | null> {
  try {
    const body = { model, prompt: 'Once upon a time', max_tokens: 200, stream, temperature: 0 };
    const response = await fetch(`${url}/v1/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiToken}` },
      body: JSON.stringify(body),
    });
    onHead?.();
    const text = await response.text();
    if (response.status !== 200) return `${response.status} ${text.slice(0, 200)}`;
    const isWhole = stream ? text.endsWith('data: [DONE]\n\n') : JSON.parse(text).usage.completion_tokens > 0;
    return isWhole ? null : `not whole: ${text.slice(-200)}`;
  } catch (error) {
    return String(error);
  }
}

async function stateOf({ url, apiToken }: Subject): Promise<LoadedModel> {
  const headers = { authorization: `Bearer ${apiToken}` };
  const response = await fetch(`${url}/tramontane/models`, { headers });
  const { result } = (await response.json()) as { result: [LoadedModel] };
  return result[0];
}

async function unload({ url, apiToken, model }: Subject): Promise<void> {
  const response = await fetch(`${url}/tramontane/models/unload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiToken}` },
    body: JSON.stringify({ model }),
  });
  if (!response.ok) throw new Error(`unloading: ${response.status} ${await response.text()}`);
}

function bytesOf({ memory_bytes: memory }: LoadedModel): number | null {
  return memory && memory.weights + memory.cache + memory.scratch;
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const started = performance.now(); performance.now() - started < mostMs; await sleep(20)) {
    if (await holds()) return;
  }
  throw new Error(`${what}: not within ${mostMs / 1000} s`);
}

/** MiB that only this process has; 0 where it has ended. */
function memoryOf(pid: number): number {
  const status = readOr(`/proc/${pid}/status`);
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

/** The engine's processes among the children of the server. */
function enginesOf(pid: number): number[] {
  const children = readOr(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
  return children.filter((child) => readOr(`/proc/${child}/cmdline`).includes('engine-host'));
}

function readOr(file: string, otherwise = ''): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise; // it has ended meanwhile
  }
}
