// The only reader of the environment. What comes out is complete, checked and frozen; nothing else asks process.env.
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Everything that can be set about a server. */
export interface Config {
  /** Address to listen on. Default 127.0.0.1: nobody else gets in without being asked. */
  readonly host: string;
  /** 0 lets the system choose. Default 8787. */
  readonly port: number;
  /** The account that `apiToken` opens, 32 lower-case hex digits. Tokens of a file bring their own. */
  readonly accountId: string;
  /** A token; null where there is only the file. */
  readonly apiToken: string | null;
  /** A file with more tokens, or null; followed while the server runs. */
  readonly tokenFile: string | null;
  /** Generations a token may ask for in a minute; 0, the default, sets no limit. */
  readonly requestsPerMinute: number;
  /** What was drawn at random because it was not set, so that the operator must be told. */
  readonly generated: { readonly accountId: boolean; readonly apiToken: boolean };
  readonly logLevel: LogLevel;
  /** Which GPU, by its number or a part of its name; null leaves the choice to the engine. */
  readonly device: string | null;
  /** Where compiled GPU pipelines are kept between runs. Default: the user's cache folder of this system. */
  readonly cacheFolder: string;
  /** Where `tramontane pull` puts models and `serve` finds them. Default: the user's data folder of this system. */
  readonly modelsFolder: string;
  /** How long answers that are running may go on after the server was told to stop. Default 10 s. */
  readonly shutdownGraceMs: number;
  /** How long one answer may take; 0, the default, sets no limit: a closed connection stops it anyway. */
  readonly requestTimeoutMs: number;
  /** Largest request body, after decompression. Default 10 MiB. */
  readonly maxBodyBytes: number;
  /** Answers being generated or waiting at one time; one more gets 429. Default 64. */
  readonly maxConcurrentRuns: number;
  /** The same of one token; 0, the default, sets no limit of its own. */
  readonly maxConcurrentRunsPerToken: number;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** pino's levels. */
type LogLevel = (typeof logLevels)[number];

/** What the command line says about settings that the environment can also make; it goes first. */
export interface ConfigFlags {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly device?: string | undefined;
  readonly tokenFile?: string | undefined;
}

/** A setting that cannot be used: which one, what was found, what it takes. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(name: string, found: string, accepted: string) {
    super(`${name} is ${found}; it takes ${accepted}`);
  }
}

/** Reads the settings. A variable that is set to nothing counts as not set. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, flags: ConfigFlags = {}): Config {
  const host = flags.host || env.HOST || '127.0.0.1';
  const accountId = readAccountId(env.TRAMONTANE_ACCOUNT_ID, 'TRAMONTANE_ACCOUNT_ID');
  const apiToken = readToken('TRAMONTANE_API_TOKEN', env.TRAMONTANE_API_TOKEN);
  const tokenFile = readTokenFilePath(env, flags.tokenFile);
  if (apiToken === null && tokenFile === null && !isLoopback(host)) {
    // A random token would be safe too, but whoever opens a port to others should have chosen the key to it.
    throw new ConfigError(
      flags.host ? '--host' : 'HOST',
      `'${host}', which others can reach, and neither TRAMONTANE_API_TOKEN nor TRAMONTANE_TOKEN_FILE is set`,
      'a loopback address (127.0.0.1, ::1, localhost), or any address together with one of them',
    );
  }
  return Object.freeze({
    host,
    port: readInteger(flags.port ? '--port' : 'PORT', flags.port || env.PORT, { fallback: 8787, max: 65535 }),
    accountId: accountId ?? randomBytes(16).toString('hex'),
    apiToken: apiToken ?? (tokenFile === null ? randomBytes(24).toString('base64url') : null),
    tokenFile,
    generated: Object.freeze({ accountId: accountId === null, apiToken: apiToken === null && tokenFile === null }),
    requestsPerMinute: readInteger('TRAMONTANE_REQUESTS_PER_MINUTE', env.TRAMONTANE_REQUESTS_PER_MINUTE, {
      fallback: 0,
      max: 1_000_000,
    }),
    logLevel: readLogLevel(env.LOG_LEVEL),
    device: flags.device || env.TRAMONTANE_DEVICE || null,
    cacheFolder: readCacheFolder(env),
    modelsFolder: readModelsFolder(env),
    shutdownGraceMs: readInteger('TRAMONTANE_SHUTDOWN_GRACE_MS', env.TRAMONTANE_SHUTDOWN_GRACE_MS, {
      fallback: 10_000,
      max: 3_600_000,
    }),
    requestTimeoutMs: readInteger('TRAMONTANE_REQUEST_TIMEOUT_MS', env.TRAMONTANE_REQUEST_TIMEOUT_MS, {
      fallback: 0,
      max: 86_400_000,
    }),
    maxBodyBytes: readInteger('TRAMONTANE_MAX_BODY_BYTES', env.TRAMONTANE_MAX_BODY_BYTES, {
      fallback: 10 * 1024 * 1024,
      min: 1024,
      max: 1024 ** 3,
    }),
    maxConcurrentRuns: readInteger('TRAMONTANE_MAX_CONCURRENT_RUNS', env.TRAMONTANE_MAX_CONCURRENT_RUNS, {
      fallback: 64,
      min: 1,
      max: 65536,
    }),
    maxConcurrentRunsPerToken: readInteger(
      'TRAMONTANE_MAX_CONCURRENT_RUNS_PER_TOKEN',
      env.TRAMONTANE_MAX_CONCURRENT_RUNS_PER_TOKEN,
      { fallback: 0, max: 65536 },
    ),
  });
}

/** Where things are kept that can be made anew, for commands that need no other setting. */
export function readCacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return env.TRAMONTANE_CACHE_FOLDER || join(userCacheFolder(env), 'tramontane');
}

/** Whether packed weights are kept in the cache folder: TRAMONTANE_NO_WEIGHTS_CACHE, set to anything, says no. */
export function readCachesWeights(env: Readonly<Record<string, string | undefined>>): boolean {
  return !env.TRAMONTANE_NO_WEIGHTS_CACHE;
}

const kvTypes = ['f32', 'f16', 'q8_0'] as const;

/** How keys and values are stored, --kv-type before TRAMONTANE_KV_TYPE; undefined leaves the choice to the loader. */
export function readKvType(
  env: Readonly<Record<string, string | undefined>>,
  flag?: string,
): (typeof kvTypes)[number] | undefined {
  const text = flag ?? env.TRAMONTANE_KV_TYPE;
  if (flag === undefined && !text) return undefined;
  const type = kvTypes.find((one) => one === text);
  if (type) return type;
  throw new ConfigError(flag ? '--kv-type' : 'TRAMONTANE_KV_TYPE', `'${text}'`, `one of ${kvTypes.join(', ')}`);
}

function userCacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (process.platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** Where downloaded models lie, for commands that need no other setting. */
export function readModelsFolder(env: Readonly<Record<string, string | undefined>>): string {
  return env.TRAMONTANE_MODELS || join(userDataFolder(env), 'tramontane', 'models');
}

function userDataFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env.XDG_DATA_HOME) return env.XDG_DATA_HOME;
  if (process.platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support')
    : join(homedir(), '.local', 'share');
}

/** Where models are downloaded from. */
export interface HubConfig {
  /** A Hugging Face-compatible hub, without a slash at the end. Default https://huggingface.co. */
  readonly endpoint: string;
  /** Sent to the hub and to nobody else; null where none is set. */
  readonly token: string | null;
}

/** HF_ENDPOINT and HF_TOKEN, as Hugging Face's own tools know them. */
export function readHubConfig(env: Readonly<Record<string, string | undefined>>): HubConfig {
  const text = env.HF_ENDPOINT || 'https://huggingface.co';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    // Not the text itself: an address may hold a password.
    throw new ConfigError('HF_ENDPOINT', 'set, but no address of a hub', 'an address such as https://huggingface.co');
  }
  return { endpoint: url.href.replace(/\/+$/, ''), token: readToken('HF_TOKEN', env.HF_TOKEN) };
}

/** The file of tokens, --token-file before TRAMONTANE_TOKEN_FILE; null where neither is set. */
export function readTokenFilePath(
  env: Readonly<Record<string, string | undefined>>,
  flag: string | undefined,
): string | null {
  return flag || env.TRAMONTANE_TOKEN_FILE || null;
}

/** An account's id in lower case, or null for nothing; `name` is where the text stands. */
export function readAccountId(text: string | undefined, name: string): string | null {
  if (!text) return null;
  if (/^[0-9a-f]{32}$/i.test(text)) return text.toLowerCase();
  throw new ConfigError(name, `'${text}'`, '32 hexadecimal digits');
}

function readToken(name: string, text: string | undefined): string | null {
  if (!text) return null;
  // What cannot stand in an Authorization header could never be presented. The value itself is not repeated: it is
  // a secret, and error messages end in logs.
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  const found = 'set, but holds a space or a character that is not ASCII';
  throw new ConfigError(name, found, 'printable ASCII characters without spaces');
}

function readLogLevel(text: string | undefined): LogLevel {
  const level = logLevels.find((one) => one === (text || 'info'));
  if (level) return level;
  throw new ConfigError('LOG_LEVEL', `'${text}'`, `one of ${logLevels.join(', ')}`);
}

function readInteger(
  name: string,
  text: string | undefined,
  { fallback, min = 0, max }: { fallback: number; min?: number; max: number },
): number {
  if (!text) return fallback;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new ConfigError(name, `'${text}'`, `a whole number from ${min} to ${max}`);
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
