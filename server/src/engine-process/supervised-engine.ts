// An engine in a process of its own, with the face of any engine. While the process is away it answers 503, and it
// tries again itself what it safely can.
import type { GeneratedToken, GenerationRequest, TokenGenerator } from '../engine/generation.ts';
import type { EngineState } from '../engine/state.ts';
import type { EngineStats } from '../engine/stats.ts';
import { ServerError } from '../errors.ts';
import { SilenceError } from './engine-process.ts';
import type { Supervisor } from './supervisor.ts';

/** A request that waits for the next engine waits no longer than this. */
const retryWaitMs = 30_000;

function once(call: (() => void) | undefined): () => void {
  let isDone = false;
  return () => {
    if (!isDone) call?.();
    isDone = true;
  };
}

export class SupervisedEngine implements TokenGenerator {
  readonly contextLength: number;
  readonly #supervisor: Supervisor;

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
    this.contextLength = supervisor.model.contextLength;
  }

  stats(): EngineStats {
    return this.#supervisor.stats;
  }

  state(): EngineState {
    return this.#supervisor.state;
  }

  /**
   * Continues a prompt. When the engine ends before the first token was handed out, the request is given once to the
   * next engine: nobody has seen anything of it, and generating changes nothing. Not where the engine has failed
   * shortly before too, since then this request may be what it fails of. Nor where the engine fell silent and this
   * request has a constraint: finding out what may come next is what may hold up the whole process.
   * @throws ServerError engineLost while there is no engine, and when it ends in the middle; what Engine.generate throws
   */
  async *generate(
    request: GenerationRequest,
    signal?: AbortSignal,
    onAccepted?: () => void,
  ): AsyncGenerator<GeneratedToken, void, void> {
    const supervisor = this.#supervisor;
    const accept = once(onAccepted);
    let nTriesLeft = supervisor.isSteady && !request.rejectIfBusy ? 1 : 0;
    for (;;) {
      const { engineProcess } = supervisor;
      if (!engineProcess) throw this.#lost();
      try {
        for await (const token of engineProcess.generate(request, signal, accept)) {
          nTriesLeft = 0; // what was read cannot be taken back
          yield token;
        }
        return;
      } catch (error) {
        if (!(error instanceof ServerError && error.kind === 'engineLost')) throw error;
        const isSuspect = request.constraint !== undefined && error.cause instanceof SilenceError;
        if (nTriesLeft === 0 || isSuspect || supervisor.isClosed) throw this.#lost(error.cause);
        nTriesLeft--;
      }
      await supervisor.whenBack(retryWaitMs, signal);
      if (signal?.aborted) return;
    }
  }

  #lost(cause?: unknown): ServerError {
    if (this.#supervisor.isClosed) return new ServerError('engineLost', 'The server is shutting down', { cause });
    const retryAfterSeconds = this.#supervisor.secondsToRestart;
    return new ServerError('engineLost', undefined, { cause, retryAfterSeconds });
  }
}
