// Masks of a whole vocabulary against its tokens tried one by one.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openVocabulary } from '../text/open-vocabulary.ts';
import { tokenBytes } from '../text/token-bytes.ts';
import { GrammarCompiler } from './grammar-compiler.ts';

const file = fileURLToPath(new URL('../../test/goldens/mistral-v1.tokenizer.model', import.meta.url));
const tokens = tokenBytes(await openVocabulary(file));
const compiler = new GrammarCompiler(tokens);
const idOf = (byte: number) => tokens.findIndex((bytes) => bytes?.length === 1 && bytes[0] === byte);

it.each([
  ['^(?:\\S+\\s+){0,49}\\S+$', 'a b'],
  ['^[^/#]+$', 'x'],
  ['^[\\w./:-]+$', 'a'],
  ['^[a-z]+é*$', 'aé'],
  ['^[^日]+$', ''],
  ['^(?:日本)*$', '日本'],
  ['^\\p{L}{2,}$', 'ab'],
  ['^[a-zA-Z0-9]{0,7}$', 'abc'],
  ['^[a-z](?:[a-z0-9-]{0,5}[a-z0-9])?(?:\\.[a-z]{2,4}){1,2}$', 'a1'],
])('%s behind "%s', (pattern, before) => {
  const schema = { type: 'string', pattern };
  const matcher = compiler.compile({ type: 'json_schema', schema }, { maxTokens: 10_000, stopIds: [] });
  for (const byte of new TextEncoder().encode(`"${before}`)) matcher.accept(idOf(byte));
  const mask = matcher.allowed();
  const isAllowed = (id: number) => (((mask[id >> 5] as number) >>> (id & 31)) & 1) === 1;
  const wrong = tokens.flatMap((bytes, id) => (bytes && isAllowed(id) !== matcher.allows(id) ? [id] : []));
  expect(wrong).toEqual([]);
});
