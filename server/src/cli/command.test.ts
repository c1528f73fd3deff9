import { expect, it } from 'vitest';
import {
  type Command,
  commandHelp,
  numberFlag,
  repeatedFlag,
  requiredFlag,
  stringFlag,
  UsageError,
} from './command.ts';

const command: Command = {
  name: 'sing',
  summary: 'Sing a song.',
  description: 'Out loud.',
  positionals: 'SONG',
  options: {
    times: { type: 'string', short: 't', value: 'N', help: 'How often.' },
    loud: { type: 'boolean', help: 'Louder.' },
  },
  async run() {},
};

it('help lists every flag with its value, in columns', () => {
  expect(commandHelp(command)).toBe(
    [
      'tramontane sing [options] SONG',
      '',
      'Sing a song.',
      '',
      'Out loud.',
      '',
      'Options:',
      '  -t, --times N  How often.',
      '  --loud         Louder.',
      '  --help         Print this.',
    ].join('\n'),
  );
});

it('flags are read by type', () => {
  const values = { name: 'a', many: ['b', 'c'], loud: true };
  expect(stringFlag(values, 'name')).toBe('a');
  expect(stringFlag(values, 'loud')).toBeUndefined();
  expect(stringFlag(values, 'absent')).toBeUndefined();
  expect(repeatedFlag(values, 'many')).toEqual(['b', 'c']);
  expect(repeatedFlag(values, 'absent')).toEqual([]);
  expect(requiredFlag(values, 'name')).toBe('a');
  expect(() => requiredFlag(values, 'absent')).toThrow(new UsageError('--absent is missing'));
});

it('numbers are read within their limits, and anything else is named', () => {
  expect(numberFlag({ n: '0.5' }, 'n')).toBe(0.5);
  expect(numberFlag({}, 'n')).toBeUndefined();
  const limits = { min: 1, max: 9, integer: true };
  expect(numberFlag({ n: '9' }, 'n', limits)).toBe(9);
  for (const n of ['0', '10', '1.5', 'x', '', ' ']) {
    expect(() => numberFlag({ n }, 'n', limits)).toThrow(`--n takes a whole number from 1 to 9, found '${n}'`);
  }
  expect(() => numberFlag({ n: '-1' }, 'n', { min: 0 })).toThrow("--n takes a number from 0, found '-1'");
});
