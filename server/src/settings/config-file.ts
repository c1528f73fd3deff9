// A file of settings, YAML or JSON (which is YAML too): from its bytes to texts, by the settings' keys. What the texts
// mean is the table's.
import { readFileSync } from 'node:fs';
import { closestMatch } from 'leven';
import { parse } from 'yaml';
import { ConfigError } from './errors.ts';
import type { Setting } from './kinds.ts';
import { keyOf, type SettingName, table } from './table.ts';

/** What a file says, as the texts that a flag would have. */
export interface ConfigFile {
  readonly path: string;
  readonly texts: ReadonlyMap<SettingName, readonly string[]>;
}

/** Reads a file. @throws ConfigError */
export function readConfigFile(path: string): ConfigFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(path, `a file that cannot be read (${(cause as Error).message})`, 'YAML or JSON');
  }
  return parseConfigFile(text, path);
}

const nameOf = new Map((Object.keys(table) as SettingName[]).map((name) => [keyOf(name), name]));

/** What a text says; `path` is for the words of errors. @throws ConfigError */
export function parseConfigFile(text: string, path: string): ConfigFile {
  const value = parseYaml(text, path) ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new ConfigError(path, 'no mapping', 'settings, each a key and a value: port: 8787');
  }
  const texts = new Map<SettingName, readonly string[]>();
  for (const [key, one] of Object.entries(value)) {
    const name = nameOf.get(key);
    if (name === undefined) throw unknownKey(key, path);
    // As with a variable, nothing is the same as not being there.
    if (one === null || one === '') continue;
    const found = textsOf(one, table[name]);
    if (found === undefined) {
      const { isList, isSecret, takes } = table[name] as Setting;
      const shown = isSecret ? 'something else' : (JSON.stringify(one) ?? String(one)).slice(0, 80);
      throw new ConfigError(`${path}: ${key}`, shown, isList ? `a list of ${takes}` : takes);
    }
    texts.set(name, found);
  }
  return { path, texts };
}

function parseYaml(text: string, path: string): unknown {
  try {
    // As plain data: no tags, no keys that are objects, and only so many aliases.
    return parse(text, { schema: 'core', strict: true, uniqueKeys: true, maxAliasCount: 100, logLevel: 'error' });
  } catch (cause) {
    // The first line says what and where; those below quote the file, which may hold a token.
    const [reason] = (cause as Error).message.split('\n');
    throw new ConfigError(path, `neither YAML nor JSON (${reason?.replace(/:$/, '')})`, 'settings, such as port: 8787');
  }
}

function unknownKey(key: string, path: string): ConfigError {
  const keys = [...nameOf.keys()];
  // People write keys in many spellings.
  const asked = key
    .replace(/^-+/, '')
    .replaceAll('_', '-')
    .replace(/[a-z][A-Z]/g, ([a, b]) => `${a}-${b}`)
    .toLowerCase();
  const close = closestMatch(asked, keys, { maxDistance: Math.max(2, Math.floor(asked.length / 3)) });
  const found = `no setting`;
  const takes = close === undefined ? `one of ${keys.join(', ')}` : `'${close}', perhaps`;
  return new ConfigError(`${path}: ${JSON.stringify(key).slice(0, 80)}`, found, takes);
}

function textsOf(value: unknown, { isList }: Setting): string[] | undefined {
  const values = isList && Array.isArray(value) ? value : [value];
  const isScalar = (one: unknown) =>
    (typeof one === 'string' && one !== '') ||
    typeof one === 'boolean' ||
    (typeof one === 'number' && Number.isFinite(one));
  return values.every(isScalar) ? values.map(String) : undefined;
}
