// Looks a setting up in its sources: a flag overrides a variable, a variable the file, the file the installation's own
// defaults (as those of the Docker image), and these the program's.
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { ConfigError } from './errors.ts';
import type { Environment, Setting } from './kinds.ts';
import { keyOf, type SettingName, type Settings, table, variableOf } from './table.ts';

/** The flags of a command line by name, as parseArgs returns them. */
export type Flags = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** The places in which a setting can be set. */
export interface Sources {
  readonly flags: Flags;
  readonly env: Environment;
  readonly file: ConfigFile | null;
  /** The defaults of an installation, such as a Docker image. */
  readonly defaults?: ConfigFile | null | undefined;
}

/** A setting's value and where it comes from. */
export interface Found<T> {
  readonly value: T;
  /** `--port`, `PORT`, `/etc/tramontane.yaml: port`, or null for the default. */
  readonly origin: string | null;
  /** The texts it was parsed from; empty for the default. */
  readonly texts: readonly string[];
}

/** Variables that name files of settings. */
const fileVariables = { file: 'TRAMONTANE_CONFIG', defaults: 'TRAMONTANE_DEFAULTS' } as const;

/**
 * Reads the file that --config or TRAMONTANE_CONFIG names, and that of TRAMONTANE_DEFAULTS, if there are any.
 * @throws ConfigError if one is not valid
 */
export function openSources(env: Environment, flags: Flags = {}): Sources {
  const open = (path: unknown) => (typeof path === 'string' && path !== '' ? readConfigFile(path) : null);
  const file = open(flags.config || env[fileVariables.file]);
  return { flags, env, file, defaults: open(env[fileVariables.defaults]) };
}

/** Looks a setting up. An empty text counts as not set. @throws ConfigError if the value is not valid */
export function find<K extends SettingName>(name: K, sources: Sources): Found<Settings[K]> {
  const setting = table[name] as Setting as Setting<Settings[K]>;
  const { file, defaults } = sources;
  const made =
    fromFlag(name, sources) ?? fromVariable(name, sources) ?? fromFile(name, file) ?? fromFile(name, defaults ?? null);
  if (!made) return { value: setting.fallback(sources.env), origin: null, texts: [] };
  const value = setting.read(made.texts);
  if (value !== undefined) return { value, ...made };
  // Error messages end up in logs, so a secret is not repeated.
  const found = setting.isSecret ? 'not valid' : `'${made.texts.join(',')}'`;
  throw new ConfigError(made.origin, found, setting.takes);
}

type Made = Pick<Found<unknown>, 'texts'> & { origin: string };

function fromFlag(name: SettingName, { flags }: Sources): Made | undefined {
  const value = flags[keyOf(name)];
  const texts = (Array.isArray(value) ? value : [value])
    .filter((text) => text !== undefined && text !== '')
    .map(String);
  return texts.length > 0 ? { texts, origin: `--${keyOf(name)}` } : undefined;
}

function fromVariable(name: SettingName, { env }: Sources): Made | undefined {
  const origin = variableOf(name);
  const text = env[origin];
  if (!text) return undefined;
  const { isList, isMapping } = table[name] as Setting;
  return { texts: isList && !isMapping ? text.split(',').map((item) => item.trim()) : [text], origin };
}

function fromFile(name: SettingName, file: ConfigFile | null): Made | undefined {
  const texts = file?.texts.get(name);
  return file && texts ? { texts, origin: `${file.path}: ${keyOf(name)}` } : undefined;
}

/** Variables that begin like ours but name no setting: most likely misspelt. */
export function unknownVariables(env: Environment): string[] {
  const known = new Set<string>([
    ...Object.values(fileVariables),
    ...(Object.keys(table) as SettingName[]).map(variableOf),
  ]);
  return Object.keys(env).filter((name) => name.startsWith('TRAMONTANE_') && !known.has(name));
}
