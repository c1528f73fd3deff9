// Completions by a real TAB: each shell runs on a terminal of its own, with the start file that `tramontane completion
// --help` asks for. A line is typed with a TAB in it and entered; the shell's `tramontane` then notes the words it was given.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { commands } from './commands.ts';
import { completedOf, scripts } from './completion-scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'tramontane-tab-'));
const at = (name: string) => join(folder, name);
const startFile = 'start-of';
/** A function of bash and zsh, and one of fish. */
const noting = `tramontane() { printf '%s\\n' "$*" >> "$NOTES"; }\n`;
const notingInFish = `function tramontane\n printf '%s\\n' "$argv" >> $NOTES\nend\n`;

const shells = {
  bash: { line: `bash --rcfile '${at(`${startFile}.bash`)}' -i`, start: `${noting}source <(cat '${at('bash')}')\n` },
  zsh: {
    line: 'zsh -d -i',
    start: `${noting}autoload -U compinit; compinit -D -u\nsource <(cat '${at('zsh')}')\n`,
  },
  fish: {
    line: `fish --no-config -i -C 'source ${at(`${startFile}.fish`)}'`,
    start: `${notingInFish}cat '${at('fish')}' | source\n`,
  },
} as const;

beforeAll(async () => {
  const all = await Promise.all(Object.values(commands).map(async (load) => completedOf((await load()).command)));
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    writeFileSync(at(shell), scripts[shell](all));
    writeFileSync(shell === 'zsh' ? at('.zshrc') : at(`${startFile}.${shell}`), shells[shell].start);
  }
  writeFileSync(at('weights.gguf'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `tramontane` was given in a shell, for each line that was typed. */
async function entered(shell: keyof typeof shells, typed: readonly string[]): Promise<string[]> {
  const notes = at(`notes-${shell}`);
  const env = { ...process.env, HOME: folder, ZDOTDIR: folder, NOTES: notes, TERM: 'xterm', HISTFILE: '/dev/null' };
  const terminal = spawn('script', ['-qec', shells[shell].line, '/dev/null'], { cwd: folder, env });
  const ended = once(terminal, 'exit');
  let screen = '';
  terminal.stdout.on('data', (text) => {
    screen += text;
  });
  const noted = () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []);
  try {
    for (const [index, line] of typed.entries()) {
      terminal.stdin.write(`tramontane ${line}\r`);
      await vi.waitFor(() => expect(noted().length, screen).toBe(index + 1), { timeout: 15_000, interval: 20 });
    }
  } finally {
    terminal.stdin.end('exit\r');
    await ended;
  }
  return noted().map((words) => words.trim());
}

it.each(['bash', 'zsh', 'fish'] as const)('%s completes what a person types', { timeout: 60_000 }, async (shell) => {
  const lines = {
    'doc\t': 'doctor',
    'completion z\t': 'completion zsh',
    'chat --toke\t': 'chat --token',
    'serve --kv-type q\t': 'serve --kv-type q8_0',
    'bench se\t': 'bench serve',
    'bench serve --concu\t': 'bench serve --concurrency',
    'rm wei\t': 'rm weights.gguf',
    'nonsense --x\t': 'nonsense --x',
  };
  expect(await entered(shell, Object.keys(lines))).toEqual(Object.values(lines));
});
