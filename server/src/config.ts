// The settings of a server, all of them, checked and frozen; nothing else asks process.env. What can be set is
// settings/table.ts; here stands what one setting means for another.
import { randomBytes } from 'node:crypto';
import { ConfigError } from './settings/errors.ts';
import type { Environment } from './settings/kinds.ts';
import { type Flags, find, openSources, type Sources } from './settings/resolve.ts';
import { readSecret, type SettingName, type Settings, table } from './settings/table.ts';

export { ConfigError } from './settings/errors.ts';

/** Everything that is set about a server; settings/table.ts says what each is. */
export interface Config extends Settings {
  /** Drawn at random when it is not set. */
  readonly accountId: string;
  /** What was drawn at random because it was not set, so that the operator must be told. */
  readonly generated: { readonly accountId: boolean; readonly apiToken: boolean };
}

/** Reads the settings: flags go before the environment, that before the file of --config or TRAMONTANE_CONFIG. */
export function readConfig(env: Environment, flags: Flags = {}): Config {
  return configOf(openSources(env, flags));
}

/** The same from sources that are open. */
export function configOf(sources: Sources): Config {
  const names = Object.keys(table) as SettingName[];
  // Each name with its own value, which the compiler cannot follow through fromEntries.
  const settings = Object.fromEntries(names.map((name) => [name, find(name, sources).value])) as unknown as Settings;
  const { accountId, apiToken, tokenFile } = settings;
  if (apiToken === null && tokenFile === null) refuseOthers(sources);
  if (apiToken !== null && apiToken.length < minTokenLength) refuseGuesses(sources);
  return Object.freeze({
    ...settings,
    accountId: accountId ?? randomBytes(16).toString('hex'),
    apiToken: apiToken ?? (tokenFile === null ? randomBytes(24).toString('base64url') : null),
    generated: Object.freeze({ accountId: accountId === null, apiToken: apiToken === null && tokenFile === null }),
  });
}

/** A random token would be safe too, but whoever opens a port to others should have chosen the key to it. */
function refuseOthers(sources: Sources): void {
  const { value: host, origin } = find('host', sources);
  if (isLoopback(host)) return;
  throw new ConfigError(
    origin ?? 'host',
    `'${host}', which others can reach, and neither TRAMONTANE_API_TOKEN nor TRAMONTANE_TOKEN_FILE is set`,
    'a loopback address (127.0.0.1, ::1, localhost), or any address together with one of them',
  );
}

/** Of a token that others may try to guess. */
const minTokenLength = 16;

function refuseGuesses(sources: Sources): void {
  const { value: host } = find('host', sources);
  if (isLoopback(host)) return;
  throw new ConfigError(
    find('apiToken', sources).origin ?? 'apiToken',
    `shorter than ${minTokenLength} characters, while others can reach '${host}' and try`,
    `${minTokenLength} characters or more there; openssl rand -base64 32 draws some`,
  );
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** One setting, for commands that need no other. */
export function readSetting<K extends SettingName>(name: K, env: Environment, flags: Flags = {}): Settings[K] {
  return find(name, openSources(env, flags)).value;
}

/** Where models are downloaded from. */
export interface HubConfig {
  /** A Hugging Face-compatible hub, without a slash at the end. Default https://huggingface.co. */
  readonly endpoint: string;
  /** Sent to the hub and to nobody else; null where none is set. */
  readonly token: string | null;
}

/** HF_ENDPOINT and HF_TOKEN, as Hugging Face's own tools know them; they are no settings of ours. */
export function readHubConfig(env: Environment): HubConfig {
  const text = env.HF_ENDPOINT || 'https://huggingface.co';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    // Not the text itself: an address may hold a password.
    throw new ConfigError('HF_ENDPOINT', 'set, but no address of a hub', 'an address such as https://huggingface.co');
  }
  const token = env.HF_TOKEN ? readSecret(env.HF_TOKEN) : null;
  if (token === undefined) throw new ConfigError('HF_TOKEN', 'set, but of another form', table.apiToken.takes);
  return { endpoint: url.href.replace(/\/+$/, ''), token };
}
