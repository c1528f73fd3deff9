import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { AnswerReader } from './answer-reader.ts';
import { openVocabulary } from './open-vocabulary.ts';
import { Tokenizer } from './tokenizer.ts';

const vocabulary = await openVocabulary(fileURLToPath(new URL('../../models/stories260k.gguf', import.meta.url)));
const tokenizer = new Tokenizer(vocabulary);
const toolCallsId = vocabulary.bosId; // any id without a text

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
