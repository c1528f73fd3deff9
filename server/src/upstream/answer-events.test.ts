// Thoughts of models elsewhere, under each name that engines give them, and calls that come as text.
import { expect, it } from 'vitest';
import { AnswerEvents } from './answer-events.ts';
import { pieceOfChunk, pieceOfLine } from './pieces.ts';

const chunk = (delta: object) => pieceOfChunk({ choices: [{ delta }] });
const answers = {
  reasoning_content: [
    chunk({ reasoning_content: 'Let ' }),
    chunk({ reasoning_content: 'me.' }),
    chunk({ content: 'Yes.' }),
  ],
  reasoning: [chunk({ reasoning: 'Let ' }), chunk({ reasoning: 'me.' }), chunk({ content: 'Yes.' })],
  thinking: [{ thinking: 'Let ' }, { thinking: 'me.' }, { content: 'Yes.' }].map((message) => pieceOfLine({ message })),
};

function told(pieces: readonly ReturnType<typeof chunk>[], thinksInText: boolean) {
  const events = new AnswerEvents({ withLogprobs: false, thinksInText });
  const end = pieceOfChunk({ choices: [{ delta: {}, finish_reason: 'stop' }] });
  const all = [...[...pieces, end].flatMap((piece) => [...events.push(piece)]), ...events.end()];
  const of = (type: string) => all.map((event) => ('text' in event && event.type === type ? event.text : '')).join('');
  return [of('thoughts'), of('text')];
}

it.each(Object.entries(answers))('come as %s, and are told apart, or in the text', (_, pieces) => {
  expect(told(pieces, false)).toEqual(['Let me.', 'Yes.']);
  expect(told(pieces, true)).toEqual(['', '<think>Let me.</think>Yes.']);
});

it('end with the answer where nothing comes behind them', () => {
  expect(told(answers.reasoning.slice(0, 2), true)).toEqual(['', '<think>Let me.</think>']);
});

it.each([
  ['a call', '{"name":"sum","arguments":{"a":1}}', 'stop', [], [{ name: 'sum', arguments: { a: 1 } }], 'tool_calls'],
  ['a call that was cut, as text', '{"name":"sum","argum', 'length', ['{"name":"sum","argum'], [], 'length'],
])('text that is a call is told as %s', (_what, json, reason, texts, toolCalls, finishReason) => {
  const events = new AnswerEvents({ withLogprobs: false, thinksInText: false, callIsText: true });
  const pieces = [chunk({ content: json.slice(0, 9) }), chunk({ content: json.slice(9) })];
  const end = pieceOfChunk({ choices: [{ delta: {}, finish_reason: reason }] });
  const all = [...[...pieces, end].flatMap((piece) => [...events.push(piece)]), ...events.end()];
  expect(all.flatMap((event) => (event.type === 'text' ? [event.text] : []))).toEqual(texts);
  expect(all.at(-1)).toMatchObject({ type: 'end', finishReason, toolCalls });
});
