// Compiles constraints for one vocabulary: from a constraint to a matcher of tokens. Recent grammars are cached.
import { createHash } from 'node:crypto';
import type { Constraint, PackedConstraint } from '../engine/generation.ts';
import type { ConstraintCompiler, ConstraintLimits } from '../engine/token-constraint.ts';
import type { CutBytes } from '../grammar/forced-tokens.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import { TokenGrammar } from '../grammar/token-grammar.ts';
import { TokenMatcher } from '../grammar/token-matcher.ts';
import { TokenSet } from '../grammar/token-set.ts';
import type { TokenBytes } from '../grammar/token-trie.ts';
import type { Spacing } from '../json-schema/json.ts';
import { tokenBytes } from '../text/token-bytes.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { builtOrRefused, type Grammar, type GrammarSettings } from './build-grammar.ts';
import { cutterOf } from './cut-bytes.ts';
import { packConstraint, unpackConstraint } from './packed-constraint.ts';
import { cannotBeHeld } from './request-constraint.ts';

/** Most grammars in the cache; each takes a few megabytes at most. */
const maxGrammars = 16;

/** Options of a compiler. */
export interface CompilerOptions {
  /** @defaultValue free */
  readonly spacing?: Spacing | undefined;
  /** Absent: forced text is chosen token by token. */
  readonly cut?: CutBytes | undefined;
}

export class GrammarCompiler {
  readonly settings: GrammarSettings;
  readonly #tokens: TokenSet;
  readonly #cut: CutBytes | undefined;
  /** By grammarKey(), the most recently used last. Refusals are cached too. */
  readonly #grammars = new Map<string, TokenGrammar | GrammarError>();

  /** Builds the tree of the vocabulary, which takes a tenth of a second for 32,000 tokens. */
  constructor(tokenBytes: TokenBytes, { spacing = 'free', cut }: CompilerOptions = {}) {
    this.#cut = cut;
    this.#tokens = new TokenSet(tokenBytes);
    this.settings = { writable: this.#tokens.trie.writable, spacing };
  }

  /**
   * A matcher for one answer. Builds the grammar if it is not cached.
   * @throws GrammarError for an unsupported constraint, or an answer that cannot be complete within the limits
   */
  compile(constraint: Constraint, limits: ConstraintLimits): TokenMatcher {
    const packed = packConstraint(constraint);
    const key = grammarKey(packed);
    if (!this.knows(key)) this.keep(key, builtOrRefused(constraint, this.settings));
    return this.matcher(key, packed, limits);
  }

  knows(key: string): boolean {
    return this.#grammars.has(key);
  }

  /** Caches a grammar that was built for this compiler's settings, or its refusal. */
  keep(key: string, grammar: Grammar | GrammarError): void {
    const isRefused = grammar instanceof GrammarError;
    this.#grammars.set(key, isRefused ? grammar : new TokenGrammar(this.#tokens, grammar));
    for (const oldest of this.#grammars.keys()) {
      if (this.#grammars.size <= maxGrammars) break;
      this.#grammars.delete(oldest);
    }
  }

  /**
   * A matcher of a cached grammar.
   * @throws GrammarError as compile() does
   */
  matcher(key: string, { beginId }: Pick<PackedConstraint, 'beginId'>, limits: ConstraintLimits): TokenMatcher {
    const grammar = this.#grammars.get(key);
    if (!grammar) throw new Error('asked for a matcher before there is a grammar');
    this.#grammars.delete(key);
    this.#grammars.set(key, grammar);
    if (grammar instanceof GrammarError) throw grammar;
    if (beginId === undefined) requireRoom(grammar, limits.maxTokens, this.#tokens.trie.longest);
    const nTokens = this.#tokens.bytes.length;
    return new TokenMatcher(grammar, { ...limits, nTokens, beginId, cut: this.#cut });
  }
}

/** The cache key of a constraint: a hash, since schemas may be long. */
export function grammarKey({ json }: PackedConstraint): string {
  return createHash('sha256').update(json).digest('base64');
}

function requireRoom(grammar: TokenGrammar, maxTokens: number, longest: number): void {
  const { start } = grammar;
  if (grammar.canEnd(start, maxTokens)) return;
  const planned = grammar.planOf(start)?.length;
  const needed = planned === undefined ? `at least ${Math.ceil(start.cost / longest)}` : planned;
  throw new GrammarError(`the shortest answer takes ${needed} tokens, there is room for ${maxTokens}`);
}

/** For answers of a model with this tokenizer. */
export function grammarCompilerOf(tokenizer: Tokenizer): GrammarCompiler {
  const bytes = tokenBytes(tokenizer.vocabulary);
  return new GrammarCompiler(bytes, { cut: cutterOf(tokenizer, bytes) });
}

/** A compiler for an engine with this tokenizer that works in the engine's own thread. */
export function compilerOf(tokenizer: Tokenizer): ConstraintCompiler {
  return compilerWith(grammarCompilerOf(tokenizer));
}

/** The same with the grammars of this compiler. */
export function compilerWith(compiler: GrammarCompiler): ConstraintCompiler {
  return (asked, limits) => {
    const constraint = unpackConstraint(asked);
    try {
      return compiler.compile(constraint, limits);
    } catch (error) {
      throw refusalOf(error, constraint.type);
    }
  };
}

/** The error that clients see for a GrammarError; any other error unchanged. */
export function refusalOf(error: unknown, kind: Constraint['type']): unknown {
  return error instanceof GrammarError ? cannotBeHeld(kind, error.message, error) : error;
}
