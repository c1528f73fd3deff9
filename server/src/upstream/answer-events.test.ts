// Thoughts of models elsewhere, under each name that engines give them.
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
