// Everything that can be set about a server, in the order in which it is explained. The name of a setting in camelCase is
// also its flag and its key in a file, in kebab-case; the README's table is made of this one and a test compares them.
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

const hourMs = 3_600_000;

/** See above. */
export const table = {
  host: textWithDefault({
    variable: 'HOST',
    value: 'ADDRESS',
    help: 'Address to listen on; one that others can reach needs a token.',
    fallback: () => '127.0.0.1',
  }),
  port: whole({ variable: 'PORT', help: 'Port to listen on, 0 for any free one.', max: 65535, fallback: 8787 }),
  model: list({
    value: 'NAME[=PATH]',
    help: 'A model and its weights, or the name alone of one that is installed. May be repeated.',
    defaultText: 'the bundled model',
  }),
  accountId: parsed(
    {
      value: 'ID',
      help: 'The account that the API token opens.',
      takes: '32 hexadecimal digits',
      defaultText: 'drawn at random, printed',
    },
    (id) => (/^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : undefined),
  ),
  apiToken: parsed(
    {
      isSecret: true,
      value: 'TOKEN',
      help: 'A token that opens the server.',
      takes: 'printable ASCII characters without spaces',
      defaultText: 'drawn at random, printed; none where there is a token file',
    },
    readSecret,
  ),
  tokenFile: text({ value: 'FILE', help: 'More tokens, made by tramontane token; followed while the server runs.' }),
  requestsPerMinute: whole({
    help: 'Requests for text each token may make in a minute, whatever their n, 0 for any number; the real service allows 300.',
    max: 1_000_000,
    fallback: 0,
  }),
  maxConcurrentRuns: whole({
    help: 'Answers under way at one time; one more is answered 429.',
    min: 1,
    max: 65536,
    fallback: 64,
  }),
  maxConcurrentRunsPerToken: whole({
    help: 'The same of each token, 0 for no limit but that of all together.',
    max: 65536,
    fallback: 0,
  }),
  maxBodyBytes: whole({
    help: 'Largest body of a request, unpacked; a larger one is answered 413.',
    unit: 'bytes',
    min: 1024,
    max: 1024 ** 3,
    fallback: 10 * 1024 ** 2,
  }),
  maxHeaderBytes: whole({
    help: 'Largest head of a request; a larger one is answered 431.',
    unit: 'bytes',
    min: 1024,
    max: 1024 ** 2,
    fallback: 16 * 1024,
  }),
  maxConnections: whole({
    help: 'Connections at one time; one more is closed at once.',
    min: 1,
    max: 1_000_000,
    fallback: 2048,
  }),
  headersTimeoutMs: whole({
    help: 'How long the head of a request may take to come; later it is answered 408. 0: any time.',
    unit: 'ms',
    max: hourMs,
    fallback: 20_000,
  }),
  receiveTimeoutMs: whole({
    help: 'How long a whole request may take to come; later it is answered 408. 0: any time.',
    unit: 'ms',
    max: hourMs,
    fallback: 120_000,
  }),
  keepAliveTimeoutMs: whole({
    help: 'How long a connection stays open between two requests. Behind a proxy, longer than the proxy does.',
    unit: 'ms',
    min: 1,
    max: hourMs,
    fallback: 5000,
  }),
  requestTimeoutMs: whole({
    help: 'How long an answer may take; then it is 408. 0: as long as its client waits.',
    unit: 'ms',
    max: 24 * hourMs,
    fallback: 0,
  }),
  drainDelayMs: whole({
    help: 'How long a server that is told to stop still takes requests, so that load balancers see /readyz say 503.',
    unit: 'ms',
    max: hourMs,
    fallback: 0,
  }),
  shutdownGraceMs: whole({
    help: 'How long running answers may go on after that.',
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
    help: 'Who may read /metrics: token (any that is good), loopback (this machine), open (anybody), off.',
    fallback: 'token',
  }),
  logLevel: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    variable: 'LOG_LEVEL',
    value: 'LEVEL',
    help: 'What is logged: fatal, error, warn, info, debug, trace or silent.',
    fallback: 'info',
  }),
  device: text({
    value: 'DEVICE',
    help: 'GPU: its number or name in tramontane devices.',
    defaultText: 'the best one',
  }),
  context: whole<number | null>({
    help: 'Positions of a sequence, prompt and answer; more is answered 413.',
    unit: 'tokens',
    min: 1,
    max: 2 ** 31 - 1,
    fallback: null,
    defaultText: 'what the file says',
  }),
  slidingWindow: whole<number | null>({
    help: 'Positions that attention looks back, 0 for all.',
    unit: 'tokens',
    max: 2 ** 31 - 1,
    fallback: null,
    defaultText: 'what the file or the catalogue says',
  }),
  kvType: choiceOrNone(['f32', 'f16', 'q8_0'], {
    value: 'TYPE',
    help: 'How keys and values are stored: f32, f16 or q8_0.',
    defaultText: 'f16, with precise f32',
  }),
  kvCacheBytes: whole<number | null>({
    help: 'Memory for the keys and values of all sequences of a model.',
    unit: 'bytes',
    min: 1,
    max: 2 ** 49,
    fallback: null,
    defaultText: "what the weights leave, on a CPU a quarter of the machine's",
  }),
  precise: toggle({
    help: 'Activations, keys and values in float32: slower, and as exact as the weights are.',
  }),
  batchInvariant: toggle({
    help: 'The same answer whatever runs beside it: no kernels that round differently in longer steps.',
  }),
  noWeightsCache: toggle({
    help: 'Do not keep packed weights for the next start; they take as much room as the file.',
  }),
  cacheFolder: textWithDefault({
    value: 'FOLDER',
    help: 'Compiled GPU pipelines, what was found fastest on the device, and weights as it reads them.',
    fallback: (env) => join(userCacheFolder(env), 'tramontane'),
    defaultText: "`tramontane` in the user's cache folder",
  }),
  modelsFolder: textWithDefault({
    variable: 'TRAMONTANE_MODELS',
    value: 'FOLDER',
    help: 'What tramontane pull has downloaded.',
    fallback: (env) => join(userDataFolder(env), 'tramontane', 'models'),
    defaultText: "`tramontane/models` in the user's data folder",
  }),
} as const satisfies Record<string, Setting>;

/** Which setting. */
export type SettingName = keyof typeof table;

/** The value that each setting has. */
export type Settings = {
  readonly [K in SettingName]: (typeof table)[K] extends Setting<infer T> ? T : never;
};

/** Its flag, without the dashes, and its key in a file. */
export function keyOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Its name in the environment. */
export function variableOf(name: SettingName): string {
  return (table[name] as Setting).variable ?? `TRAMONTANE_${keyOf(name).toUpperCase().replaceAll('-', '_')}`;
}

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** What cannot stand in an Authorization header could never be presented. */
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
