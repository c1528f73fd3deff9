// The state of an engine's life cycle, which says whether it can be used. Plain data, like everything in generation.ts.

/**
 * `starting`: loads for the first time. `ready`: generates. `restarting`: has failed and is starting again.
 * `unloaded`: gave its memory back, and loads with the next request. `draining`: was told to stop, for good.
 */
export type EngineStatus = 'starting' | 'ready' | 'unloaded' | 'restarting' | 'draining';

export interface EngineState {
  readonly status: EngineStatus;
  /** How often it was started again after a failure. */
  readonly nRestarts: number;
  readonly lastFailure: EngineFailure | null;
}

/** Why an engine ended. For the operator: clients must not see it. */
export interface EngineFailure {
  readonly at: Date;
  readonly reason: string;
}
