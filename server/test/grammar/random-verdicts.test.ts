// Random schemas that combine keywords as people rarely do, `unevaluated…` with choices above all: no value goes through
// that jsonschema-rs refuses. ajv is not asked, since it is wrong about several of these.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { SchemaCase } from '../../bench/maskbench/replay.ts';
import { GrammarCompiler } from '../../src/constraints/grammar-compiler.ts';
import { GrammarError } from '../../src/grammar/grammar-error.ts';
import { bytesAndPieces } from './random-answers.ts';

const file = new URL('../goldens/random-verdicts.jsonl.gz', import.meta.url);
const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
const cases = lines.filter(Boolean).map((line) => JSON.parse(line) as SchemaCase);
const compiler = new GrammarCompiler(bytesAndPieces, { spacing: 'compact' });
const stopIds = [bytesAndPieces.length - 1];

function allows(schema: unknown, value: unknown): boolean {
  const constraint = { type: 'json_schema', schema, undeclared: 'anywhere' } as const;
  const matcher = compiler.compile(constraint, { maxTokens: 10_000, stopIds });
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) {
    if (!matcher.allows(byte)) return false;
    matcher.accept(byte);
  }
  return matcher.isComplete || matcher.allows(stopIds[0] as number);
}

it('lets nothing through that another validator refuses, and nearly all that it accepts', () => {
  const wrong: unknown[] = [];
  let nHeld = 0;
  let nMissed = 0;
  for (const { schema, tests } of cases) {
    try {
      const answers = tests.map(({ valid, data }) => ({ valid, data, isAllowed: allows(schema, data) }));
      wrong.push(...answers.filter(({ valid, isAllowed }) => isAllowed && !valid).map((one) => ({ schema, ...one })));
      nHeld++;
      nMissed += answers.some(({ valid, isAllowed }) => valid && !isAllowed) ? 1 : 0;
    } catch (error) {
      if (!(error instanceof GrammarError)) throw error;
    }
  }
  expect(wrong).toEqual([]);
  expect(nHeld).toBeGreaterThanOrEqual(78);
  expect(nMissed).toBeLessThanOrEqual(8);
});
