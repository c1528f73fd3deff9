// Reads a configuration file, YAML or JSON (JSON is YAML too), into a text for each setting. table.ts parses the texts.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { closestTo } from './closest.ts';
import { ConfigError } from './errors.ts';
import type { Setting } from './kinds.ts';
import { keyOf, type SettingName, table } from './table.ts';

/** The settings of a file, each as the texts that its flag would have. */
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
    throw new ConfigError(path, `not readable (${(cause as Error).message})`, 'YAML or JSON');
  }
  return parseConfigFile(text, path);
}

const nameOf = new Map((Object.keys(table) as SettingName[]).map((name) => [keyOf(name), name]));

/** Parses the text of a file; error messages name `path`. @throws ConfigError */
export function parseConfigFile(text: string, path: string): ConfigFile {
  const value = parseYaml(text, path) ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new ConfigError(path, 'not a mapping', 'settings, each a key and a value: port: 8787');
  }
  return { path, texts: readMapping(value, path) };
}

/** The settings of a mapping, each as the texts that its flag would have. `origin` names it in errors. @throws ConfigError */
export function readMapping(value: object, origin: string): Map<SettingName, readonly string[]> {
  const texts = new Map<SettingName, readonly string[]>();
  for (const [key, item] of Object.entries(value)) {
    const name = nameOf.get(key);
    if (name === undefined) throw unknownKey(key, origin);
    // An empty value counts as not set, as it does for a variable.
    if (item === undefined || item === null || item === '') continue;
    const found = textsOf(item, table[name]);
    if (found === undefined) {
      const { isList, isSecret, takes } = table[name] as Setting;
      const shown = isSecret ? 'not valid' : (JSON.stringify(item) ?? String(item)).slice(0, 80);
      throw new ConfigError(`${origin}: ${key}`, shown, isList ? `a list of ${takes}` : takes);
    }
    texts.set(name, found);
  }
  return texts;
}

function parseYaml(text: string, path: string): unknown {
  try {
    // Plain data only: no tags, no objects as keys, a limited number of aliases.
    return parse(text, { schema: 'core', strict: true, uniqueKeys: true, maxAliasCount: 100, logLevel: 'error' });
  } catch (cause) {
    // Only the first line of the message: the lines after it quote the file, which may hold a token.
    const [reason] = (cause as Error).message.split('\n');
    throw new ConfigError(path, `neither YAML nor JSON (${reason?.replace(/:$/, '')})`, 'settings, such as port: 8787');
  }
}

function unknownKey(key: string, origin: string): ConfigError {
  const keys = [...nameOf.keys()];
  // Accept max_body_bytes, maxBodyBytes and --max-body-bytes as spellings to search with.
  const spelling = key
    .replace(/^-+/, '')
    .replaceAll('_', '-')
    .replace(/[a-z][A-Z]/g, ([a, b]) => `${a}-${b}`)
    .toLowerCase();
  const close = closestTo(spelling, keys);
  const advice = close === undefined ? `the settings are ${keys.join(', ')}` : `did you mean '${close}'?`;
  return new ConfigError(`${origin}: ${JSON.stringify(key).slice(0, 80)}`, `not a setting; ${advice}`);
}

function textsOf(value: unknown, { isList, isMapping }: Setting): string[] | undefined {
  const values = isList && Array.isArray(value) ? value : [value];
  if (isMapping) return values.map((item) => JSON.stringify(item));
  const isScalar = (item: unknown) =>
    (typeof item === 'string' && item !== '') ||
    typeof item === 'boolean' ||
    (typeof item === 'number' && Number.isFinite(item));
  return values.every(isScalar) ? values.map(String) : undefined;
}
