// The table of models that the types of the Workers runtime have. On JSR, where no package may declare anything global, it
// is empty (scripts/jsr.ts).
declare global {
  /** The models of the runtime's own type: `wrangler types` and `@cloudflare/workers-types` fill it, nothing else does. */
  // An empty interface merges with theirs. Without them it has no models, and every other name takes and gives an object.
  interface AiModels {}
}

/** What the runtime's types say of each model, by its name. */
export type RuntimeModels = AiModels;
