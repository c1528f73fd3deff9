// How long an engine stays in memory, and when it leaves. Plain facts, and the one wish that there is: to leave.

/** An engine that can leave the memory and come back. */
export interface Resident {
  residency(): Residency;
  /** Leaves now, or when what runs has ended. The next request brings it back. */
  leave(): Promise<void>;
}

export interface Residency {
  /** When its last generation ended; undefined while one runs, or while it is not in memory. */
  readonly idleSince: Date | undefined;
  /** When it leaves unless somebody asks before; undefined: it stays. */
  readonly leavesAt: Date | undefined;
  /** It was told to leave, and something still runs. */
  readonly leavesWhenIdle: boolean;
}
