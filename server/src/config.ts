// A server's settings, checked and frozen. settings/table.ts lists them; this file holds the rules between settings.
import { randomBytes } from 'node:crypto';
import { ConfigError } from './settings/errors.ts';
import type { Environment } from './settings/kinds.ts';
import { type Flags, find, openSources, type Sources } from './settings/resolve.ts';
import { readSecret, type SettingName, type Settings, table } from './settings/table.ts';

export { ConfigError } from './settings/errors.ts';

/** The settings of a server; settings/table.ts explains each. */
export interface Config extends Settings {
  /** Drawn at random if it is not set. */
  readonly accountId: string;
  /** For bodies of all requests together. */
  readonly maxBodiesBytes: number;
  /** Which of them were drawn at random: the operator must be told these. */
  readonly generated: { readonly accountId: boolean; readonly apiToken: boolean };
}

/** Reads the settings: flags override the environment, which overrides the file of --config or TRAMONTANE_CONFIG. */
export function readConfig(env: Environment, flags: Flags = {}): Config {
  return configOf(openSources(env, flags));
}

/** Reads the settings from sources that are already open. */
export function configOf(sources: Sources): Config {
  const names = Object.keys(table) as SettingName[];
  // The compiler cannot see that fromEntries keeps each name with its own type.
  const settings = Object.fromEntries(names.map((name) => [name, find(name, sources).value])) as unknown as Settings;
  const { accountId, apiToken, tokenFile } = settings;
  if (apiToken === null && tokenFile === null) refuseOthers(sources);
  if (apiToken !== null && apiToken.length < minTokenLength) refuseGuesses(sources);
  return Object.freeze({
    ...settings,
    maxBodiesBytes: bodiesBytes(settings, sources),
    accountId: accountId ?? randomBytes(16).toString('hex'),
    apiToken: apiToken ?? (tokenFile === null ? randomBytes(24).toString('base64url') : null),
    generated: Object.freeze({ accountId: accountId === null, apiToken: apiToken === null && tokenFile === null }),
  });
}

/** Half of the memory for bodies is the share of a token that is alone; the largest body must fit into it. */
function bodiesBytes({ maxBodyBytes, maxBodiesBytes }: Settings, sources: Sources): number {
  if (maxBodiesBytes === null) return 16 * maxBodyBytes;
  if (maxBodiesBytes >= 2 * maxBodyBytes) return maxBodiesBytes;
  const takes = `at least ${2 * maxBodyBytes}, twice the largest body`;
  throw new ConfigError(find('maxBodiesBytes', sources).origin ?? 'max-bodies-bytes', `${maxBodiesBytes}`, takes);
}

/** A token drawn at random would be safe too, but an operator who opens a port should choose its key deliberately. */
function refuseOthers(sources: Sources): void {
  const { value: host, origin } = find('host', sources);
  if (isLoopback(host)) return;
  throw new ConfigError(
    origin ?? 'host',
    `'${host}', which others can reach, and neither TRAMONTANE_API_TOKEN nor TRAMONTANE_TOKEN_FILE is set`,
    'a loopback address (127.0.0.1, ::1, localhost), or any address if one of the two is set',
  );
}

/** Shortest token, in characters, for a server that other machines can reach. */
const minTokenLength = 16;

function refuseGuesses(sources: Sources): void {
  const { value: host } = find('host', sources);
  if (isLoopback(host)) return;
  throw new ConfigError(
    find('apiToken', sources).origin ?? 'apiToken',
    `shorter than ${minTokenLength} characters, and others can reach '${host}' and guess it`,
    `${minTokenLength} characters or more; openssl rand -base64 32 makes a good one`,
  );
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Reads one setting, for commands that need only that one. */
export function readSetting<K extends SettingName>(name: K, env: Environment, flags: Flags = {}): Settings[K] {
  return find(name, openSources(env, flags)).value;
}

/** Where models are downloaded from. */
export interface HubConfig {
  /** A Hugging Face-compatible hub, without a slash at the end. Default https://huggingface.co. */
  readonly endpoint: string;
  /** Sent to the hub and to no other host; null if none is set. */
  readonly token: string | null;
}

/** Reads HF_ENDPOINT and HF_TOKEN, the variables of Hugging Face's own tools. */
export function readHubConfig(env: Environment): HubConfig {
  const text = env.HF_ENDPOINT || 'https://huggingface.co';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    // The address is not repeated: it may hold a password.
    throw new ConfigError('HF_ENDPOINT', 'not valid', 'an address such as https://huggingface.co');
  }
  const token = env.HF_TOKEN ? readSecret(env.HF_TOKEN) : null;
  if (token === undefined) throw new ConfigError('HF_TOKEN', 'not valid', table.apiToken.takes);
  return { endpoint: url.href.replace(/\/+$/, ''), token };
}
