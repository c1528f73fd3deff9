// The completions of bash, of zsh and of fish, sourced in these shells.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { completedOf, scripts } from './completion-scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'tramontane-completion-'));
const fileOf = (shell: string) => join(folder, `tramontane.${shell}`);

beforeAll(async () => {
  const all = await Promise.all(Object.values(commands).map(async (load) => completedOf((await load()).command)));
  for (const [shell, script] of Object.entries(scripts)) writeFileSync(fileOf(shell), script(all));
  writeFileSync(join(folder, 'weights.gguf'), '');
});

/** What bash offers for the words of a line, the last of which is being typed. */
function inBash(...words: string[]): string[] {
  const quoted = ['tramontane', ...words].map((word) => `'${word}'`).join(' ');
  const script = `cd '${folder}'; source '${fileOf('bash')}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}
    _tramontane; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p tramontane`;
  const lines = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' }).trim().split('\n');
  expect(lines.pop()).toBe('complete -o bashdefault -o filenames -F _tramontane tramontane');
  return lines.filter((line) => line !== '');
}

describe('bash completes', () => {
  it.each([
    ['a command', ['s'], ['serve', 'show', 'stop']],
    [
      'every command',
      [''],
      [...new Set(Object.keys(commands).map((name) => name.split(' ')[0])), '--help', '--version'],
    ],
    ['its flags', ['chat', '--t'], ['--token', '--temperature', '--top-p']],
    ['the flags of a command of two words', ['bench', 'serve', '--he'], ['--help']],
    ['a second word', ['bench', 's'], ['serve']],
    ['the words of an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['the words that a setting takes', ['serve', '--kv-type', ''], ['f32', 'f16', 'q8_0']],
    ['a file for a value', ['serve', '--model', 'wei'], ['weights.gguf']],
    ['a file for an argument', ['rm', 'wei'], ['weights.gguf']],
    ['nothing where there is no argument', ['ps', ''], []],
    ['nothing of a command that there is not', ['nonsense', '--'], []],
  ] as const)('%s', (_, words, offered) => {
    expect(inBash(...words).toSorted()).toEqual([...offered].toSorted());
  });
});

it('zsh loads its script', () => {
  const script = `autoload -U compinit; compinit -D; source '${fileOf('zsh')}'; print $_comps[tramontane]`;
  expect(execFileSync('zsh', ['-f', '-c', script], { encoding: 'utf8' }).trim()).toBe('_tramontane');
});

it('fish offers commands, flags and words', () => {
  const offers = (line: string) =>
    execFileSync('fish', ['--no-config', '-c', `source '${fileOf('fish')}'; complete -C '${line}'`], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
      .map((row) => row.split('\t')[0]);
  expect(offers('tramontane st')).toEqual(['stop']);
  expect(offers('tramontane serve --kv-type ')).toEqual(['f16', 'f32', 'q8_0']);
  expect(offers('tramontane completion ')).toEqual(['bash', 'fish', 'zsh']);
});
