// From a constraint to a matcher of tokens. One per vocabulary; grammars that were asked for lately are kept.
import { createHash } from 'node:crypto';
import type { Constraint } from '../engine/generation.ts';
import type { ConstraintCompiler, ConstraintLimits } from '../engine/token-constraint.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import { TokenGrammar } from '../grammar/token-grammar.ts';
import { TokenMatcher } from '../grammar/token-matcher.ts';
import { type TokenBytes, TokenTrie } from '../grammar/token-trie.ts';
import type { Spacing } from '../json-schema/json.ts';
import { tokenBytes } from '../text/token-bytes.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import { builtOrRefused, type Grammar, type GrammarSettings } from './build-grammar.ts';
import { cannotBeHeld } from './request-constraint.ts';

/** Grammars kept; each has some megabytes at most. */
const maxGrammars = 16;

export class GrammarCompiler {
  readonly settings: GrammarSettings;
  readonly #tokenBytes: TokenBytes;
  readonly #trie: TokenTrie;
  /** By grammarKey(), the one used last at the end. Why one was refused is kept too. */
  readonly #grammars = new Map<string, TokenGrammar | GrammarError>();

  /** The tree of the vocabulary takes a tenth of a second for 32,000 tokens. */
  constructor(tokenBytes: TokenBytes, spacing: Spacing = 'free') {
    this.#tokenBytes = tokenBytes;
    this.#trie = new TokenTrie(tokenBytes);
    this.settings = { writable: this.#trie.writable, spacing };
  }

  /**
   * Holds an answer to a constraint, of which the grammar is made here and now if it is not known.
   * @throws GrammarError for a constraint that cannot be held, or an answer that cannot be complete within the limits
   */
  compile(constraint: Constraint, limits: ConstraintLimits): TokenMatcher {
    const key = grammarKey(constraint);
    if (!this.knows(key)) this.keep(key, builtOrRefused(constraint, this.settings));
    return this.matcher(key, constraint, limits);
  }

  knows(key: string): boolean {
    return this.#grammars.has(key);
  }

  /** A grammar that was made elsewhere, for this compiler's settings. */
  keep(key: string, grammar: Grammar | GrammarError): void {
    const isRefused = grammar instanceof GrammarError;
    this.#grammars.set(key, isRefused ? grammar : new TokenGrammar(this.#trie, this.#tokenBytes, grammar));
    for (const oldest of this.#grammars.keys()) {
      if (this.#grammars.size <= maxGrammars) break;
      this.#grammars.delete(oldest);
    }
  }

  /**
   * A matcher of a grammar that is known.
   * @throws GrammarError as compile() does
   */
  matcher(key: string, constraint: Constraint, limits: ConstraintLimits): TokenMatcher {
    const grammar = this.#grammars.get(key);
    if (!grammar) throw new Error('asked for a matcher before there is a grammar');
    this.#grammars.delete(key);
    this.#grammars.set(key, grammar);
    if (grammar instanceof GrammarError) throw grammar;
    const beginId = constraint.type === 'tool_calls' ? constraint.beginId : undefined;
    if (beginId === undefined) requireRoom(grammar, limits.maxTokens, this.#trie.longest);
    return new TokenMatcher(grammar, this.#tokenBytes.length, limits, beginId);
  }
}

/** What tells constraints apart: schemas may be long, so it is a hash. */
export function grammarKey(constraint: Constraint): string {
  return createHash('sha256').update(JSON.stringify(constraint)).digest('base64');
}

function requireRoom(grammar: TokenGrammar, maxTokens: number, longest: number): void {
  const { start } = grammar;
  if (grammar.canEnd(start, maxTokens)) return;
  const planned = grammar.planOf(start)?.length;
  const needed = planned === undefined ? `at least ${Math.ceil(start.cost / longest)}` : planned;
  throw new GrammarError(`the shortest answer takes ${needed} tokens, there is room for ${maxTokens}`);
}

/** A compiler for an engine of this vocabulary, which works in the engine's own thread. */
export function compilerOf(vocabulary: Vocabulary): ConstraintCompiler {
  const compiler = new GrammarCompiler(tokenBytes(vocabulary));
  return (constraint, limits) => {
    try {
      return compiler.compile(constraint, limits);
    } catch (error) {
      throw refusalOf(error, constraint);
    }
  };
}

/** What clients are told of a constraint that cannot be held; any other error as it is. */
export function refusalOf(error: unknown, constraint: Constraint): unknown {
  return error instanceof GrammarError ? cannotBeHeld(constraint, error.message, error) : error;
}
