// The program of the thread that builds grammars, so that a costly schema does not stop the engine's own thread.
import { workerData } from 'node:worker_threads';
import { GrammarError } from '../grammar/grammar-error.ts';
import { type PackedTerms, packTerms } from '../grammar/packed-terms.ts';
import { answerTasks } from '../isolates/answer-tasks.ts';
import { builtOrRefused, type GrammarSettings } from './build-grammar.ts';

/** The answer to a constraint's JSON. */
export type BuildResult = { readonly terms: PackedTerms } | { readonly refusal: string };

answerTasks(build);

function build(constraint: string): BuildResult {
  const grammar = builtOrRefused(JSON.parse(constraint), workerData as GrammarSettings);
  return grammar instanceof GrammarError ? { refusal: grammar.message } : { terms: packTerms(grammar.root) };
}
