// Every setting of a server, in the order in which the README explains them. A setting's name in camelCase becomes its flag
// and its key in a file, in kebab-case. `npm run generate` writes the README's table from this one.
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  choice,
  choiceOrNone,
  type Environment,
  list,
  parsed,
  type Setting,
  text,
  textWithDefault,
  toggle,
  whole,
} from './kinds.ts';
import { upstreams } from './upstreams.ts';

const hourMs = 3_600_000;

/** Each setting by its name. */
export const table = {
  host: textWithDefault({
    variable: 'HOST',
    value: 'ADDRESS',
    help: 'Address to listen on. An address that other machines can reach needs a token.',
    fallback: () => '127.0.0.1',
  }),
  allowedHost: list({
    value: 'NAME',
    help: 'A further name that clients call this server by, such as that of a proxy before it; * for any. On loopback other names are refused. May be repeated.',
    defaultText: 'localhost and loopback addresses; any on other addresses',
  }),
  port: whole({ variable: 'PORT', help: 'Port to listen on; 0 for any free port.', max: 65535, fallback: 8787 }),
  model: list({
    value: 'NAME[=PATH]',
    help: 'A model and its weights, the URL of an engine that serves it, or only the name of an installed model. May be repeated.',
    defaultText: 'the bundled model',
  }),
  alias: list({
    value: 'PATTERN[=NAME]',
    help: 'Another name for a served model; * in it stands for any characters. Without NAME: for the only model. May be repeated.',
    defaultText: 'none',
  }),
  upstreams,
  accountId: parsed(
    {
      value: 'ID',
      help: 'The account that the API token gives access to.',
      takes: '32 hexadecimal digits',
      defaultText: 'drawn at random, printed',
    },
    (id) => (/^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : undefined),
  ),
  apiToken: parsed(
    {
      isSecret: true,
      value: 'TOKEN',
      help: 'A token that clients must send.',
      takes: 'printable ASCII characters without spaces',
      defaultText: 'drawn at random, printed; none with a token file',
    },
    readSecret,
  ),
  tokenFile: text({
    value: 'FILE',
    help: 'A file of tokens, made by tramontane token. The server reads it again when it changes.',
  }),
  requestsPerMinute: whole({
    help: 'Runs that each token may start in a minute; 0 for no limit. Cloudflare allows 300. A request with n > 1 counts once.',
    max: 1_000_000,
    fallback: 0,
  }),
  redisUrl: parsed(
    {
      isSecret: true,
      value: 'URL',
      help: 'A Redis that several servers share, so that the two limits per token hold over all of them.',
      takes: 'a URL such as redis://host:6379 or rediss://user:password@host:6379',
      defaultText: 'none',
    },
    (url) => (/^rediss?:\/\//.test(url) && URL.canParse(url) ? url : undefined),
  ),
  idleUnloadMs: whole({
    help: 'Idle time after which a model gives its memory back; the next request loads it again. 0 for never.',
    unit: 'ms',
    max: 24 * hourMs,
    fallback: 0,
  }),
  maxLoaded: whole({
    help: 'Models that are loaded at once; another one unloads the one that is idle longest. 0 for no limit.',
    max: 65536,
    fallback: 0,
  }),
  maxConcurrentRuns: whole({
    help: 'Answers that are generated at the same time. A token that has its share of them gets 429; others wait up to 10 seconds.',
    min: 1,
    max: 65536,
    fallback: 64,
  }),
  maxConcurrentRunsPerToken: whole({
    help: 'Answers that are generated at the same time for each token; 0 for no limit of its own.',
    max: 65536,
    fallback: 0,
  }),
  maxBodyBytes: whole({
    help: 'Largest request body, decompressed; a larger body gets 413.',
    unit: 'bytes',
    min: 1024,
    max: 1024 ** 3,
    fallback: 10 * 1024 ** 2,
  }),
  maxBodiesBytes: whole<number | null>({
    help: 'Memory for all request bodies together. A token may have half of what others leave; further bodies wait, then get 429.',
    unit: 'bytes',
    min: 2048,
    max: 2 ** 49,
    fallback: null,
    defaultText: '16 times the largest body',
  }),
  minBodyRate: whole({
    help: 'Slowest rate of a request body, after 5 seconds; a slower one gets 408. 0 for no limit.',
    unit: 'bytes per second',
    max: 1024 ** 3,
    fallback: 8192,
  }),
  maxHeaderBytes: whole({
    help: 'Largest total size of the request headers; larger headers get 431.',
    unit: 'bytes',
    min: 1024,
    max: 1024 ** 2,
    fallback: 16 * 1024,
  }),
  maxConnections: whole({
    help: 'Open connections; for a further one, the one that has been idle for longest is closed.',
    min: 1,
    max: 1_000_000,
    fallback: 2048,
  }),
  headersTimeoutMs: whole({
    help: 'Time within which the headers of a request must arrive, otherwise it gets 408; 0 for no limit.',
    unit: 'ms',
    max: hourMs,
    fallback: 20_000,
  }),
  receiveTimeoutMs: whole({
    help: 'Time within which a whole request must arrive, otherwise it gets 408; 0 for no limit.',
    unit: 'ms',
    max: hourMs,
    fallback: 120_000,
  }),
  keepAliveTimeoutMs: whole({
    help: "Time for which an idle connection stays open. Behind a proxy, set it longer than the proxy's own.",
    unit: 'ms',
    min: 1,
    max: hourMs,
    fallback: 5000,
  }),
  requestTimeoutMs: whole({
    help: 'Longest time for one answer; a longer one gets 408. 0: as long as its client waits.',
    unit: 'ms',
    max: 24 * hourMs,
    fallback: 0,
  }),
  drainDelayMs: whole({
    help: 'Time for which a stopping server still takes requests while /readyz says 503, so that load balancers notice.',
    unit: 'ms',
    max: hourMs,
    fallback: 0,
  }),
  shutdownGraceMs: whole({
    help: 'Time that running answers then have to finish.',
    unit: 'ms',
    max: hourMs,
    fallback: 10_000,
  }),
  corsOrigin: list(
    {
      value: 'ORIGIN',
      help: 'A web origin whose pages may read answers (https://app.example), or * for any. May be repeated.',
      takes: 'origins such as https://app.example, or *',
      defaultText: 'none',
    },
    isOrigin,
  ),
  metrics: choice(['token', 'loopback', 'open', 'off'], {
    value: 'WHO',
    help: 'Who may read /metrics: token (clients with a valid token), loopback (this machine), open (everyone), off.',
    fallback: 'token',
  }),
  undeclaredProperties: choice(['never', 'last', 'anywhere'], {
    value: 'PLACE',
    help: 'Where structured answers have properties that their JSON schema neither declares nor forbids: never, last (behind the declared ones) or anywhere. A request may say otherwise.',
    fallback: 'never',
  }),
  logLevel: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    variable: 'LOG_LEVEL',
    value: 'LEVEL',
    help: 'Least severe messages that are logged: fatal, error, warn, info, debug, trace or silent.',
    fallback: 'info',
  }),
  logFormat: choice(['auto', 'json', 'text'], {
    value: 'FORMAT',
    help: 'Form of the log: json, text, or auto (text on a terminal, otherwise json).',
    fallback: 'auto',
  }),
  logProbes: toggle({
    help: 'Log requests for /healthz, /readyz and /metrics too, which load balancers and Prometheus send all the time.',
  }),
  device: text({
    value: 'DEVICE',
    help: 'The device to run on: its number or part of its name, see tramontane devices.',
    defaultText: 'the best one',
  }),
  context: whole<number | null>({
    help: 'Context window: most tokens of prompt and answer together. Longer requests get 413.',
    unit: 'tokens',
    min: 1,
    max: 2 ** 31 - 1,
    fallback: null,
    defaultText: 'what the file says',
  }),
  slidingWindow: whole<number | null>({
    help: 'Sliding window of attention; 0 for none.',
    unit: 'tokens',
    max: 2 ** 31 - 1,
    fallback: null,
    defaultText: 'what the file or the catalogue says',
  }),
  kvType: choiceOrNone(['f32', 'f16', 'q8_0'], {
    value: 'TYPE',
    help: 'Number format of the KV cache: f32, f16 or q8_0.',
    defaultText: 'f16, or f32 with precise',
  }),
  kvCacheBytes: whole<number | null>({
    help: "Memory for a model's KV cache.",
    unit: 'bytes',
    min: 1,
    max: 2 ** 49,
    fallback: null,
    defaultText: "what the weights leave; on a CPU a quarter of the machine's",
  }),
  precise: toggle({
    help: 'Compute activations, keys and values in float32: slower, and as exact as the weights allow.',
  }),
  batchInvariant: toggle({
    help: 'Give the same greedy answer whatever else runs: use no kernels that round differently in longer steps.',
  }),
  noWeightsCache: toggle({
    help: 'Do not cache packed weights on disk. The cache makes later starts faster and is as large as the weight file.',
  }),
  cacheFolder: textWithDefault({
    value: 'FOLDER',
    help: 'Folder for compiled pipelines, kernel timings and packed weights.',
    fallback: (env) => join(userCacheFolder(env), 'tramontane'),
    defaultText: "`tramontane` in the user's cache folder",
  }),
  modelsFolder: textWithDefault({
    variable: 'TRAMONTANE_MODELS',
    value: 'FOLDER',
    help: 'Folder that tramontane pull downloads to.',
    fallback: (env) => join(userDataFolder(env), 'tramontane', 'models'),
    defaultText: "`tramontane/models` in the user's data folder",
  }),
} as const satisfies Record<string, Setting>;

/** The name of a setting. */
export type SettingName = keyof typeof table;

/** The type of each setting's value. */
export type Settings = {
  readonly [K in SettingName]: (typeof table)[K] extends Setting<infer T> ? T : never;
};

/** A setting's flag, without the dashes, and its key in a file. */
export function keyOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A setting's environment variable. */
export function variableOf(name: SettingName): string {
  return (table[name] as Setting).variable ?? `TRAMONTANE_${keyOf(name).toUpperCase().replaceAll('-', '_')}`;
}

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Refuses characters that an Authorization header cannot carry: no client could send such a token. */
export function readSecret(text: string): string | undefined {
  return /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

function userCacheFolder(env: Environment): string {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (process.platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

function userDataFolder(env: Environment): string {
  if (env.XDG_DATA_HOME) return env.XDG_DATA_HOME;
  if (process.platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support')
    : join(homedir(), '.local', 'share');
}
