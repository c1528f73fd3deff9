// Where an engine is in its life, for whoever asks whether it can be used. Plain data, like everything in generation.ts.

/**
 * `starting`: loads for the first time. `ready`: generates. `restarting`: has failed, and is being started again.
 * `draining`: told to stop, and does not come back.
 */
export type EngineStatus = 'starting' | 'ready' | 'restarting' | 'draining';

/** See above. */
export interface EngineState {
  readonly status: EngineStatus;
  /** How often it came back after it had failed. */
  readonly nRestarts: number;
  readonly lastFailure: EngineFailure | null;
}

/** What ended an engine, for the operator: it is not for clients. */
export interface EngineFailure {
  readonly at: Date;
  readonly reason: string;
}
