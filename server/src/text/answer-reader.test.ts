import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { JsonObject } from '../checkpoint/json-file.ts';
import { AnswerReader } from './answer-reader.ts';
import { openVocabulary } from './open-vocabulary.ts';
import { deepSeekPieces } from './tagged-calls.ts';
import { Tokenizer } from './tokenizer.ts';
import { partsFromTokenizerJson } from './tokenizer-json.ts';
import { Vocabulary } from './vocabulary.ts';

const vocabulary = await openVocabulary(fileURLToPath(new URL('../../models/stories260k.gguf', import.meta.url)));
const tokenizer = new Tokenizer(vocabulary);
const toolCallsId = vocabulary.bosId as number; // any id without a text

function read(ids: readonly number[]) {
  const options = { stripLeadingSpace: true, stop: ['"', 'Tim'], toolNames: ['sum'], toolCallsId };
  const reader = new AnswerReader(vocabulary, options);
  let text = '';
  for (const id of ids) {
    const { text: more, stopped } = reader.push(id);
    text += more;
    if (stopped) break;
  }
  const { text: rest, calls } = reader.end();
  return { text: text + rest, calls };
}

it('ends a text at a stop string, and calls at none, once the model has said that they are calls', () => {
  const call = { name: 'sum', arguments: { a: 'Tim' } };
  expect(read(tokenizer.encode('Lily and Tim'))).toEqual({ text: 'Lily and ', calls: [] });
  expect(read([toolCallsId, ...tokenizer.encode(JSON.stringify([call]))])).toEqual({ text: '', calls: [call] });
});

it('reads calls that are written with control pieces, and tells the text before them at once', () => {
  const names = Object.values(deepSeekPieces);
  const { bytes } = JSON.parse(
    readFileSync(new URL('../../test/goldens/bpe/vocabulary.json', import.meta.url), 'utf8'),
  );
  const first = Object.keys(bytes.vocab).length;
  const added = names.map((content, i) => ({ id: first + i, content, special: true }));
  const cut = { pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false }, added_tokens: added, model: bytes };
  const spelled = new Vocabulary(partsFromTokenizerJson(new JsonObject('tokenizer.json', cut)));
  const { open, begin, separator, end, close } = deepSeekPieces;
  const written = ['I will. ', open, begin, 'sum', separator, '{"a": 1}', end, close];
  const ids = written.flatMap((part) => spelled.controlId(part) ?? new Tokenizer(spelled).encode(part));
  const reader = new AnswerReader(spelled, { toolNames: ['sum'], dialect: 'deepseek' });
  expect(ids.map((id) => reader.push(id).text).join('')).toBe('I will. ');
  expect(reader.end()).toMatchObject({ text: '', calls: [{ name: 'sum', arguments: { a: 1 } }] });
});

it('finds control pieces by their text, which are not printed, and the same text written out', () => {
  const eosId = vocabulary.eosId as number;
  const all = (stop: string[], ids: readonly number[]) => {
    const reader = new AnswerReader(vocabulary, { stop });
    const parts = ids.map((id) => reader.push(id));
    const end = parts.findIndex(({ stopped }) => stopped);
    const text = parts.slice(0, end === -1 ? parts.length : end + 1).map((part) => part.text);
    return [text.join('') + (end === -1 ? reader.end().text : ''), end];
  };
  const [lily, tim, spelled] = ['Lily', 'Tim', '</s>'].map((text) => tokenizer.encode(text));
  const ids = [...(lily ?? []), eosId, ...(tim ?? [])];
  expect(all(['</s>'], ids)).toEqual(['Lily', (lily ?? []).length]);
  expect(all(['ily</s> T'], ids)[0]).toBe('L');
  expect(all(['ily</s>Tim'], ids)).toEqual(['Lily Tim', -1]);
  expect(all(['</s>'], [...(lily ?? []), ...(spelled ?? []), ...(tim ?? [])])[0]).toBe('Lily ');
});
