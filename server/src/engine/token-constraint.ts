// What holds a sequence's answer to a form, token by token: the engine asks, somebody else knows languages. The engine
// is given a compiler for the plain data in a request.
import type { Constraint } from './generation.ts';

/** The state of one answer. */
export interface TokenConstraint {
  /** Whether at this place any token may come. Then the other two questions need not be asked. */
  readonly isFree: boolean;
  /** Whether nothing may follow any more: the answer ends here, as if the model had said so. */
  readonly isComplete: boolean;
  /** Whether this id may come next; much cheaper than all of them. */
  allows(id: number): boolean;
  /** uint32 [nWords]: a bit for each id that may come next, the lowest first; no id beyond. Valid until the next call. */
  allowed(): Uint32Array;
  /** Goes on to the next place. The id must be one that may come. */
  accept(id: number): void;
}

/** What a constraint is compiled for. */
export interface ConstraintLimits {
  /** Most ids that there will be; the answer is steered so that it is complete by then. */
  readonly maxTokens: number;
  /** Ids that may come where the answer may end. */
  readonly stopIds: readonly number[];
}

/** Throws for a constraint that cannot be held. */
export type ConstraintCompiler = (constraint: Constraint, limits: ConstraintLimits) => TokenConstraint;
