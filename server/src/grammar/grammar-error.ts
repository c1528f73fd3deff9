// What this room refuses with.
/** A constraint that cannot be held; the message says which keyword, where, and what would do. */
export class GrammarError extends Error {
  override name = 'GrammarError';
}
