import { expect, it } from 'vitest';
import { ThoughtsReader } from './thoughts-reader.ts';

function read(pieces: readonly string[], beginsInside: boolean) {
  const reader = new ThoughtsReader(beginsInside);
  const told = [...pieces.map((piece) => reader.push(piece)), reader.end()];
  return [told.map(({ thoughts }) => thoughts).join(''), told.map(({ text }) => text).join('')];
}

it.each<[string, boolean, string, string]>([
  ['<think>\nLet me\n see.\n</think>\n\nYes.\n', false, 'Let me\n see.', 'Yes.\n'],
  ['\n<think>a</think>b', false, 'a', 'b'],
  ['Let me see.\n</think>\n\nYes.', true, 'Let me see.', 'Yes.'],
  ['<think>\n\n</think>\n\nYes.', false, '', 'Yes.'],
  ['<think>cut short <b', false, 'cut short <b', ''],
  ['Yes. <think>no</think>', false, '', 'Yes. <think>no</think>'],
  ['  Yes.', false, '', '  Yes.'],
  ['<thin', false, '', '<thin'],
  ['<think>a < b </thin> c</think>d', false, 'a < b </thin> c', 'd'],
])('tells the thoughts of %j, however it is cut', (text, beginsInside, thoughts, said) => {
  expect(read([text], beginsInside)).toEqual([thoughts, said]);
  expect(read([...text], beginsInside)).toEqual([thoughts, said]);
});
