// The program of a thread that makes grammars: a costly schema takes its time here, while the engine's own thread goes
// on with everybody's tokens.
import { parentPort, workerData } from 'node:worker_threads';
import { GrammarError } from '../grammar/grammar-error.ts';
import { type PackedTerms, packTerms } from '../grammar/packed-terms.ts';
import { builtOrRefused, type GrammarSettings } from './build-grammar.ts';

/** What it answers a constraint's JSON with. */
export type BuildResult = { readonly terms: PackedTerms } | { readonly refusal: string };

parentPort?.on('message', (constraint: string) => {
  const grammar = builtOrRefused(JSON.parse(constraint), workerData as GrammarSettings);
  const result: BuildResult =
    grammar instanceof GrammarError ? { refusal: grammar.message } : { terms: packTerms(grammar.root) };
  parentPort?.postMessage(result);
});
