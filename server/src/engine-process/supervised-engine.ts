// An engine in a process of its own, with the interface of any engine. While the process is away, requests fail with
// 503; requests that can be repeated safely are.
import type { GeneratedToken, GenerationRequest, TokenGenerator } from '../engine/generation.ts';
import type { EngineState } from '../engine/state.ts';
import type { EngineStats } from '../engine/stats.ts';
import { ServerError } from '../errors.ts';
import { SilenceError } from './engine-process.ts';
import type { Supervisor } from './supervisor.ts';

/** How long a request waits for the next engine at most. */
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
   * Continues a prompt. If the engine ends before the first token, the request is repeated once on the next engine:
   * nothing was read yet, and generating has no side effects. It is not repeated if the engine had also failed shortly
   * before, since this request may be the cause; nor if the engine fell silent and the request has a constraint, since
   * computing what may come next is what could block the whole process.
   * @throws ServerError engineLost while there is no engine, or if it ends in the middle; what Engine.generate throws
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
          nTriesLeft = 0; // tokens that were read cannot be taken back
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
