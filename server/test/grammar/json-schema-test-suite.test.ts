// JSON-Schema-Test-Suite, drafts 2020-12 and 7 without their optional parts: no value that a schema forbids is let
// through. Its values come byte by byte, in every order of properties that they happen to have.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { ourEngine } from '../../bench/maskbench/engine.ts';
import { Replayer, type Result, type SchemaCase } from '../../bench/maskbench/replay.ts';
import { bytesAndPieces } from './random-answers.ts';

const file = new URL('../goldens/json-schema-test-suite.jsonl.gz', import.meta.url);
const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
const cases = lines.filter(Boolean).map((line) => JSON.parse(line) as SchemaCase);
const source = {
  tokens: bytesAndPieces,
  stopId: bytesAndPieces.length - 1,
  encode: (text: string) => [...new TextEncoder().encode(text)],
};

it('lets nothing through that does not fit', async () => {
  const replayer = new Replayer(source, ourEngine(source, 'anywhere'));
  const results: Result[] = [];
  for (const one of cases) results.push(await replayer.replay(one));
  const wrong = results.filter(({ outcome }) => outcome === 'invalidAccepted' || outcome === 'crash');
  expect(wrong).toEqual([]);
  expect(results.filter(({ outcome }) => outcome === 'passing').length).toBeGreaterThanOrEqual(480);
});
