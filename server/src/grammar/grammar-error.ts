// The error for constraints that cannot be satisfied.
/** The message says which keyword is at fault, where it stands, and what to use instead. */
export class GrammarError extends Error {
  override name = 'GrammarError';
}
