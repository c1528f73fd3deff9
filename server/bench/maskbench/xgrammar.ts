// XGrammar, the engine of MLC, vLLM and SGLang, compiled to WebAssembly.
import { copyFileSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as XGrammar from '@mlc-ai/web-xgrammar';
import type { Vocabulary } from '../../src/text/vocabulary.ts';
import type { MaskEngine } from './engine.ts';

/** Its package is a CommonJS file that calls itself a module: under another name Node reads it. */
export function loadXGrammar(): typeof XGrammar {
  const require = createRequire(import.meta.url);
  const copy = join(mkdtempSync(join(tmpdir(), 'xgrammar-')), 'index.cjs');
  copyFileSync(require.resolve('@mlc-ai/web-xgrammar'), copy);
  return require(copy) as typeof XGrammar;
}

/** White space is free, as in ours; undeclared properties are allowed wherever the schema does not forbid them. */
export async function xgrammarEngine(vocabulary: Vocabulary): Promise<MaskEngine> {
  const { GrammarCompiler, GrammarMatcher, TokenizerInfo } = loadXGrammar();
  const kind = vocabulary.byteIds ? 'byte_fallback' : 'byte_level';
  const stopIds = [vocabulary.eosId as number];
  const info = await TokenizerInfo.createTokenizerInfo([...vocabulary.pieces], kind, false, vocabulary.size, stopIds);
  // Without a cache of its own: it keeps every grammar.
  const compiler = await GrammarCompiler.createGrammarCompiler(info, false);
  let last: { readonly text: string; readonly grammar: XGrammar.CompiledGrammar } | undefined;
  return {
    async matcher(schema) {
      const text = JSON.stringify(schema);
      if (last?.text !== text) {
        last?.grammar.dispose();
        last = undefined;
        last = { text, grammar: await compiler.compileJSONSchema(text, true, undefined, undefined, false) };
      }
      const matcher = await GrammarMatcher.createGrammarMatcher(last.grammar);
      return {
        allowed: async () => new Uint32Array(await matcher.getNextTokenBitmask()),
        accept: (id) => void matcher.acceptToken(id),
        get isComplete() {
          return matcher.isTerminated();
        },
        dispose: () => matcher.dispose(),
      };
    },
    // It throws strings, numbers or errors while it compiles; a fault in a mask ends the run.
    isRefusal: () => true,
  };
}
