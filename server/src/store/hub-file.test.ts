import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkHubFile, parseHubFile, pathOf, printable } from './hub-file.ts';

const good = { repo: 'TheBloke/Mistral-7B-Instruct-v0.1-GGUF', file: 'mistral.Q4_K_M.gguf', revision: 'main' };

describe('a file of a hub', () => {
  it('is OWNER/NAME/FILE, the file perhaps in folders', () => {
    expect(parseHubFile('me/it/sub/a b.gguf', 'refs/pr/1')).toEqual({
      repo: 'me/it',
      file: 'sub/a b.gguf',
      revision: 'refs/pr/1',
    });
    expect(pathOf('/models', parseHubFile('me/it/sub/a.gguf', 'main'))).toBe(
      join('/models', 'me', 'it', 'sub', 'a.gguf'),
    );
  });

  it.each([
    ['..', 'a'],
    ['me/..', 'a'],
    ['../me', 'a'],
    ['me', 'a'],
    ['me/it/more', 'a'],
    ['me/it', ''],
    ['me/it', '../a'],
    ['me/it', 'sub/../../a'],
    ['me/it', '/etc/passwd'],
    ['me/it', 'sub//a'],
    ['me/it', 'sub\\a'],
    ['me/it', 'C:a'],
    ['me/it', 'a\0b'],
    ['me/it', 'a.'],
    ['me/it', 'a.gguf.part'],
    ['me/it', 'a.gguf.pulled.json'],
  ])('cannot be %j %j: it would not lie where it should', (repo, file) => {
    expect(() => checkHubFile({ ...good, repo, file })).toThrow(/is not a (repository|file)/);
  });

  it.each(['', '..', '../main', 'main/../x', 'a//b', 'a b', 'a?b'])('cannot have the revision %j', (revision) => {
    expect(() => checkHubFile({ ...good, revision })).toThrow('is not a revision');
  });

  it('is repeated without what would move a terminal’s cursor', () => {
    expect(printable('a\u001b[2Jb\u009bc\nd')).toBe('a [2Jb c d');
  });
});
