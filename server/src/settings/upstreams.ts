// The setting `upstreams`: engines elsewhere that serve a model, each a mapping in the file. Their keys stand in files or
// variables of their own, so that nothing here is secret.
import { ConfigError } from './errors.ts';
import type { Setting } from './kinds.ts';

/** One entry: all of its URLs are asked alike. */
export interface UpstreamSetting {
  readonly model: string;
  /** At least one. */
  readonly urls: readonly string[];
  readonly dialect?: string;
  readonly task?: string;
  readonly pooling?: string;
  readonly apiKeyFile?: string;
  readonly apiKeyVariable?: string;
  readonly concurrency?: number;
  readonly queue?: number;
  readonly queueTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly firstByteTimeoutMs?: number;
  readonly silenceTimeoutMs?: number;
}

const dayMs = 86_400_000;

/** A value of one key, or undefined where it is not valid. */
interface Field {
  readonly takes: string;
  readonly read: (value: unknown) => unknown;
}

const aText: Field = {
  takes: 'a text',
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
};

function count(min: number, max: number): Field {
  return {
    takes: `a whole number from ${min} to ${max}`,
    read: (value) =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? value : undefined,
  };
}

const fieldsByKey: Readonly<Record<string, Field & { readonly name: keyof UpstreamSetting }>> = {
  model: { name: 'model', ...aText },
  url: {
    name: 'urls',
    takes: 'a URL such as http://host:8000/v1#name, or a list of them',
    read: (value) => {
      const urls = Array.isArray(value) ? value : [value];
      return urls.length > 0 && urls.every((url) => typeof url === 'string' && url !== '') ? urls : undefined;
    },
  },
  dialect: { name: 'dialect', ...aText },
  task: { name: 'task', ...aText },
  pooling: { name: 'pooling', ...aText },
  'api-key-file': { name: 'apiKeyFile', ...aText },
  'api-key-variable': { name: 'apiKeyVariable', ...aText },
  concurrency: { name: 'concurrency', ...count(1, 65_536) },
  queue: { name: 'queue', ...count(0, 65_536) },
  'queue-timeout-ms': { name: 'queueTimeoutMs', ...count(1, dayMs) },
  'connect-timeout-ms': { name: 'connectTimeoutMs', ...count(1, dayMs) },
  'first-byte-timeout-ms': { name: 'firstByteTimeoutMs', ...count(1, dayMs) },
  'silence-timeout-ms': { name: 'silenceTimeoutMs', ...count(1, dayMs) },
};

/** The setting: mappings in a file, their JSON in a variable. */
export const upstreams: Setting<readonly UpstreamSetting[]> = {
  value: 'JSON',
  help: 'Engines elsewhere that serve models, see docs/engines.md.',
  takes: 'mappings such as {model: NAME, url: http://host:8000/v1}',
  isList: true,
  isMapping: true,
  defaultText: 'none',
  fallback: () => [],
  read(texts) {
    const entries = texts.flatMap(parse);
    return entries.every(isMapping) ? entries.map(readEntry) : undefined;
  },
};

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [undefined];
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws ConfigError that names the key */
function readEntry(entry: Record<string, unknown>, i: number): UpstreamSetting {
  const read: Partial<Record<keyof UpstreamSetting, unknown>> = {};
  for (const [key, value] of Object.entries(entry)) {
    const field = Object.hasOwn(fieldsByKey, key) ? fieldsByKey[key] : undefined;
    const where = `upstreams[${i}]`;
    if (!field) {
      throw new ConfigError(`${where}: '${key}'`, `not a key; the keys are ${Object.keys(fieldsByKey).join(', ')}`);
    }
    const known = field.read(value);
    if (known === undefined)
      throw new ConfigError(`${where}: ${key}`, String(JSON.stringify(value)).slice(0, 80), field.takes);
    read[field.name] = known;
  }
  for (const key of ['model', 'urls'] as const) {
    if (read[key] === undefined) throw new ConfigError(`upstreams[${i}]: ${key === 'urls' ? 'url' : key}`, 'not set');
  }
  return read as unknown as UpstreamSetting; // each key was just read by its own field
}
