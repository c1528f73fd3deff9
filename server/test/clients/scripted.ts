// An engine that follows a script, for tests of what a client does with an answer: the bundled model calls no tools.
import type { TokenGenerator } from '../../src/engine/generation.ts';
import { engineOf, tokenizer } from '../http/harness.ts';

export interface Scripted {
  readonly engine: TokenGenerator;
  /** What it was asked, as text. */
  readonly prompts: string[];
}

/** Says one text after the other, one for each request. */
export function scripted(...texts: string[]): Scripted {
  const prompts: string[] = [];
  const engine = engineOf(async function* ({ promptIds, maxTokens }) {
    const text = texts[prompts.length];
    prompts.push(tokenizer.decode(promptIds));
    if (text === undefined) throw new Error(`request ${prompts.length}; the script has ${texts.length}`);
    for (const id of tokenizer.encode(text).slice(0, maxTokens)) yield { id, finishReason: null };
    yield { id: tokenizer.vocabulary.eosId as number, finishReason: 'stop' };
  }, 4096); // descriptions of tools are long
  return { engine, prompts };
}
