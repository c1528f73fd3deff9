// The program as a user meets it: exit codes, and which words go where.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const model = file('../test/goldens/mistral-v1.tokenizer.model');

function tramontane(args: readonly string[], input = '') {
  const command = ['--import', 'tsx', file('./main.ts'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('tramontane', () => {
  it('says its version', () => {
    const { version } = JSON.parse(readFileSync(file('../package.json'), 'utf8')) as { version: string };
    expect(tramontane(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists its commands', () => {
    const { status, stdout } = tramontane(['--help']);
    expect(status).toBe(0);
    for (const name of [
      'serve',
      'pull',
      'models',
      'token',
      'config',
      'generate',
      'devices',
      'tokenize',
      'bench',
      'bench serve',
      'logits',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
    }
  });

  it.each([
    [
      ['nope'],
      "tramontane: there is no command 'nope'; there are: serve, pull, models, token, config, generate, devices, tokenize, bench, bench serve, logits\n",
    ],
    [['toString'], "tramontane: there is no command 'toString'; there are: "],
    [
      ['tokenize', '--bogus'],
      "tramontane tokenize: Unknown option '--bogus'; there are: --model, --json, --stdin, --help\nSee tramontane tokenize --help\n",
    ],
    [['tokenize', '--model'], "tramontane tokenize: Option '--model <value>' argument missing; there are: --model"],
    [['tokenize', 'text'], 'tramontane tokenize: --model is missing\n'],
    [['devices', 'extra'], "tramontane devices: takes no arguments but flags, found 'extra'\n"],
    [['serve', '--port', 'http'], "tramontane serve: --port is 'http'; it takes a whole number from 0 to 65535\n"],
  ])('%j is a wrong call: exit code 2, and what is known', (args, words) => {
    const { status, stdout, stderr } = tramontane(args);
    expect(stderr).toContain(words);
    expect([status, stdout]).toEqual([2, '']);
  });
});

describe('tokenize', () => {
  it('prints ids as JSON, of one text or of many', () => {
    expect(tramontane(['tokenize', '--model', model, '--json', 'Hello world']).stdout).toBe('{"ids":[22557,1526]}\n');
    const lines = ['"Hello world"', '', '"a\\nb"', '"\u2028"'].join('\r\n');
    const { stdout } = tramontane(['tokenize', '--model', model, '--stdin'], lines);
    expect(stdout.split('\n').slice(0, 2)).toEqual(['{"ids":[22557,1526]}', '{"ids":[264,13,28726]}']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  });

  it('takes a text that looks like a flag behind --', () => {
    const { stdout } = tramontane(['tokenize', '--model', model, '--json', '--', '--json']);
    expect(JSON.parse(stdout).ids.length).toBeGreaterThan(0);
  });

  it('fails with exit code 1 and the file’s name when there is no such file', () => {
    const { status, stderr } = tramontane(['tokenize', '--model', '/no/such/file.gguf', 'text']);
    expect(stderr).toMatch(/^tramontane tokenize: \/no\/such\/file\.gguf: cannot be opened: ENOENT/);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(1);
  });
});

describe('a device that is not there', () => {
  it('is answered with those that are, in words and not with a stack', () => {
    const { status, stderr } = tramontane(['generate', '--prompt', 'x', '--device', 'no such']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^tramontane generate: no Vulkan device matches --device no such; there are: 0: .+\n$/);
  });
});
