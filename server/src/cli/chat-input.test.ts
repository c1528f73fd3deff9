// How typed lines become messages and commands.
import { expect, it } from 'vitest';
import { InputReader } from './chat-input.ts';

const readAll = (...lines: string[]) => {
  const reader = new InputReader();
  return lines.map((line) => reader.read(line)).filter(({ kind }) => kind !== 'unfinished');
};
const message = (text: string) => ({ kind: 'message', text });

it.each([
  ['one line', ['Hello'], [message('Hello')]],
  ['a continued line', ['one \\', 'two'], [message('one \ntwo')]],
  ['several lines', ['"""', 'one', '', 'two', '"""'], [message('one\n\ntwo')]],
  ['text beside the marks', ['"""one', 'two"""'], [message('one\ntwo')]],
  ['marks on one line', ['"""one"""'], [message('one')]],
  ['a slash inside several lines', ['"""', '/system x', '"""'], [message('/system x')]],
  ['a slash on a continued line', ['a\\', '/b'], [message('a\n/b')]],
  ['a command', ['/set seed 7'], [{ kind: 'command', name: 'set', rest: 'seed 7' }]],
  ['a command without more', [' /clear '], [{ kind: 'command', name: 'clear', rest: '' }]],
  ['a message after a command', ['/help', 'Hello'], [{ kind: 'command', name: 'help', rest: '' }, message('Hello')]],
  ['a slash alone', ['/'], [message('/')]],
])('%s', (_what, lines, expected) => expect(readAll(...lines)).toEqual(expected));

it('forgets unfinished lines', () => {
  const reader = new InputReader();
  reader.read('"""');
  reader.read('one');
  expect(reader.isUnfinished).toBe(true);
  reader.clear();
  expect(reader.read('two')).toEqual(message('two'));
});
