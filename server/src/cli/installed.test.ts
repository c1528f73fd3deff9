// `list`, `show` and `rm` over a folder of models.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Command, CommandValues } from './command.ts';
import { command as list } from './list.ts';
import { asText } from './models.ts';
import { command as rm } from './rm.ts';
import { command as show } from './show.ts';

const tiny = fileURLToPath(new URL('../../test/goldens/tiny-mqa.f32.gguf', import.meta.url));
const llama = '@cf/meta/llama-3.2-1b-instruct';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tramontane-installed-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A tiny model under the name of a file of the hub, with its record. */
function install(repo: string, file: string): string {
  const path = join(folder, repo, file);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(tiny, path);
  const facts = { repo, file, revision: 'main', sizeBytes: statSync(path).size, sha256: null, commit: null };
  writeFileSync(`${path}.pulled.json`, JSON.stringify({ ...facts, pulledAt: '2026-11-29T10:00:00.000Z' }));
  return path;
}

async function run(command: Command, names: string[] = [], values: CommandValues = {}): Promise<string> {
  let written = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
  await command.run({ 'models-folder': folder, ...values }, names).finally(() => write.mockRestore());
  return written;
}

it('an empty folder is said to be one', async () => {
  expect(await run(list)).toBe(`Nothing is installed in ${folder}. tramontane models lists what can be pulled.\n`);
});

it('lists files by the names that serve takes', async () => {
  install('bartowski/Llama-3.2-1B-Instruct-GGUF', 'Llama-3.2-1B-Instruct-Q8_0.gguf');
  install('someone/Other-GGUF', 'q4/other-Q4_K_M.gguf');
  const lines = (await run(list)).split('\n');
  expect(lines[0]).toMatch(/^NAME +QUANT +SIZE +PULLED$/);
  expect(lines[1]).toMatch(/^@cf\/meta\/llama-3\.2-1b-instruct +Q8_0 +\d+ KiB +2026-11-29$/);
  expect(lines[2]).toMatch(/^hf\.co\/someone\/Other-GGUF:Q4_K_M +Q4_K_M /);
  const [first] = (await run(list, [], { json: true })).split('\n').map((line) => (line ? JSON.parse(line) : null));
  expect(first).toMatchObject({ name: llama, quant: 'Q8_0', repo: 'bartowski/Llama-3.2-1B-Instruct-GGUF' });
});

it('removes all parts of what it is told, and nothing if one name is wrong', async () => {
  const parts = ['m-Q4_0-00001-of-00002.gguf', 'm-Q4_0-00002-of-00002.gguf'].map((file) => install('a/M-GGUF', file));
  const other = install('a/M-GGUF', 'm-Q8_0.gguf');
  await expect(run(rm, ['hf.co/a/M-GGUF:Q4_0', 'hf.co/a/M-GGUF:Q2_K'])).rejects.toThrow(
    "'hf.co/a/M-GGUF:Q2_K' is not installed; tramontane list shows what is",
  );
  expect(parts.every((path) => existsSync(path))).toBe(true);
  expect(await run(rm, ['hf.co/a/M-GGUF:Q4_0'])).toContain(`removed ${parts[1]}`);
  expect([...parts, other].map((path) => existsSync(path))).toEqual([false, false, true]);
  await expect(run(rm)).rejects.toThrow('takes the NAME of an installed model');
});

it('shows what the catalogue knows, and how to serve what is not installed', async () => {
  const text = await run(show, ['@cf/meta/llama-3.1-8b-instruct']);
  expect(text).toMatch(/^at Cloudflare +retired on 2026-05-30$/m);
  expect(text).toMatch(/^published +bartowski\/Meta-Llama-3\.1-8B-Instruct-GGUF: Q4_K_M, /m);
  expect(text).toMatch(/^to serve it +Run tramontane pull '@cf\/meta\/llama-3\.1-8b-instruct'/m);
  expect(await run(show, ['@cf/zai-org/glm-5.2'])).toContain('an engine elsewhere can serve it');
});

it('shows what a file says', async () => {
  const path = install('bartowski/Llama-3.2-1B-Instruct-GGUF', 'Llama-3.2-1B-Instruct-Q4_K_M.gguf');
  const facts = JSON.parse(await run(show, [llama], { json: true }));
  expect(facts).toMatchObject({ name: llama, path, architecture: 'llama', 'at Cloudflare': 'offered', layers: '2' });
  expect(facts.weights).toMatch(/KiB: F32$/);
  expect(facts).not.toHaveProperty('to serve it');
  expect(JSON.parse(await run(show, [tiny], { json: true }))).toMatchObject({ path: tiny, layers: '2' });
  await expect(run(show, ['@cf/nobody/nothing'])).rejects.toThrow('is neither a file nor the name');
});

it('the catalogue says what is retired, and what needs an engine elsewhere', () => {
  const lines = asText([], '/models');
  const after = (name: string, n: number) => lines.slice(lines.indexOf(name) + 1, lines.indexOf(name) + 1 + n);
  expect(after('@cf/openai/gpt-oss-20b', 1)).toEqual([
    '  needs an engine elsewhere (docs/engines.md): a mixture of experts',
  ]);
  expect(after('@cf/meta/llama-3-8b-instruct', 2)[1]).toBe('  retired by Cloudflare on 2026-05-30');
});
