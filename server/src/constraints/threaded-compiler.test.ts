// Grammars that another thread has made are the same as those made here, and are refused in the same words.
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../test/checkpoint/mulberry32.ts';
import { largeSchemas } from '../../test/grammar/large-schemas.ts';
import { bytesAndPieces, idsOf } from '../../test/grammar/random-answers.ts';
import { schemas } from '../../test/grammar/schemas.ts';
import { packTerms, unpackTerms } from '../grammar/packed-terms.ts';
import { Turns } from '../isolates/turns.ts';
import { buildGrammar } from './build-grammar.ts';
import { GrammarCompiler, grammarKey } from './grammar-compiler.ts';
import { packConstraint } from './packed-constraint.ts';

const limits = { maxTokens: 2000, stopIds: [bytesAndPieces.length - 1] };

describe('a grammar that was sent', () => {
  it.each(Object.entries({ ...schemas, ...largeSchemas }))('allows the same: %s', (_, schema) => {
    const constraint = { type: 'json_schema', schema } as const;
    const here = new GrammarCompiler(bytesAndPieces);
    const there = new GrammarCompiler(bytesAndPieces);
    const packed = structuredClone(packTerms(buildGrammar(constraint, here.settings).root));
    there.keep(grammarKey(packConstraint(constraint)), unpackTerms(packed, there.settings.writable));
    const random = mulberry32(3);
    for (let run = 0; run < 3; run++) {
      const one = here.compile(constraint, limits);
      const other = there.compile(constraint, limits);
      for (let i = 0; i < 60 && !one.isComplete; i++) {
        const ids = idsOf(one.allowed());
        expect(idsOf(other.allowed())).toEqual(ids);
        const id = ids[Math.floor(random() * ids.length)] as number;
        if (limits.stopIds.includes(id)) break;
        one.accept(id);
        other.accept(id);
        expect(other.isComplete).toBe(one.isComplete);
      }
    }
  });
});

describe('turns', () => {
  it('go round by owner, and one piece of work that fails stops no other', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const work = (name: string) => async () => {
      await Promise.resolve();
      if (name === 'a1') throw new Error('no');
      done.push(name);
    };
    const first = turns.take('a', work('a0'));
    const others = ['a1', 'a2', 'a3', 'b0', 'c0', 'b1'].map((name) => turns.take(name[0] as string, work(name)));
    const [failed] = await Promise.allSettled(others);
    await first;
    expect(failed?.status).toBe('rejected');
    expect(done).toEqual(['a0', 'b0', 'c0', 'a2', 'b1', 'a3']);
  });
});
