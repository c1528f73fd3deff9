// Odd paths for a conversation: what is no file, may not be written, or leads elsewhere.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadFile, saveFile } from './saved-file.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-saved-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('a folder, a device and a pipe are refused in words, at once, for writing and reading', async () => {
  const folder = makeFolder();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  mkdirSync(join(folder, 'sub'));
  for (const path of [join(folder, 'sub'), '/dev/full', '/dev/zero', pipe]) {
    await expect(saveFile(path, 'new')).rejects.toThrow(`${path} is not a regular file`);
    await expect(loadFile(path)).rejects.toThrow(`${path} is not a regular file`);
  }
  expect(readdirSync(folder).sort()).toEqual(['pipe', 'sub']);
});

it('a file that is read-only stays as it is, and no draft is left', async () => {
  const folder = makeFolder();
  const path = join(folder, 'saved.json');
  writeFileSync(path, 'old');
  chmodSync(path, 0o444);
  await expect(saveFile(path, 'new')).rejects.toThrow(`${path} is read-only`);
  await expect(saveFile(join(folder, 'none', 'saved.json'), 'new')).rejects.toThrow(/could not be written: ENOENT/);
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['old', ['saved.json']]);
});

it('a link stays, and the file that it leads to is written with its rights', async () => {
  const folder = makeFolder();
  const [path, link] = [join(folder, 'saved.json'), join(folder, 'link.json')];
  writeFileSync(path, 'old', { mode: 0o600 });
  symlinkSync(path, link);
  await saveFile(link, 'new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect([await loadFile(link), readFileSync(path, 'utf8')]).toEqual(['new', 'new']);
  expect(lstatSync(path).mode & 0o777).toBe(0o600);
});
