// The program as a user meets it: exit codes, and which words go where.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
      'list',
      'show',
      'rm',
      'token',
      'config',
      'chat',
      'health',
      'generate',
      'doctor',
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
      "tramontane: there is no command 'nope'; there are: serve, pull, models, list, show, rm, ps, stop, token, config, chat, health, generate, doctor, devices, tokenize, bench, bench serve, logits, completion\n",
    ],
    [['toString'], "tramontane: there is no command 'toString'; there are: "],
    [['sevre'], "tramontane: there is no command 'sevre'; did you mean 'serve'?\nSee tramontane --help\n"],
    [
      ['tokenize', '--bogus'],
      'tramontane tokenize: there is no flag --bogus; there are: --model, --models-folder, --config, --json, --stdin, --help\nSee tramontane tokenize --help\n',
    ],
    [
      ['serve', '--prot', '80'],
      'tramontane serve: there is no flag --prot; did you mean --port?\nSee tramontane serve --help\n',
    ],
    [['serve', '--modle=x'], 'tramontane serve: there is no flag --modle; did you mean --model?\n'],
    [['serve', '-p', '80'], 'tramontane serve: there is no flag -p; there are: --host, '],
    [['tokenize', '--model'], "tramontane tokenize: Option '--model <value>' argument missing\n"],
    [['serve', '--precise=yes'], "tramontane serve: Option '--precise' does not take an argument\n"],
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
  it('reads a folder that has a tokenizer and no model', () => {
    const read = (name: string) => JSON.parse(readFileSync(file(`../test/goldens/bpe/${name}`), 'utf8'));
    const { strings, families } = read('ids.golden.json');
    const folder = mkdtempSync(join(tmpdir(), 'tokenizer-alone-'));
    const write = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));
    write('tokenizer.json', { ...families.qwen2.file, model: read('vocabulary.json').bytes });
    // What the template writes is read here as other tokens are.
    write('tokenizer_config.json', { chat_template: '<think>', add_bos_token: false });
    const { stdout } = tramontane(
      ['tokenize', '--model', folder, '--json', '--stdin'],
      strings.map((text: string) => JSON.stringify(text)).join('\n'),
    );
    rmSync(folder, { recursive: true });
    expect(stdout.trim().split('\n')).toEqual(families.qwen2.ids.map((ids: number[]) => JSON.stringify({ ids })));
  });

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

describe('generate', () => {
  const greedy = ['generate', '--max-tokens', '8', '--temperature', '0', '--raw', '--json'];

  it('takes its prompt from an argument, a flag or standard input, which are all the same', () => {
    const texts = [
      tramontane([...greedy, 'Once upon a time']),
      tramontane([...greedy, '--prompt', 'Once upon a time']),
      tramontane(greedy, 'Once upon a time\n'),
      tramontane([...greedy, '--model', '@cf/tinystories/stories-260k', '-'], 'Once upon a time'),
    ].map(({ status, stdout, stderr }) => [status, stderr, (JSON.parse(stdout) as { text: string }).text]);
    for (const text of texts) expect(text).toEqual([0, '', ', there was a little girl']);
  }, 120_000);

  it('says when there is no prompt, or several', () => {
    expect(tramontane(greedy, '').stderr).toContain('the prompt is empty: standard input had no text');
    expect(tramontane([...greedy, 'Once', 'upon']).stderr).toContain('takes one prompt (in quotes if it has spaces)');
  });
});

describe('an old Node', () => {
  it('is said in one line, before anything is loaded that it could not read', () => {
    const bin = file('../bin/tramontane.js');
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })";
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${old}`, bin], {
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([
      1,
      '',
      'tramontane needs Node 20.19 or newer; this is Node 18.20.8. See https://nodejs.org\n',
    ]);
  });
});

describe('a device that is not there', () => {
  it('is answered with those that are, in words and not with a stack', () => {
    const { status, stderr } = tramontane(['generate', '--prompt', 'x', '--device', 'no such']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^tramontane generate: no Vulkan device matches --device no such; there are: 0: .+\n$/);
  });
});
