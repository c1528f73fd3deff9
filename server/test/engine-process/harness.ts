// A whole server whose engine is a real process with the bundled model on a real device, and 16 streams from it.
import { readdirSync, readFileSync } from 'node:fs';
import pino from 'pino';
import { bundledModelPath } from '../../src/bundled-model.ts';
import { readConfig } from '../../src/config.ts';
import { type StartedModel, type StartOptions, startModel } from '../../src/engine-process/start-model.ts';
import { serve } from '../../src/serve.ts';
import { accountId, apiToken, authorization, framesOf, model, until } from '../http/asking.ts';

/** The sources, through tsx: Vitest's own way to run them does not reach into other processes. */
const execArgv = ['--import', 'tsx'];
export const program = { module: new URL('../../src/engine-process/engine-host.ts', import.meta.url), execArgv };
/** One that fails as the file says, when it gets SIGUSR2. */
export const faultyProgram = (file: string) => ({
  module: new URL('./faulty-host.ts', import.meta.url),
  args: [file],
  execArgv: [...execArgv, '--max-old-space-size=128'],
});

/** Starts an engine that comes back quickly. */
export function start(options: Partial<StartOptions> = {}): Promise<StartedModel> {
  const backoff = { firstMs: 50, mostMs: 400 };
  return startModel({
    name: model,
    path: bundledModelPath,
    env: process.env,
    program,
    backoff,
    ...options,
  });
}

/** Serves engines, which are closed with the server. It has no more places than `twentyRequests` need: one that is lost is missed. */
export async function serveModels(models: readonly StartedModel[]) {
  const log: Record<string, unknown>[] = [];
  const env = { PORT: '0', TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: apiToken };
  const config = { ...readConfig(env), shutdownGraceMs: 100, maxConcurrentRuns: 20 };
  const server = await serve(
    config,
    models,
    pino({ level: 'info' }, { write: (line) => void log.push(JSON.parse(line)) }),
  );
  const run = (body: object, name = model, signal: AbortSignal | null = null) =>
    fetch(`${server.url}/client/v4/accounts/${accountId}/ai/run/${name}`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(body),
      signal,
    });
  return { ...server, log, run };
}

export type Server = Awaited<ReturnType<typeof serveModels>>;

export const story = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 400 };

/** How a stream went: its text, and what ended it. */
export interface Outcome {
  readonly status: number;
  readonly text: string;
  readonly end: 'done' | 'error' | 'refused';
  readonly error: { code: number; message: string } | null;
  readonly retryAfter: string | null;
}

/** Reads a stream to whatever end it has; `onText` is told of the first frame. */
export async function readStream(
  server: Server,
  body: object = story,
  onText?: () => void,
  name = model,
): Promise<Outcome> {
  const response = await server.run({ ...body, stream: true }, name);
  const retryAfter = response.headers.get('retry-after');
  if (response.status !== 200) {
    const { errors } = (await response.json()) as { errors: { code: number; message: string }[] };
    return { status: response.status, text: '', end: 'refused', error: errors[0] ?? null, retryAfter };
  }
  let all = '';
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    if (all === '') onText?.();
    all += new TextDecoder().decode(bytes, { stream: true });
  }
  const frames = framesOf(all);
  const isDone = frames.at(-1) === '[DONE]';
  const chunks = frames.slice(0, isDone ? -1 : undefined).map((data) => JSON.parse(data));
  const error = chunks.at(-1)?.errors?.[0] ?? null;
  const text = chunks.map(({ response: one }) => one ?? '').join('');
  return { status: 200, text, end: isDone ? 'done' : 'error', error, retryAfter };
}

/** Reads an answer that is not streamed. */
async function readWhole(server: Server): Promise<Outcome> {
  const response = await server.run(story);
  const body = (await response.json()) as { result: { response?: string }; errors: Outcome['error'][] };
  return {
    status: response.status,
    text: body.result.response ?? '',
    end: response.status === 200 ? 'done' : 'refused',
    error: body.errors[0] ?? null,
    retryAfter: response.headers.get('retry-after'),
  };
}

/** Begins 16 streams and 4 whole answers, and resolves when some of the streams give text. */
export async function twentyRequests(server: Server): Promise<Promise<Outcome>[]> {
  let nBegun = 0;
  const wholes = Array.from({ length: 4 }, () => readWhole(server));
  const streams = Array.from({ length: 16 }, () => readStream(server, story, () => nBegun++));
  await until(() => nBegun >= 4, 'some streams have begun', 30_000);
  return [...wholes, ...streams];
}

/** Processes of this one that are there, by the command they run. */
export function childProcesses(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return Number(parent) === process.pid ? [command] : [];
      } catch {
        return []; // gone meanwhile
      }
    });
}
