// What a setting is, and who said so: a flag goes before a variable, a variable before a file, a file before the default.
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { ConfigError } from './errors.ts';
import type { Environment, Setting } from './kinds.ts';
import { keyOf, type SettingName, type Settings, table, variableOf } from './table.ts';

/** Flags of a command line by their names, as parseArgs gives them. */
export type Flags = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** Where settings are made. */
export interface Sources {
  readonly flags: Flags;
  readonly env: Environment;
  readonly file: ConfigFile | null;
}

/** A setting that was looked up. */
export interface Found<T> {
  readonly value: T;
  /** `--port`, `PORT`, `/etc/tramontane.yaml: port`, or null for the default. */
  readonly origin: string | null;
  /** What it was read from; empty for the default. */
  readonly texts: readonly string[];
}

/** Reads the file that --config or TRAMONTANE_CONFIG names, if any. @throws ConfigError when it cannot be used */
export function openSources(env: Environment, flags: Flags = {}): Sources {
  const path = flags.config || env.TRAMONTANE_CONFIG;
  return { flags, env, file: typeof path === 'string' ? readConfigFile(path) : null };
}

/** Looks a setting up. What is set to nothing counts as not set. @throws ConfigError when it is no value of its kind */
export function find<K extends SettingName>(name: K, sources: Sources): Found<Settings[K]> {
  const setting = table[name] as Setting as Setting<Settings[K]>;
  const made = fromFlag(name, sources) ?? fromVariable(name, sources) ?? fromFile(name, sources);
  if (!made) return { value: setting.fallback(sources.env), origin: null, texts: [] };
  const value = setting.read(made.texts);
  if (value !== undefined) return { value, ...made };
  // A secret is not repeated: error messages end in logs.
  const found = setting.isSecret ? 'set, but of another form' : `'${made.texts.join(',')}'`;
  throw new ConfigError(made.origin, found, setting.takes);
}

type Made = Pick<Found<unknown>, 'texts'> & { origin: string };

function fromFlag(name: SettingName, { flags }: Sources): Made | undefined {
  const value = flags[keyOf(name)];
  const texts = (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== '').map(String);
  return texts.length > 0 ? { texts, origin: `--${keyOf(name)}` } : undefined;
}

function fromVariable(name: SettingName, { env }: Sources): Made | undefined {
  const origin = variableOf(name);
  const text = env[origin];
  if (!text) return undefined;
  const { isList } = table[name] as Setting;
  return { texts: isList ? text.split(',').map((one) => one.trim()) : [text], origin };
}

function fromFile(name: SettingName, { file }: Sources): Made | undefined {
  const texts = file?.texts.get(name);
  return file && texts ? { texts, origin: `${file.path}: ${keyOf(name)}` } : undefined;
}

/** Variables that look like ours and are none: most likely misspelt. */
export function unknownVariables(env: Environment): string[] {
  const known = new Set(['TRAMONTANE_CONFIG', ...(Object.keys(table) as SettingName[]).map(variableOf)]);
  return Object.keys(env).filter((name) => name.startsWith('TRAMONTANE_') && !known.has(name));
}
