// The weights that a command line names: files, catalogue names, installed files, and what is refused.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { bundledModelPath } from '../bundled-model.ts';
import { pathOf } from '../store/hub-file.ts';
import { writeRecord } from '../store/installed.ts';
import { findModels, findWeights } from './find-model.ts';

const mistral = '@cf/mistral/mistral-7b-instruct-v0.1';
const golden = (file: string) => fileURLToPath(new URL(`../../test/goldens/${file}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tramontane-find-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A models folder with these files, pulled in this order. */
async function modelsFolder(...files: readonly { repo: string; file: string }[]): Promise<string> {
  const models = mkdtempSync(join(folder, 'models-'));
  for (const file of files) {
    const hubFile = { ...file, revision: 'main' };
    mkdirSync(dirname(pathOf(models, hubFile)), { recursive: true });
    writeFileSync(pathOf(models, hubFile), 'GGUF');
    await writeRecord(models, hubFile, { sizeBytes: 4, etag: 'e', sha256: null, commit: null });
    await new Promise((resolve) => setTimeout(resolve, 5)); // the time of the pull decides
  }
  return models;
}

const repo = 'TheBloke/Mistral-7B-Instruct-v0.1-GGUF';
const pulled = (quant: string) => ({ repo, file: `mistral-7b-instruct-v0.1.${quant}.gguf` });

describe('serve --model', () => {
  const find = (flags: readonly string[]) => findModels(flags, '/no/such/folder');

  it('is the bundled model when it is not given', async () => {
    const bundled = { name: '@cf/tinystories/stories-260k', path: bundledModelPath };
    expect(await find([])).toEqual([bundled]);
    expect(await find([bundled.name])).toEqual([bundled]);
  });

  it('is a name and a file, which may hold = too; an alias becomes its name', async () => {
    expect(await find(['@cf/me/mine=/a=b.gguf', `${mistral}-vllm=m.gguf`])).toEqual([
      { name: '@cf/me/mine', path: '/a=b.gguf' },
      { name: mistral, path: 'm.gguf' },
    ]);
  });

  it('is a file alone, named by its metadata', async () => {
    const path = golden('tiny-mha.f32.gguf');
    const name = (await find([path]))[0]?.name;
    expect(name).toMatch(/^[a-z0-9._@/-]+$/);
    const copy = join(folder, 'Any Other.Q4_K_M.gguf');
    copyFileSync(path, copy);
    expect(await find([copy])).toEqual([{ name, path: copy }]);
  });

  it('is a folder, or a file whose metadata has no name, named by the file', async () => {
    expect((await find([golden('tiny-mistral-swa')]))[0]?.name).toBe('tiny-mistral-swa');
  });

  it('has the name and the facts of the catalogue for a file that the catalogue publishes', async () => {
    const path = join(folder, pulled('Q4_K_M').file);
    writeFileSync(path, 'GGUF');
    expect(await find([path])).toEqual([{ name: mistral, path }]);
  });

  it.each(['=m.gguf', 'name='])('cannot be %s', async (flag) => {
    await expect(find([flag])).rejects.toThrow(`--model takes NAME=PATH, NAME or PATH, found '${flag}'`);
  });

  it('names each model once', async () => {
    await expect(find(['@cf/me/mine=a', '@cf/me/mine=b'])).rejects.toThrow('--model names @cf/me/mine twice');
  });
});

describe('the name of an installed model', () => {
  it('is the file of it that was pulled last', async () => {
    const models = await modelsFolder(pulled('Q8_0'), pulled('Q4_K_M'));
    const { path, entry } = await findWeights(`${mistral}-vllm`, models);
    expect([path, entry?.name]).toEqual([join(models, repo, pulled('Q4_K_M').file), mistral]);
  });

  it('may be that of a file outside the catalogue: OWNER/NAME/FILE, OWNER/NAME or FILE', async () => {
    const models = await modelsFolder({ repo: 'me/Model-GGUF', file: 'sub/model.gguf' });
    for (const text of ['me/Model-GGUF/sub/model.gguf', 'me/Model-GGUF', 'model.gguf']) {
      expect(await findWeights(text, models)).toEqual({ path: join(models, 'me/Model-GGUF/sub/model.gguf') });
    }
  });

  it('has to be pulled first', async () => {
    await expect(findWeights(mistral, '/no/such/folder')).rejects.toThrow(
      `/no/such/folder has no weights of ${mistral}. Run tramontane pull '${mistral}', then tramontane serve --model '${mistral}'`,
    );
  });

  it('that is misspelt is answered with the closest one', async () => {
    const models = await modelsFolder({ repo: 'me/Model-GGUF', file: 'model.gguf' });
    await expect(findWeights('@cf/mistral/mistral-7b-instruct-v0.l', models)).rejects.toThrow(
      `'@cf/mistral/mistral-7b-instruct-v0.l' is neither a file nor the name of an installed model; did you mean '${mistral}'?`,
    );
    await expect(findWeights('llama', models)).rejects.toThrow('tramontane models lists them');
  });

  it('is not looked for where a path is meant: the reader of the file says what is wrong', async () => {
    for (const path of ['/no/such/file', './file', 'file.gguf']) {
      expect(await findWeights(path, '/no/such/folder')).toEqual({ path });
    }
  });
});
