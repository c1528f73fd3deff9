// The package's own API: a server from code, for tests and for programs that bring their model host along.
import { startFromCode } from './cli/start-from-code.ts';

/** A value of a setting, as a configuration file has it. */
export type SettingValue = string | number | boolean | readonly string[];

/** How to start a server. What is absent is as `tramontane serve` has it, environment variables included. */
export interface ServerOptions {
  /**
   * Models as `--model` takes them: `NAME=FILE`, a file, `NAME=URL` of an engine elsewhere, or the name of an installed
   * model. Default: the bundled model.
   */
  readonly models?: readonly string[] | undefined;
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** Default: 127.0.0.1. */
  readonly host?: string | undefined;
  /** Drawn at random unless it is given. */
  readonly accountId?: string | undefined;
  /** Drawn at random unless it is given. */
  readonly apiToken?: string | undefined;
  /** Every other setting by its key in a configuration file, for example `{ 'max-body-bytes': 1000, alias: ['@cf/*'] }`. */
  readonly settings?: Readonly<Record<string, SettingValue>> | undefined;
  /** Stops the loading of models; startServer() then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A server that serves. */
export interface Server {
  /** Without a path, for example http://127.0.0.1:41234. */
  readonly url: string;
  readonly accountId: string;
  /** Null where a file of tokens is used. */
  readonly apiToken: string | null;
  readonly modelNames: readonly string[];
  /** Lets running answers end within the grace time, then frees the port, the engines and their devices. */
  close(): Promise<void>;
}

/**
 * Starts a server and loads its models, each in a process of its own. Logs warnings and errors to standard error as JSON,
 * unless the setting `log-level` says otherwise. It installs no signal handlers.
 *
 * ```ts
 * import { startServer } from '@tramontane/server';
 *
 * const server = await startServer();
 * const ai = new Ai({ ...server, baseUrl: `${server.url}/client/v4` });
 * await server.close();
 * ```
 *
 * @throws Error with a message for people: an unknown setting, a taken port, a model that cannot be found or loaded
 */
export function startServer(options: ServerOptions = {}): Promise<Server> {
  return startFromCode(options);
}
