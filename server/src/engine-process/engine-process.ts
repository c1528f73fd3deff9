// One process of an engine, from its start to any kind of end. It is started once; supervisor.ts starts the next one.
import { type ChildProcess, fork } from 'node:child_process';
import type { GeneratedToken, GenerationRequest } from '../engine/generation.ts';
import type { EngineStats } from '../engine/stats.ts';
import { ServerError } from '../errors.ts';
import { fromPlain } from '../isolates/plain-error.ts';
import type { LoadProgress } from '../load-model.ts';
import {
  beatMs,
  type FromHost,
  type HostedLoadOptions,
  type HostedModel,
  protocolVersion,
  type ToHost,
} from './protocol.ts';
import { RemoteEngine } from './remote-engine.ts';
import { Watchdog } from './watchdog.ts';

/** How long a killed process may take to end; one that takes longer never will. */
const goneMs = 5_000;

/**
 * MiB of a half of V8's heap for young objects; twice Node's own. Masks make many objects that live briefly, and the
 * longest masks were those during which this heap was collected.
 */
const youngHeapMiB = 32;

/** The program to run as the process of an engine. */
export interface HostProgram {
  readonly module: URL;
  readonly args?: readonly string[];
  /** Node's own flags. Default: those of this process. */
  readonly execArgv?: readonly string[];
}

/** After which times an engine counts as hung. */
export interface EngineTimeouts {
  /** Silence while it loads: a driver may compile for long in one call. */
  readonly loadSilenceMs: number;
  readonly silenceMs: number;
  /** Without a finished step although tokens are awaited. Longer than the device's own limit. */
  readonly stepMs: { readonly gpu: number; readonly cpu: number };
  /** From the request to close to the end of the process. */
  readonly closeMs: number;
}

export interface EngineProcessOptions {
  readonly load: HostedLoadOptions;
  readonly program: HostProgram;
  readonly env: Record<string, string>;
  readonly timeouts: EngineTimeouts;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** The process has sent nothing for too long. */
export class SilenceError extends Error {
  override name = 'SilenceError';
}

export class EngineProcess {
  /** The loaded model; rejects if the process ends before. */
  readonly ready: Promise<HostedModel>;
  /** Resolves to the reason as soon as the process is of no more use. Never rejects. */
  readonly failed: Promise<Error>;
  /** Resolves when the process has ended and all its messages are received. */
  readonly #gone: Promise<void>;
  #stats: EngineStats | null = null;
  #nStepsSeen = 0;
  /** Beats since the last step, while tokens are awaited. */
  #nIdleBeats = 0;
  #mostIdleBeats = Number.POSITIVE_INFINITY;
  #hasBegun = false;
  #hasFailed = false;
  #watchdog: Watchdog;
  #resolveReady: (model: HostedModel) => void = () => undefined;
  #resolveFailed: (error: Error) => void = () => undefined;
  readonly #options: EngineProcessOptions;
  readonly #child: ChildProcess;
  readonly #engine: RemoteEngine;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
    const { program, env, timeouts, load } = options;
    this.failed = new Promise((resolve) => {
      this.#resolveFailed = resolve;
    });
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.failed.then(reject);
    });
    this.ready.catch(() => undefined); // `failed` tells it to callers that do not await `ready`
    const flags = program.execArgv ?? process.execArgv.filter((flag) => !flag.startsWith('--inspect'));
    // Drivers print to its output; it goes to stderr, so that it does not mix with the server's output.
    this.#child = fork(program.module, program.args ?? [], {
      env,
      execArgv: [`--max-semi-space-size=${youngHeapMiB}`, ...flags],
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#gone = this.#watchEnd();
    this.#engine = new RemoteEngine((message) => this.#send(message));
    this.#watchdog = this.#watch(timeouts.loadSilenceMs, 'while loading');
    this.#child.on('message', (message) => this.#receive(message as FromHost));
    this.#send({ type: 'load', protocolVersion, options: load });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The last statistics received, at most half a second old. */
  get stats(): EngineStats | null {
    return this.#stats;
  }

  generate(request: GenerationRequest, signal?: AbortSignal, onAccepted?: () => void): AsyncIterable<GeneratedToken> {
    return this.#engine.generate(request, signal, onAccepted);
  }

  #send(message: ToHost): void {
    // Errors are ignored: when the process ends, all of its generations fail anyway.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #receive(message: FromHost): void {
    if (this.#hasFailed) return; // a message that was under way
    this.#watchdog.reset();
    switch (message.type) {
      case 'progress':
        this.#options.onProgress?.(message.progress);
        break;
      case 'notice':
        this.#options.onNotice?.(message.notice);
        break;
      case 'ready':
        this.#begin(message.model);
        break;
      case 'news':
        this.#engine.receive(message.news);
        break;
      case 'beat':
        this.#hearBeat(message.nAwaited, message.stats);
        break;
      case 'failed':
        this.#fail(fromPlain(message.error));
        break;
      default:
        message satisfies never;
    }
  }

  #begin(model: HostedModel): void {
    const { silenceMs, stepMs } = this.#options.timeouts;
    this.#watchdog.stop();
    this.#watchdog = this.#watch(silenceMs, 'while serving');
    this.#mostIdleBeats = (model.deviceType === 'cpu' ? stepMs.cpu : stepMs.gpu) / beatMs;
    this.#hasBegun = true;
    this.#resolveReady(model);
  }

  #watch(limitMs: number, when: string): Watchdog {
    const problem = `no sign of life for ${limitMs / 1000} s ${when}: the engine hangs`;
    return new Watchdog(limitMs, () => this.#fail(new SilenceError(problem)));
  }

  #hearBeat(nAwaited: number, stats: EngineStats | null): void {
    this.#stats = stats;
    const nSteps = stats?.nSteps ?? 0;
    this.#nIdleBeats = nAwaited === 0 || nSteps !== this.#nStepsSeen ? 0 : this.#nIdleBeats + 1;
    this.#nStepsSeen = nSteps;
    if (this.#nIdleBeats <= this.#mostIdleBeats) return;
    const limitSeconds = (this.#mostIdleBeats * beatMs) / 1000;
    this.#fail(new Error(`no step of the model has ended for ${limitSeconds} s: the device hangs`));
  }

  /** Fails everything that runs and kills the process, even one that is stopped or hangs. */
  #fail(cause: Error): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#watchdog.stop();
    this.#resolveFailed(cause);
    this.#engine.fail(new ServerError('engineLost', undefined, { cause }));
    this.#child.kill('SIGKILL');
  }

  async #watchEnd(): Promise<void> {
    const child = this.#child;
    const disconnected = new Promise<void>((resolve) => child.once('disconnect', resolve));
    const reason = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`the engine's process could not be started: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(`the engine's process was ended by ${signal ?? `itself, with exit code ${code}`}`),
      );
    });
    // Messages may still arrive after the exit; a process that never started has sent none.
    if (child.pid !== undefined) await disconnected;
    this.#fail(new Error(reason));
  }

  /** Lets the process free its resources, and ends it if that takes too long. */
  async close(): Promise<void> {
    this.#watchdog.stop();
    this.#engine.fail(new ServerError('engineLost', 'The server is shutting down'));
    // A process that still loads has nothing to finish, and does not listen while a driver compiles.
    if (this.#hasBegun && !this.#hasFailed) {
      this.#send({ type: 'close' });
      await atMost(this.#options.timeouts.closeMs, this.#gone);
    }
    await this.end();
  }

  /** Kills the process. If a driver keeps it alive, it is not awaited forever. */
  async end(): Promise<void> {
    this.#fail(new Error('the engine was told to end'));
    await atMost(goneMs, this.#gone);
  }
}

async function atMost(limitMs: number, done: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([done, timeout]);
  clearTimeout(timer);
}
