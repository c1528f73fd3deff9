// startServer(): the same server as `tramontane serve`, without flags, signals and a screen.
import pino from 'pino';
import { readConfig } from '../config.ts';
import { ModelAliases } from '../model-aliases.ts';
import { openServer } from '../serve.ts';
import { readMapping } from '../settings/config-file.ts';
import { keyOf } from '../settings/table.ts';
import { readTokenFile } from '../tokens/token-file.ts';
import type { CommandValues } from './command.ts';
import { Screen } from './screen.ts';
import { readWanted, startModels } from './start-models.ts';

/** The options of startServer(); index.ts explains them. */
export interface CodeOptions {
  readonly models?: readonly string[] | undefined;
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly accountId?: string | undefined;
  readonly apiToken?: string | undefined;
  readonly settings?: Readonly<Record<string, string | number | boolean | readonly string[]>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What startServer() gives; index.ts explains it. */
export interface CodeServer {
  readonly url: string;
  readonly accountId: string;
  readonly apiToken: string | null;
  readonly modelNames: readonly string[];
  close(): Promise<void>;
}

export async function startFromCode(options: CodeOptions): Promise<CodeServer> {
  const values = valuesOf(options);
  const config = readConfig(process.env, values);
  if (config.tokenFile !== null) await readTokenFile(config.tokenFile);
  const { here, elsewhere } = await readWanted(config);
  const logger = pino({ level: config.logLevel }, pino.destination(2));
  const names = [...here, ...elsewhere].map(({ name }) => name);
  new ModelAliases(config.alias, names); // throws for an alias of no model, before the models are loaded
  const opened = await openServer(config, names, logger);
  const stop = options.signal ?? new AbortController().signal;
  const parts = { config, here, elsewhere, values, logger, screen: noScreen, stop, opened, isLogJson: true };
  const server = await startModels(parts);
  if (!server) throw stop.reason;
  const { accountId, apiToken } = config;
  return { url: server.url, accountId, apiToken, modelNames: server.modelNames, close: server.close };
}

/** Nobody looks at a library's progress. */
const noScreen = new Screen({
  isTerminal: false,
  columns: () => undefined,
  write: () => {},
  now: () => performance.now(),
});

/** The options as flags, which override variables and files. @throws ConfigError for a setting that does not exist */
function valuesOf({
  models,
  port = 0,
  host = '127.0.0.1',
  accountId,
  apiToken,
  settings = {},
}: CodeOptions): CommandValues {
  const own = { model: models, port, host, 'account-id': accountId, 'api-token': apiToken };
  const texts = readMapping({ 'log-level': 'warn', ...settings, ...own }, 'startServer()');
  return Object.fromEntries([...texts].map(([name, values]) => [keyOf(name), [...values]]));
}
