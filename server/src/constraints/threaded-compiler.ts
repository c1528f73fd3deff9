// A compiler that builds grammars in a thread of its own, one at a time. Owners take turns, so that an owner with many
// costly schemas delays each other owner by one of them at most.
import { Worker } from 'node:worker_threads';
import type { Constraint } from '../engine/generation.ts';
import type { CompileOptions, ConstraintCompiler, ConstraintLimits } from '../engine/token-constraint.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import { unpackTerms } from '../grammar/packed-terms.ts';
import type { TokenMatcher } from '../grammar/token-matcher.ts';
import { tokenBytes } from '../text/token-bytes.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import type { Grammar, GrammarSettings } from './build-grammar.ts';
import type { BuildResult } from './compile-thread.ts';
import { GrammarCompiler, grammarKey, refusalOf } from './grammar-compiler.ts';
import { Turns } from './turns.ts';

/** A compiler for an engine with this vocabulary. Its thread starts at once, and does not keep the process alive. */
export function threadedCompilerOf(vocabulary: Vocabulary): ConstraintCompiler {
  const compiler = new ThreadedCompiler(new GrammarCompiler(tokenBytes(vocabulary)));
  return async (constraint, limits, options) => {
    try {
      return await compiler.compile(constraint, limits, options);
    } catch (error) {
      throw refusalOf(error, constraint);
    }
  };
}

class ThreadedCompiler {
  readonly #compiler: GrammarCompiler;
  readonly #thread: BuildThread;
  readonly #turns = new Turns();

  constructor(compiler: GrammarCompiler) {
    this.#compiler = compiler;
    this.#thread = new BuildThread(compiler.settings);
  }

  async compile(
    constraint: Constraint,
    limits: ConstraintLimits,
    { owner = '', signal }: CompileOptions = {},
  ): Promise<TokenMatcher> {
    const key = grammarKey(constraint);
    if (!this.#compiler.knows(key)) {
      await this.#turns.take(owner, async () => {
        signal?.throwIfAborted();
        // Another answer to the same request may have had it built meanwhile.
        if (!this.#compiler.knows(key)) this.#compiler.keep(key, await this.#thread.build(constraint));
      });
    }
    return this.#compiler.matcher(key, constraint, limits);
  }
}

/** The thread that builds grammars, one at a time. */
class BuildThread {
  readonly #settings: GrammarSettings;
  #worker: Worker | undefined;

  constructor(settings: GrammarSettings) {
    this.#settings = settings;
    this.#worker = this.#start();
  }

  #start(): Worker {
    const worker = startThread(this.#settings);
    worker.unref();
    // A thread that has ended is replaced by the next build(); a build under way rejects.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  async build(constraint: Constraint): Promise<Grammar | GrammarError> {
    this.#worker ??= this.#start();
    const result = await ask(this.#worker, JSON.stringify(constraint));
    return 'refusal' in result ? new GrammarError(result.refusal) : unpackTerms(result.terms, this.#settings.writable);
  }
}

/**
 * The build has the thread's program beside its own; the sources are run by tsx, which does not enter threads itself.
 */
function startThread(workerData: GrammarSettings): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./compile-thread.js', import.meta.url), { workerData });
  const source = new URL('./compile-thread.ts', import.meta.url).href;
  const program = `import('tsx/esm/api').then(({ register }) => { register(); return import('${source}'); });`;
  return new Worker(program, { eval: true, workerData });
}

function ask(worker: Worker, constraint: string): Promise<BuildResult> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) => reject(new Error('the thread that makes grammars has ended', { cause }));
    const settle = (result: BuildResult) => {
      worker.off('error', failed);
      worker.off('exit', failed);
      resolve(result);
    };
    worker.once('message', settle);
    worker.once('error', failed);
    worker.once('exit', failed);
    worker.postMessage(constraint);
  });
}
