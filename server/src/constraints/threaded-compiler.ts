// A compiler that builds grammars in a thread of its own, one at a time. Owners take turns, so that an owner with many
// costly schemas delays each other owner by one of them at most.
import type { PackedConstraint } from '../engine/generation.ts';
import type { CompileOptions, ConstraintCompiler, ConstraintLimits } from '../engine/token-constraint.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import { unpackTerms } from '../grammar/packed-terms.ts';
import type { TokenMatcher } from '../grammar/token-matcher.ts';
import { Isolate } from '../isolates/isolate.ts';
import { threadOf } from '../isolates/thread.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Grammar } from './build-grammar.ts';
import type { BuildResult } from './compile-thread.ts';
import { type GrammarCompiler, grammarCompilerOf, grammarKey, refusalOf } from './grammar-compiler.ts';
import { packConstraint } from './packed-constraint.ts';

/** A compiler for an engine with this tokenizer. Its thread starts at once, and does not keep the process alive. */
export function threadedCompilerOf(tokenizer: Tokenizer): ConstraintCompiler {
  const compiler = new ThreadedCompiler(grammarCompilerOf(tokenizer));
  return async (constraint, limits, options) => {
    const packed = packConstraint(constraint);
    try {
      return await compiler.compile(packed, limits, options);
    } catch (error) {
      throw refusalOf(error, packed.kind);
    }
  };
}

/** The work budget of a grammar ends a build long before this. */
const mostBuildMs = 60_000;

class ThreadedCompiler {
  readonly #compiler: GrammarCompiler;
  /** From the JSON of a constraint to its grammar. */
  readonly #builder: Isolate<string, BuildResult>;

  constructor(compiler: GrammarCompiler) {
    this.#compiler = compiler;
    this.#builder = new Isolate(threadOf(import.meta.url, 'compile-thread', compiler.settings), {
      taskMs: mostBuildMs,
    });
    this.#builder.open().catch(() => undefined); // tried again with the first build
  }

  async compile(
    constraint: PackedConstraint,
    limits: ConstraintLimits,
    { owner = '', signal }: CompileOptions = {},
  ): Promise<TokenMatcher> {
    const key = grammarKey(constraint);
    if (!this.#compiler.knows(key)) {
      await this.#builder.turns.take(owner, async () => {
        signal?.throwIfAborted();
        // Another answer to the same request may have had it built meanwhile.
        if (!this.#compiler.knows(key)) this.#compiler.keep(key, await this.#build(constraint, owner));
      });
    }
    return this.#compiler.matcher(key, constraint, limits);
  }

  async #build({ json }: PackedConstraint, owner: string): Promise<Grammar | GrammarError> {
    await this.#builder.open();
    const startedMs = performance.now();
    const result = await this.#builder.perform(json);
    if (!('refusal' in result)) return unpackTerms(result.terms, this.#compiler.settings.writable);
    this.#builder.turns.slow(owner, performance.now() - startedMs);
    return new GrammarError(result.refusal);
  }
}
