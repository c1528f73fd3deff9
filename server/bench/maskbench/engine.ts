// What replays need from an engine that makes masks, and ours as one.
import { GrammarCompiler } from '../../src/constraints/grammar-compiler.ts';
import type { UndeclaredProperties } from '../../src/engine/generation.ts';
import { GrammarError } from '../../src/grammar/grammar-error.ts';
import type { TokenBytes } from '../../src/grammar/token-trie.ts';

/** Texts as tokens. */
export interface TokenSource {
  readonly tokens: TokenBytes;
  readonly stopId: number;
  encode(text: string): readonly number[];
}

/** One answer. */
export interface MaskMatcher {
  /** uint32 [ceil(nTokens / 32)] A bit for each token that may come; for the end too. */
  allowed(): Uint32Array | Promise<Uint32Array>;
  accept(id: number): void;
  /** Whether nothing may follow. */
  readonly isComplete: boolean;
  dispose?(): void;
}

export interface MaskEngine {
  /** A matcher for a schema. A schema that is known needs no further work. @throws for one that cannot be held */
  matcher(schema: unknown): MaskMatcher | Promise<MaskMatcher>;
  /** Whether an error is a refusal of a schema rather than a fault of the engine. */
  isRefusal(error: unknown): boolean;
}

/** @param undeclared where properties come that a schema does not declare */
export function ourEngine({ tokens, stopId }: TokenSource, undeclared: UndeclaredProperties): MaskEngine {
  const compiler = new GrammarCompiler(tokens);
  const limits = { maxTokens: 1_000_000, stopIds: [stopId] };
  return {
    matcher: (schema) => compiler.compile({ type: 'json_schema', schema, undeclared }, limits),
    isRefusal: (error) => error instanceof GrammarError,
  };
}
