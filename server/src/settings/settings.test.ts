import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfigFile } from './config-file.ts';
import { ConfigError } from './errors.ts';
import type { Setting } from './kinds.ts';
import { find, openSources, unknownVariables } from './resolve.ts';
import { keyOf, type SettingName, table, variableOf } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'tramontane-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const names = Object.keys(table) as SettingName[];

describe('the table', () => {
  it('gives every setting names of its own, and words', () => {
    expect(new Set(names.map(variableOf)).size).toBe(names.length);
    expect(new Set(names.map(keyOf)).size).toBe(names.length);
    for (const name of names) expect((table[name] as Setting).help).toMatch(/^[A-Z].*\.$/);
  });

  it('gives every default in a form that could also be set', () => {
    for (const name of names) {
      const { fallback, read, isList }: Setting = table[name];
      const value = fallback({});
      if (value === null || isList) continue;
      expect(read([String(value)]), name).toEqual(value);
    }
  });
});

describe('a setting', () => {
  const path = join(folder, 'config.yaml');
  writeFileSync(path, 'port: 1\nmax-connections: 7\nmodel: [a, b]\nprecise: true\n');
  const env = { TRAMONTANE_CONFIG: path };

  it('is what a flag says, then a variable, then the file, then the default', () => {
    const origin = (sources: ReturnType<typeof openSources>) => find('port', sources);
    expect(origin(openSources({ ...env, PORT: '2' }, { port: '3' }))).toMatchObject({ value: 3, origin: '--port' });
    expect(origin(openSources({ ...env, PORT: '2' }))).toMatchObject({ value: 2, origin: 'PORT' });
    expect(origin(openSources(env))).toMatchObject({ value: 1, origin: `${path}: port` });
    expect(origin(openSources({}))).toMatchObject({ value: 8787, origin: null });
    expect(origin(openSources({ ...env, PORT: '' }))).toMatchObject({ value: 1 });
  });

  it('may be a list or yes and no', () => {
    expect(find('model', openSources(env)).value).toEqual(['a', 'b']);
    expect(find('model', openSources({ TRAMONTANE_MODEL: 'a, b=c' })).value).toEqual(['a', 'b=c']);
    expect(find('precise', openSources(env)).value).toBe(true);
    expect(find('precise', openSources({ TRAMONTANE_PRECISE: 'off' })).value).toBe(false);
  });

  it('that is wrong is refused by the name it was set by', () => {
    const wrong = (text: string) => () => find('port', openSources({ PORT: text }));
    expect(wrong('x')).toThrow("PORT is 'x'; it takes a whole number from 0 to 65535");
    expect(wrong('65536')).toThrow(ConfigError);
    expect(() => find('corsOrigin', openSources({ TRAMONTANE_CORS_ORIGIN: 'https://a.example/path' }))).toThrow(
      'it takes origins such as https://app.example, or *',
    );
    expect(() => find('apiToken', openSources({ TRAMONTANE_API_TOKEN: 'se cret' }))).not.toThrow('se cret');
  });

  it('that nobody knows is noticed', () => {
    expect(unknownVariables({ TRAMONTANE_PROT: '1', TRAMONTANE_METRICS: 'off', HOME: '/' })).toEqual([
      'TRAMONTANE_PROT',
    ]);
  });
});

describe('a file', () => {
  const parse = (text: string) => parseConfigFile(text, 'c.yaml');

  it('is YAML or JSON', () => {
    expect(parse('{"port": 80, "kv-type": "f16"}').texts).toEqual(
      new Map([
        ['port', ['80']],
        ['kvType', ['f16']],
      ]),
    );
    expect(parse('# nothing\n').texts.size).toBe(0);
  });

  it.each([
    ['prot: 1', 'c.yaml: "prot" is not a setting; did you mean \'port\'?'],
    ['maxBodyBytes: 1', "did you mean 'max-body-bytes'?"],
    ['port: [1]', 'c.yaml: port is [1]; it takes a whole number from 0 to 65535'],
    ['port: {a: 1}', 'c.yaml: port is {"a":1}'],
    ['- port', 'c.yaml is not a mapping'],
    ['port: 1\nport: 2', 'neither YAML nor JSON'],
    ['port: "', 'neither YAML nor JSON'],
    ['api-token: {secret: 1}', 'c.yaml: api-token is not valid'],
  ])('%j is refused', (text, words) => {
    expect(() => parse(text)).toThrow(ConfigError);
    expect(() => parse(text)).toThrow(words);
  });

  it('gives settings or a ConfigError for any text', () => {
    const piece = fc.constantFrom(
      'port',
      ': ',
      '1',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '"',
      '!!js ',
      '#',
      '\t',
      'ä',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join('')),
        ),
        (text) => {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
