import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, readHubConfig, readSetting } from './config.ts';

const accountId = '023e105f4ecef8ad9ca31a8372d0c353';

describe('readConfig', () => {
  it('makes safe defaults out of nothing, and says which of them it drew', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8787,
      logLevel: 'info',
      device: null,
      requestTimeoutMs: 0,
    });
    expect(config.accountId).toMatch(/^[0-9a-f]{32}$/);
    expect(config.apiToken).toMatch(/^[\w-]{32}$/);
    expect(config.generated).toEqual({ accountId: true, apiToken: true });
    expect(readConfig({}).apiToken).not.toBe(config.apiToken);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes what is set, and a flag before the environment', () => {
    const env = { PORT: '0', HOST: '::1', TRAMONTANE_ACCOUNT_ID: accountId.toUpperCase(), TRAMONTANE_API_TOKEN: 't0k' };
    const config = readConfig({ ...env, LOG_LEVEL: 'debug', TRAMONTANE_DEVICE: 'llvmpipe' }, { port: '81' });
    expect(config).toMatchObject({ host: '::1', port: 81, accountId, apiToken: 't0k', logLevel: 'debug' });
    expect(config.device).toBe('llvmpipe');
    expect(config.generated).toEqual({ accountId: false, apiToken: false });
    expect(readConfig(env).port).toBe(0);
  });

  it('keeps pipelines where the system keeps caches, unless told otherwise', () => {
    expect(readConfig({ XDG_CACHE_HOME: '/caches' }).cacheFolder).toBe(join('/caches', 'tramontane'));
    expect(readConfig({}).cacheFolder.startsWith(homedir())).toBe(true);
    expect(readConfig({ TRAMONTANE_CACHE_FOLDER: '/here', XDG_CACHE_HOME: '/caches' }).cacheFolder).toBe('/here');
  });

  it('treats an empty variable as one that is not set', () => {
    expect(readConfig({ PORT: '', TRAMONTANE_API_TOKEN: '' })).toMatchObject({ port: 8787 });
    expect(readConfig({ TRAMONTANE_API_TOKEN: '' }).generated.apiToken).toBe(true);
  });

  it('listens beyond loopback only with a token that was chosen', () => {
    expect(() => readConfig({ HOST: '0.0.0.0' })).toThrow(
      /^HOST is '0\.0\.0\.0'.*neither TRAMONTANE_API_TOKEN nor TRAMONTANE_TOKEN_FILE/,
    );
    expect(readConfig({ HOST: '0.0.0.0', TRAMONTANE_TOKEN_FILE: '/tokens' })).toMatchObject({
      apiToken: null,
      tokenFile: '/tokens',
      generated: { apiToken: false },
    });
    expect(() => readConfig({}, { host: '::' })).toThrow(/^--host is '::'/);
    expect(() => readConfig({ HOST: '127.evil.example' })).toThrow(ConfigError);
    expect(readConfig({ HOST: '0.0.0.0', TRAMONTANE_API_TOKEN: 'chosen-by-drawing' }).host).toBe('0.0.0.0');
    for (const host of ['localhost', '127.0.0.1', '127.8.9.10', '::1'])
      expect(readConfig({ HOST: host }).host).toBe(host);
  });

  it('listens beyond loopback only with a token that takes time to guess, and does not repeat it', () => {
    const short = { TRAMONTANE_API_TOKEN: 'fifteen-letters' };
    expect(() => readConfig({ HOST: '0.0.0.0', ...short })).toThrow(
      /^TRAMONTANE_API_TOKEN is shorter than 16 characters, and others can reach '0\.0\.0\.0'/,
    );
    expect(() => readConfig({ HOST: '0.0.0.0', TRAMONTANE_TOKEN_FILE: '/tokens', ...short })).toThrow(ConfigError);
    expect(() => readConfig({ HOST: '0.0.0.0', ...short })).not.toThrow('fifteen');
    expect(readConfig(short).apiToken).toBe('fifteen-letters');
  });

  it.each([
    [{ PORT: 'http' }, "PORT is 'http'; it takes a whole number from 0 to 65535"],
    [{ PORT: '65536' }, "PORT is '65536'; it takes a whole number from 0 to 65535"],
    [{ PORT: '-1' }, "PORT is '-1'; it takes a whole number from 0 to 65535"],
    [{ PORT: '8e3' }, "PORT is '8e3'; it takes a whole number from 0 to 65535"],
    [{ TRAMONTANE_ACCOUNT_ID: 'me' }, "TRAMONTANE_ACCOUNT_ID is 'me'; it takes 32 hexadecimal digits"],
    [{ LOG_LEVEL: 'loud' }, "LOG_LEVEL is 'loud'; it takes one of fatal, error, warn, info, debug, trace, silent"],
    [{ TRAMONTANE_MAX_BODY_BYTES: '10' }, "TRAMONTANE_MAX_BODY_BYTES is '10'; it takes a whole number from 1024 to"],
    [{ TRAMONTANE_MAX_CONCURRENT_RUNS: '0' }, 'TRAMONTANE_MAX_CONCURRENT_RUNS'],
    [{ TRAMONTANE_SHUTDOWN_GRACE_MS: '1.5' }, 'TRAMONTANE_SHUTDOWN_GRACE_MS'],
    [{ TRAMONTANE_REQUEST_TIMEOUT_MS: 'never' }, 'TRAMONTANE_REQUEST_TIMEOUT_MS'],
  ])('%j names the variable, what was found and what is accepted', (env, words) => {
    expect(() => readConfig(env)).toThrow(words);
  });

  it('does not repeat a token that it refuses', () => {
    expect(() => readConfig({ TRAMONTANE_API_TOKEN: 'my secret' })).toThrow(/^(?!.*my secret).*TRAMONTANE_API_TOKEN/);
  });
});

describe('the models folder', () => {
  it('lies where the system keeps a user’s data, unless told otherwise', () => {
    expect(readSetting('modelsFolder', { XDG_DATA_HOME: '/data' })).toBe(join('/data', 'tramontane', 'models'));
    expect(readSetting('modelsFolder', {}).startsWith(homedir())).toBe(true);
    expect(readSetting('modelsFolder', { TRAMONTANE_MODELS: '/here', XDG_DATA_HOME: '/data' })).toBe('/here');
    expect(readConfig({ TRAMONTANE_MODELS: '/here' }).modelsFolder).toBe('/here');
  });
});

describe('readHubConfig', () => {
  it('is Hugging Face without a token, unless told otherwise', () => {
    expect(readHubConfig({})).toEqual({ endpoint: 'https://huggingface.co', token: null });
    expect(readHubConfig({ HF_ENDPOINT: 'http://mirror:8080/hf/', HF_TOKEN: 'hf_x' })).toEqual({
      endpoint: 'http://mirror:8080/hf',
      token: 'hf_x',
    });
  });

  it('refuses what is no address or no token, and repeats neither', () => {
    for (const HF_ENDPOINT of ['huggingface.co', 'ftp://hub', 'https://me:secret@hub', 'https://hub?key=secret']) {
      expect(() => readHubConfig({ HF_ENDPOINT })).toThrow(/^HF_ENDPOINT is not valid(?!.*secret)/);
    }
    expect(() => readHubConfig({ HF_TOKEN: 'my secret' })).toThrow(/^HF_TOKEN is not valid(?!.*my secret)/);
  });
});

describe('how keys and values are stored', () => {
  it('is what the flag says, then the environment, else left to the loader', () => {
    expect(readSetting('kvType', { TRAMONTANE_KV_TYPE: 'q8_0' }, { 'kv-type': 'f32' })).toBe('f32');
    expect(readSetting('kvType', { TRAMONTANE_KV_TYPE: 'q8_0' })).toBe('q8_0');
    expect(readSetting('kvType', { TRAMONTANE_KV_TYPE: '' })).toBeNull();
  });

  it('is refused when it is no type there is', () => {
    expect(() => readSetting('kvType', {}, { 'kv-type': 'q4_0' })).toThrow(
      "--kv-type is 'q4_0'; it takes one of f32, f16, q8_0",
    );
    expect(() => readSetting('kvType', { TRAMONTANE_KV_TYPE: 'F16' })).toThrow("TRAMONTANE_KV_TYPE is 'F16'");
  });
});
