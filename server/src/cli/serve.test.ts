import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledModelPath } from '../bundled-model.ts';
import { readConfig } from '../config.ts';
import { pathOf } from '../store/hub-file.ts';
import { writeRecord } from '../store/installed.ts';
import { findWeights, greeting, readModels } from './serve.ts';

const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
const name = '@cf/tinystories/stories-260k';
const loaded = [{ name, deviceName: 'a device' }];
const server = { url: 'http://127.0.0.1:8787', modelNames: [name] };

describe('--model', () => {
  it('is the bundled model when it is not given', () => {
    expect(readModels([])).toEqual([{ name, path: bundledModelPath }]);
    expect(existsSync(bundledModelPath)).toBe(true);
  });

  it('is a name and a file, which may hold = too; an alias becomes its name', () => {
    expect(readModels(['@cf/me/mine=/a=b.gguf', '@cf/mistral/mistral-7b-instruct-v0.1-vllm=m.gguf'])).toEqual([
      { name: '@cf/me/mine', path: '/a=b.gguf' },
      { name: '@cf/mistral/mistral-7b-instruct-v0.1', path: 'm.gguf' },
    ]);
  });

  it('is the name alone of a model of the catalogue', () => {
    expect(readModels(['@cf/mistral/mistral-7b-instruct-v0.1-vllm', name])).toEqual([
      { name: '@cf/mistral/mistral-7b-instruct-v0.1', path: null },
      { name, path: bundledModelPath },
    ]);
  });

  it.each(['m.gguf', '=m.gguf', 'name=', '@cf/me/mine'])('cannot be %s', (flag) => {
    expect(() => readModels([flag])).toThrow(/^--model takes NAME=FILE, or the NAME alone of .*, found '/);
  });

  it('names each model once', () => {
    expect(() => readModels(['@cf/me/mine=a', '@cf/me/mine=b'])).toThrow('--model names @cf/me/mine twice');
  });
});

describe('a model given by its name alone', () => {
  const mistral = '@cf/mistral/mistral-7b-instruct-v0.1';
  const file = { repo: 'TheBloke/Mistral-7B-Instruct-v0.1-GGUF', revision: 'main' };
  const remote = { sizeBytes: 4, etag: 'e', sha256: null, commit: null };

  it('is the file of it that was pulled last', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tramontane-serve-'));
    try {
      for (const quant of ['Q8_0', 'Q4_K_M']) {
        const one = { ...file, file: `mistral-7b-instruct-v0.1.${quant}.gguf` };
        await mkdir(dirname(pathOf(folder, one)), { recursive: true });
        await writeFile(pathOf(folder, one), 'GGUF');
        await writeRecord(folder, one, remote);
        const found = await findWeights([{ name: mistral, path: null }], folder);
        expect(found).toEqual([{ name: mistral, path: pathOf(folder, one) }]);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has to be pulled first', async () => {
    await expect(findWeights([{ name: mistral, path: null }], '/no/such/folder')).rejects.toThrow(
      `/no/such/folder has no weights of ${mistral}: first run tramontane pull '${mistral}', or give --model '${mistral}=FILE'`,
    );
    expect(await findWeights([{ name: mistral, path: 'm.gguf' }], '/no/such/folder')).toHaveLength(1);
  });
});

describe('the greeting', () => {
  it('tells what was drawn at random, and a command that works as it stands', () => {
    const config = readConfig({});
    const text = greeting(config, loaded, server);
    expect(text).toContain(`${name} on a device`);
    expect(text).toMatch(new RegExp(`account  ${config.accountId}  \\(drawn at random; set TRAMONTANE_ACCOUNT_ID`));
    expect(text).toMatch(new RegExp(`token    ${config.apiToken}  \\(drawn at random; set TRAMONTANE_API_TOKEN`));
    expect(text).toContain(
      `  curl -N 'http://127.0.0.1:8787/client/v4/accounts/${config.accountId}/ai/run/${name}' ` +
        `-H 'Authorization: Bearer ${config.apiToken}' -d '{ "prompt": "Once upon a time", "stream": true }'\n`,
    );
  });

  it('quotes a token that the shell would read otherwise', () => {
    const config = readConfig({ TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: "a'$(b)" });
    const text = greeting(config, loaded, server);
    expect(text).toContain(`-H 'Authorization: Bearer a'\\''$(b)'`);
    expect(text).not.toContain('drawn at random');
  });

  it('knows that tokens of a file bring their accounts', () => {
    const text = greeting(readConfig({ TRAMONTANE_TOKEN_FILE: '/etc/tokens.json' }), loaded, server);
    expect(text).toContain('  account  those of the token, see tramontane token list\n');
    expect(text).toContain('  token    one of /etc/tokens.json\n');
    expect(text).toContain('/client/v4/accounts/ACCOUNT/ai/run/');
  });

  it('does not show the token of a server that others can reach', () => {
    const config = readConfig({ HOST: '0.0.0.0', TRAMONTANE_API_TOKEN: 'a-chosen-secret-word' });
    const text = greeting(config, loaded, { ...server, url: 'http://0.0.0.0:8787' });
    expect(text).not.toContain('chosen-secret');
    expect(text).toContain('-H "Authorization: Bearer $TRAMONTANE_API_TOKEN"');
    expect(text).toContain("curl -N 'http://127.0.0.1:8787/");
  });
});
