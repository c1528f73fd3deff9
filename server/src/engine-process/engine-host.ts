// The program of an engine's process: loads one model, generates for the server that started it, and ends with it.
// It does not recover from failures: a device or a driver that is lost comes back with a new process.
import { writeFileSync } from 'node:fs';
import { threadedCompilerOf } from '../constraints/threaded-compiler.ts';
import { endWithParent as watchParent } from '../isolates/end-with-parent.ts';
import { toPlain } from '../isolates/plain-error.ts';
import type { LoadedModel, LoadProgress, LoadStage } from '../load-model.ts';
import { loadModel } from '../load-model.ts';
import { HostedGeneration } from './hosted-generation.ts';
import { Outbox } from './outbox.ts';
import { beatMs, type FromHost, type HostedLoadOptions, protocolVersion, type ToHost } from './protocol.ts';

/** Least time between messages of progress. */
const progressMs = 50;

const generations = new Map<number, HostedGeneration>();
const outbox = new Outbox((news) => send({ type: 'news', news }));
let loaded: LoadedModel | undefined;
let isClosing = false;
let isClosed = false;

function send(message: FromHost): void {
  // A closed channel means that the server is gone; `disconnect` handles that.
  process.send?.(message, undefined, undefined, () => undefined);
}

function receive(message: ToHost): void {
  switch (message.type) {
    case 'load':
      void load(message.protocolVersion, message.options).catch(fail);
      break;
    case 'generate':
      void generate(message).catch(fail);
      break;
    case 'read':
      for (const [id, nTokens] of message.reads) generations.get(id)?.read(nTokens);
      break;
    case 'abort':
      generations.get(message.id)?.abort();
      break;
    case 'close':
      void close().catch(fail);
      break;
    default:
      message satisfies never;
  }
}

async function load(version: number, options: HostedLoadOptions): Promise<void> {
  if (version !== protocolVersion) {
    throw new Error('the program was replaced while its server was running: restart the server');
  }
  loaded = await loadModel({
    ...options,
    compilerOf: threadedCompilerOf,
    onNotice: (notice) => send({ type: 'notice', notice }),
    onProgress: throttle((progress) => send({ type: 'progress', progress })),
  });
  const { deviceName, deviceType, engine, vocabulary } = loaded;
  const { contextLength } = engine;
  send({ type: 'ready', model: { deviceName, deviceType, contextLength, vocabSize: vocabulary.size } });
  beat(); // what it takes of the device is known from now on
}

function beat(): void {
  const nAwaited = [...generations.values()].filter(({ isAwaiting }) => isAwaiting).length;
  send({ type: 'beat', nAwaited, stats: loaded?.engine.stats?.() ?? null });
}

/** Limits the messages about one stage; the first and the last of a stage are always sent. */
function throttle(tell: (progress: LoadProgress) => void): (progress: LoadProgress) => void {
  let sentMs = 0;
  let sentStage: LoadStage | undefined;
  return (progress) => {
    const nowMs = performance.now();
    const isMiddle = progress.stage === sentStage && progress.done < progress.total;
    if (isMiddle && nowMs - sentMs < progressMs) return;
    sentMs = nowMs;
    sentStage = progress.stage;
    tell(progress);
  };
}

async function generate({ id, request }: Extract<ToHost, { type: 'generate' }>): Promise<void> {
  if (!loaded) throw new Error('asked to generate before there is a model');
  const generation = new HostedGeneration(id, outbox);
  generations.set(id, generation);
  const error = await generation.run(loaded.engine, request);
  generations.delete(id);
  const isLost = error instanceof Error && 'kind' in error && error.kind === 'engineLost';
  if (isLost && !isClosing) fail(error.cause ?? error);
}

/** Tells the server that this process is of no more use. The server ends it, since freeing anything here might hang. */
function fail(error: unknown): void {
  outbox.flush();
  send({ type: 'failed', error: toPlain(error) });
}

async function close(): Promise<void> {
  isClosing = true;
  await loaded?.close();
  outbox.flush();
  isClosed = true;
  process.disconnect();
}

/** Ends this process with its server. While a driver's call hangs, this thread cannot notice; another thread does. */
function endWithParent(): void {
  // Killed instead of exiting, unless everything is freed: a driver may hang on exit too.
  process.on('disconnect', () => (isClosed ? process.exit() : process.kill(process.pid, 'SIGKILL')));
  watchParent();
}

/** When memory runs out, Linux kills a process: rather this one, which is restarted, than the server. */
function offerMemory(): void {
  try {
    if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Not permitted: the system chooses by size.
  }
}

// Terminals and service managers signal every process at once; only the server decides when to stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, fail);
endWithParent();
offerMemory();
process.on('message', receive);
setInterval(beat, beatMs).unref();
