// A running server that a command asks: its address, its token, and what goes wrong.
import { readSetting } from '../config.ts';
import { type CommandOption, type CommandValues, stringFlag, urlFlag } from './command.ts';
import { reachable } from './health.ts';

export interface AskedServer {
  /** Without a path, for example http://127.0.0.1:8787. */
  readonly url: string;
  readonly apiToken: string | null;
}

/** The server refused, could not be reached, or broke off. */
export class AskError extends Error {
  override name = 'AskError';
}

const wrongToken =
  'the server does not know this token; give the one that it printed, by --token or TRAMONTANE_API_TOKEN';

/** The flags of commands that ask a server. */
export const serverOptions: Readonly<Record<string, CommandOption>> = {
  url: { type: 'string', value: 'URL', help: 'The server. Default: at the host and port of the settings.' },
  token: { type: 'string', value: 'TOKEN', help: 'Default TRAMONTANE_API_TOKEN.' },
};

/** The server that the flags and the environment name. */
export function readServer(values: CommandValues): AskedServer {
  const { env } = process;
  const own = () => `http://${reachable(readSetting('host', env, {}))}:${readSetting('port', env, {})}`;
  return { url: urlFlag(values) ?? own(), apiToken: stringFlag(values, 'token') ?? env.TRAMONTANE_API_TOKEN ?? null };
}

/** Asks for JSON; sends the body as JSON if there is one. @throws AskError */
export async function askServer<T>(server: AskedServer, path: string, body?: unknown): Promise<T> {
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  try {
    const response = await fetch(`${server.url}${path}`, { headers: authorization(server), ...sent });
    if (!response.ok) throw new AskError(await refusalOf(response));
    return (await response.json()) as T;
  } catch (error) {
    throw error instanceof AskError ? error : new AskError(reasonOf(error, server.url));
  }
}

export function authorization({ apiToken }: AskedServer): Record<string, string> {
  return apiToken === null ? {} : { authorization: `Bearer ${apiToken}` };
}

/** Why a request did not arrive. */
export function reasonOf(error: unknown, url: string): string {
  const { message, cause } = error as Error;
  if (!(cause instanceof Error)) return message;
  const why = 'code' in cause ? cause.code : cause.message;
  return `there is no server at ${url} (${why}); tramontane serve starts one, --url names another`;
}

/** The server's own words where it has some. */
export async function refusalOf(response: Response): Promise<string> {
  if (response.status === 401) return wrongToken;
  const text = await response.text();
  try {
    const { error, errors } = JSON.parse(text) as { error?: { message?: string }; errors?: { message?: string }[] };
    const message = error?.message ?? errors?.[0]?.message;
    if (message) return message;
  } catch {
    // A proxy's page, for instance: its status says enough.
  }
  return `the server answered ${response.status} ${response.statusText}`.trimEnd();
}
