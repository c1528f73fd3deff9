// `tramontane serve`: takes the port, loads the models, says how to reach the server, and stops it when told to.
import type { Logger } from 'pino';
import { bundledModelName } from '../catalogue.ts';
import { readConfig } from '../config.ts';
import { type StartedModel, startModel } from '../engine-process/start-model.ts';
import type { EngineEvent } from '../engine-process/supervisor.ts';
import { ModelAliases } from '../model-aliases.ts';
import { type OpenServer, openServer, type RunningServer } from '../serve.ts';
import { unknownVariables } from '../settings/resolve.ts';
import { readTokenFile } from '../tokens/token-file.ts';
import { addressOf } from '../upstream/options.ts';
import { type Command, type CommandValues, UsageError } from './command.ts';
import { findModels, type WantedModel } from './find-model.ts';
import { greeting } from './greeting.ts';
import { loadingReporter } from './loading.ts';
import { createLogger, logFormat } from './log.ts';
import { readModelOptions } from './model-options.ts';
import { screen } from './screen.ts';
import { allSettingOptions } from './settings.ts';
import { aborted, watchStopSignals } from './stop-signals.ts';
import { readUpstreams, splitModels, startUpstreams, type WantedUpstreams } from './upstreams.ts';

/** `tramontane serve` */
export const command: Command = {
  name: 'serve',
  summary: 'Serve models over the Workers AI API.',
  description: `Without --model it serves the model that comes with it, ${bundledModelName}. --model takes a file (NAME=PATH, or PATH,
which is served under the name in the file) or the name of an installed model (see tramontane models).

  tramontane serve --model '@cf/mistral/mistral-7b-instruct-v0.1=/models/mistral.gguf'

A model may also run on another engine: vLLM, SGLang, llama-server, Ollama, another Tramontane, or any server of OpenAI's
API. Give its URL, and after # the model's name there. Several URLs of one model are several upstreams.

  tramontane serve --model '@cf/meta/llama-3.1-8b-instruct=http://gpu-1:8000/v1#llama'

Every flag can also be set by an environment variable or in the file of --config; tramontane config prints the result. The
API token has no flag, because other users could see it: set TRAMONTANE_API_TOKEN or use a file of tokens.

Account and token are drawn at random and printed unless they are set. Changes to a file of tokens (see tramontane token)
take effect within a second, or at once on SIGHUP. Standard error gets the log: text on a terminal, JSON elsewhere.`,
  options: allSettingOptions(),
  async run(values) {
    const stop = watchStopSignals();
    const config = readConfig(process.env, values);
    if (config.tokenFile !== null) await readTokenFile(config.tokenFile);
    const { here, elsewhere } = await readWanted(config);
    const logger = createLogger(config, screen, screen.isTerminal && !process.env.NO_COLOR);
    for (const variable of unknownVariables(process.env)) logger.warn({ variable }, 'set, but not a setting');
    const names = [...here, ...elsewhere].map(({ name }) => name);
    new ModelAliases(config.alias, names); // throws for an alias of no model, before the models are loaded
    const opened = await openServer(config, names, logger);
    reloadOnHangup(opened);
    const isLogJson = logFormat(config, screen) === 'json';
    if (isLogJson) logger.info({ url: opened.url }, 'listening; models are loading');
    const server = await startModels({ here, elsewhere, values, logger, stop, opened, isLogJson });
    if (server) {
      const remote = elsewhere.map(({ name, upstreams }) => ({
        name,
        deviceName: upstreams.map(addressOf).join(', '),
      }));
      process.stdout.write(greeting(config, [...server.models, ...remote], server));
      await aborted(stop);
      process.stdout.write('stopping: waiting for running answers; a second signal stops at once\n');
      await server.close();
    } else process.stdout.write('stopped while loading\n');
  },
};

interface Wanted {
  /** Models whose engines run here. */
  readonly here: readonly WantedModel[];
  /** Models whose engines run elsewhere. */
  readonly elsewhere: readonly WantedUpstreams[];
}

async function readWanted(config: ReturnType<typeof readConfig>): Promise<Wanted> {
  const { local, remote } = splitModels(config.model);
  const elsewhere = readUpstreams([...remote, ...config.upstreams], process.env);
  // The bundled model is only served if no other model is.
  const here = local.length === 0 && elsewhere.length > 0 ? [] : await findModels(local, config.modelsFolder);
  const twice = here.find(({ name }) => elsewhere.some((other) => other.name === name));
  if (twice) throw new UsageError(`the model ${twice.name} has weights and upstreams; it takes one of them`);
  return { here, elsewhere };
}

interface StartOptions extends Wanted {
  readonly values: CommandValues;
  readonly logger: Logger;
  /** Stops loading. */
  readonly stop: AbortSignal;
  readonly opened: OpenServer;
  readonly isLogJson: boolean;
}

/** Loads the models and starts to serve them. Null if it was told to stop; then nothing is left open. */
async function startModels(
  options: StartOptions,
): Promise<(RunningServer & { readonly models: readonly StartedModel[] }) | null> {
  const { here, elsewhere, logger, stop, opened } = options;
  const models: StartedModel[] = [];
  try {
    for (const wanted of here) models.push(await startOne(wanted, options));
    const upstreams = await startUpstreams(elsewhere, logger);
    if (!stop.aborted) return { ...(await opened.start([...models, ...upstreams])), models };
    await Promise.all(upstreams.map((model) => model.close()));
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    screen.show('');
    if (!opened.isServing) {
      await opened.close();
      for (const model of models) await model.close();
    }
  }
  return null;
}

function startOne(wanted: WantedModel, options: StartOptions): Promise<StartedModel> {
  const { values, logger, stop: signal, opened, isLogJson } = options;
  const { name } = wanted;
  const report = opened.reporterOf(name);
  return startModel({
    ...wanted,
    ...readModelOptions(values, name),
    env: process.env,
    signal,
    onNotice: (notice) => logger.warn({ model: name }, notice),
    onProgress: loadingReporter({ name, logger, screen, isLogJson, report }),
    onEvent: (event) => logEvent(event, logger.child({ model: name })),
  });
}

function logEvent(event: EngineEvent, logger: Logger): void {
  if (event.type === 'failed') {
    logger.error({ err: event.reason, nextTryMs: Math.round(event.nextTryMs) }, 'engine failed');
  } else {
    const { loadMs, nRestarts, model } = event;
    logger.info({ device: model.deviceName, loadMs: Math.round(loadMs), nRestarts }, 'engine restarted');
  }
}

/** Daemons reload on SIGHUP. On a terminal SIGHUP means that it was closed, and the server ends. */
function reloadOnHangup(server: Pick<OpenServer, 'reloadTokens'>): void {
  if (!process.stdout.isTTY) process.on('SIGHUP', () => void server.reloadTokens());
}
