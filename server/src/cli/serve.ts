// `tramontane serve`: loads the models, starts the server, says how to reach it, and stops it when told to.
import pino, { type Logger } from 'pino';
import { bundledModelPath } from '../bundled-model.ts';
import { bundledModelName, findEntry } from '../catalogue.ts';
import { type Config, isLoopback, readConfig } from '../config.ts';
import { type StartedModel, startModel } from '../engine-process/start-model.ts';
import type { EngineEvent } from '../engine-process/supervisor.ts';
import { ModelAliases } from '../model-aliases.ts';
import { type RunningServer, serve } from '../serve.ts';
import { unknownVariables } from '../settings/resolve.ts';
import { StoreError } from '../store/errors.ts';
import { installedFor, listInstalled } from '../store/installed.ts';
import { readTokenFile } from '../tokens/token-file.ts';
import { addressOf } from '../upstream/options.ts';
import { type Command, type CommandValues, UsageError } from './command.ts';
import { readModelOptions } from './model-options.ts';
import { loadProgress } from './progress.ts';
import { allSettingOptions } from './settings.ts';
import { readUpstreams, splitModels, startUpstreams } from './upstreams.ts';

/** See above. */
export const command: Command = {
  name: 'serve',
  summary: 'Serve models over the Workers AI API.',
  description: `Without --model it serves the model that comes with it, ${bundledModelName}. A name of the catalogue alone takes what
tramontane pull has installed; of several files of one model, the one that was pulled last.

  tramontane serve --model '@cf/mistral/mistral-7b-instruct-v0.1=/models/mistral.gguf'

A model may run on an engine elsewhere, vLLM, SGLang, llama-server, Ollama, another Tramontane or any server of OpenAI's API:
its URL, and behind # what the model is called there. Given several times it is several upstreams.

  tramontane serve --model '@cf/meta/llama-3.1-8b-instruct=http://gpu-1:8000/v1#llama'

Every flag can also be set by a variable of the environment, or in the file of --config; tramontane config prints what
holds. The API token has no flag, since others would see it: TRAMONTANE_API_TOKEN, or a file of tokens.

Account and token are drawn at random and printed when they are not set. Tokens of a file, see tramontane token, count
from when they are written there; SIGHUP makes the server look at once. One line of JSON per request goes to stderr.`,
  options: allSettingOptions(),
  async run(values) {
    const config = readConfig(process.env, values);
    // Before the models, which take their time to load.
    if (config.tokenFile !== null) await readTokenFile(config.tokenFile);
    const { local, remote } = splitModels(config.model);
    const elsewhere = readUpstreams([...remote, ...config.upstreams], process.env);
    // What comes with the server is served where nothing else is.
    const here = local.length === 0 && elsewhere.length > 0 ? [] : readModels(local);
    refuseTwice(here, elsewhere);
    const names = [...here, ...elsewhere].map(({ name }) => name);
    new ModelAliases(config.alias, names); // throws before the models are loaded
    const wanted = await findWeights(here, config.modelsFolder);
    const logger = pino({ level: config.logLevel }, pino.destination(2));
    for (const variable of unknownVariables(process.env)) logger.warn({ variable }, 'set, but no setting');
    const started = await startAll(wanted, values, logger);
    const upstreams = await startUpstreams(elsewhere, logger);
    const server = await serve(config, [...started, ...upstreams], logger);
    const remoteNames = elsewhere.map(({ name, upstreams: all }) => ({
      name,
      deviceName: all.map(addressOf).join(', '),
    }));
    process.stdout.write(greeting(config, [...started, ...remoteNames], server));
    if (config.tokenFile !== null) reloadOnHangup(server);
    await stopSignal();
    process.stdout.write('stopping: running answers may end; once more to stop at once\n');
    stopAtOnceWhenToldAgain();
    await server.close();
  },
};

function refuseTwice(here: readonly { name: string }[], elsewhere: readonly { name: string }[]): void {
  const twice = here.find(({ name }) => elsewhere.some((other) => other.name === name));
  if (twice) throw new UsageError(`the model ${twice.name} has weights and upstreams; it takes one of them`);
}

async function startAll(
  wanted: readonly { name: string; path: string }[],
  values: CommandValues,
  logger: Logger,
): Promise<StartedModel[]> {
  const started: StartedModel[] = [];
  try {
    for (const model of wanted) {
      const onNotice = (notice: string) => logger.warn({ model: model.name }, notice);
      const onProgress = loadProgress(model.name);
      const options = { ...model, ...readModelOptions(values, model.name) };
      const onEvent = (event: EngineEvent) => logEvent(event, logger.child({ model: model.name }));
      started.push(await startModel({ ...options, env: process.env, onNotice, onProgress, onEvent }));
    }
    return started;
  } catch (error) {
    for (const model of started) await model.close();
    throw error;
  }
}

function logEvent(event: EngineEvent, logger: Logger): void {
  if (event.type === 'failed') {
    logger.error({ err: event.reason, nextTryMs: Math.round(event.nextTryMs) }, 'engine failed');
  } else {
    const { loadMs, nRestarts, model } = event;
    logger.info({ device: model.deviceName, loadMs: Math.round(loadMs), nRestarts }, 'engine restarted');
  }
}

/** `--model NAME=FILE` or `--model NAME`, each name once; none means the bundled model. A name alone has no path yet. */
export function readModels(flags: readonly string[]): { name: string; path: string | null }[] {
  if (flags.length === 0) return [{ name: bundledModelName, path: bundledModelPath }];
  const models = flags.map((flag) => {
    const [, name, path] = /^([^=]+)=(.+)$/.exec(flag) ?? [];
    const entry = findEntry(name ?? flag);
    if (name && path) return { name: entry?.name ?? name, path };
    if (entry) return { name: entry.name, path: entry.name === bundledModelName ? bundledModelPath : null };
    throw new UsageError(`--model takes NAME=FILE, or the NAME alone of a model of the catalogue, found '${flag}'`);
  });
  const twice = models.find(({ name }, i) => models.findIndex((other) => other.name === name) !== i);
  if (twice) throw new UsageError(`--model names ${twice.name} twice`);
  return models;
}

/** Finds the installed files of the models that were given by name alone. @throws StoreError when there are none */
export async function findWeights(
  models: readonly { name: string; path: string | null }[],
  modelsFolder: string,
): Promise<{ name: string; path: string }[]> {
  const installed = models.every(({ path }) => path !== null) ? [] : await listInstalled(modelsFolder);
  return models.map(({ name, path }) => {
    const entry = findEntry(name);
    const found = path ?? (entry && installedFor(entry, installed)[0]?.path);
    if (found) return { name, path: found };
    throw new StoreError(
      `${modelsFolder} has no weights of ${name}: first run tramontane pull '${name}', or give --model '${name}=FILE'`,
    );
  });
}

/** As daemons do. A terminal says the same when it closes, and there the server stops as anything does. */
function reloadOnHangup(server: RunningServer): void {
  if (!process.stdout.isTTY) process.on('SIGHUP', () => void server.reloadTokens());
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** A terminal sends one Ctrl+C to a whole group of programs, and npm hands it on: what comes at once is one signal. */
function stopAtOnceWhenToldAgain(): void {
  const toldMs = performance.now();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (performance.now() - toldMs > 1000) process.exit(1);
    });
  }
}

/** What the operator needs to reach the server, with a command that works as it stands. */
export function greeting(
  config: Config,
  loaded: readonly Pick<StartedModel, 'name' | 'deviceName'>[],
  server: Pick<RunningServer, 'url' | 'modelNames'>,
): string {
  // A token that was chosen to open the server to others has no place on a screen or in a container's log.
  const token = isLoopback(config.host) || config.generated.apiToken ? config.apiToken : null;
  const from = config.apiToken === null ? `one of ${config.tokenFile}` : '(TRAMONTANE_API_TOKEN)';
  const drawn = (isDrawn: boolean, name: string) => (isDrawn ? `  (drawn at random; set ${name} to keep one)` : '');
  // A token of the file opens its own accounts, not one that was drawn just now.
  const ofFile = config.apiToken === null && config.generated.accountId;
  const account = ofFile ? 'ACCOUNT' : config.accountId;
  const url = server.url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
  const header =
    token === null ? '"Authorization: Bearer $TRAMONTANE_API_TOKEN"' : quote(`Authorization: Bearer ${token}`);
  const runUrl = quote(`${url}/client/v4/accounts/${account}/ai/run/${server.modelNames[0]}`);
  const body = quote('{ "prompt": "Once upon a time", "stream": true }');
  return `
Serving
${loaded.map(({ name, deviceName }) => `  ${name} on ${deviceName}`).join('\n')}

  url      ${server.url}
  account  ${ofFile ? 'those of the token, see tramontane token list' : config.accountId + drawn(config.generated.accountId, 'TRAMONTANE_ACCOUNT_ID')}
  token    ${token ?? from}${drawn(config.generated.apiToken, 'TRAMONTANE_API_TOKEN')}

Try it:

  curl -N ${runUrl} -H ${header} -d ${body}

`;
}

/** As one word of a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
