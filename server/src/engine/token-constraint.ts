// Keeps a completion to its constraint, token by token. The engine only asks which ids may follow; the compiler that makes
// a TokenConstraint from a request's plain data is passed in.
import type { Constraint, PackedConstraint } from './generation.ts';

/** The state of one completion. */
export interface TokenConstraint {
  /** Whether any token may come next. Then none of the methods but `accept` need be called. */
  readonly isFree: boolean;
  /** Whether `allows` has refused an id only because the completion could not have been finished within its length. */
  readonly wasCut: boolean;
  /** Whether nothing may follow: the completion ends here, as if the model had ended it. */
  readonly isComplete: boolean;
  /** Whether this id may come next; much cheaper than `allowed`. */
  allows(id: number): boolean;
  /** uint32 [nWords] A bit for each id that may come next, the lowest id in the lowest bit. Valid until the next call. */
  allowed(): Uint32Array;
  /** The same of all ids that could come next if the completion might be of any length. */
  fitting(): Uint32Array;
  /** What an id, which may come next, brings with it. */
  withForced(id: number): ForcedIds;
  /** Computes what choosing the next id may need, while there is time. */
  prepare(): void;
  /** Advances by an id, which must be one that may come. */
  accept(id: number): void;
}

/** An id with what must follow it. */
export interface ForcedIds {
  /**
   * The id alone where nothing must follow; its first need not be that id, if it merges with what follows. All of them can
   * be accepted in turn.
   */
  readonly ids: readonly number[];
  /** The id that comes next if the model writes the text that must follow as its tokenizer does. It may choose another. */
  readonly likely?: number | undefined;
}

/** What a constraint is compiled for. */
export interface ConstraintLimits {
  /** The completion is steered so that it is complete within this many ids. */
  readonly maxTokens: number;
  /** Ids that may come where the completion may end. */
  readonly stopIds: readonly number[];
}

/** Who waits for the compiled constraint. */
export interface CompileOptions {
  /** Turns are shared out fairly between owners. Absent counts as one. */
  readonly owner?: string | undefined;
  /** Aborts when the client leaves: then the work is not begun. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A compiler that may take long works in another thread and returns a promise.
 * @throws (or rejects) for a constraint that cannot be satisfied
 */
export type ConstraintCompiler = (
  constraint: Constraint | PackedConstraint,
  limits: ConstraintLimits,
  options?: CompileOptions,
) => TokenConstraint | Promise<TokenConstraint>;
