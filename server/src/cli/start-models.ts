// The models of a server: which are wanted, and loading them into a server that already has its port.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { LoadedEngines } from '../engine-process/loaded-engines.ts';
import { type StartedModel, startModel } from '../engine-process/start-model.ts';
import type { EngineEvent } from '../engine-process/supervisor.ts';
import type { OpenServer, RunningServer } from '../serve.ts';
import { type CommandValues, UsageError } from './command.ts';
import { findModels, type WantedModel } from './find-model.ts';
import { loadingReporter } from './loading.ts';
import { readModelOptions } from './model-options.ts';
import type { Screen } from './screen.ts';
import { readUpstreams, splitModels, startUpstreams, type WantedUpstreams } from './upstreams.ts';

export interface WantedModels {
  /** Models whose engines run here. */
  readonly here: readonly WantedModel[];
  /** Models whose engines run elsewhere. */
  readonly elsewhere: readonly WantedUpstreams[];
}

/** The models that the settings name. @throws UsageError, StoreError if one cannot be found */
export async function readWanted(config: Config): Promise<WantedModels> {
  const { local, remote } = splitModels(config.model);
  const elsewhere = readUpstreams([...remote, ...config.upstreams], process.env);
  // The bundled model is only served if no other model is.
  const here = local.length === 0 && elsewhere.length > 0 ? [] : await findModels(local, config.modelsFolder);
  const twice = here.find(({ name }) => elsewhere.some((other) => other.name === name));
  if (twice) throw new UsageError(`the model ${twice.name} has weights and upstreams; it takes one of them`);
  return { here, elsewhere };
}

export interface StartOptions extends WantedModels {
  readonly config: Config;
  readonly values: CommandValues;
  readonly logger: Logger;
  readonly screen: Screen;
  /** Stops loading. */
  readonly stop: AbortSignal;
  readonly opened: OpenServer;
  readonly isLogJson: boolean;
}

/** Loads the models and starts to serve them. Null if it was told to stop; then nothing is left open. */
export async function startModels(
  options: StartOptions,
): Promise<(RunningServer & { readonly models: readonly StartedModel[] }) | null> {
  const { here, elsewhere, logger, screen, stop, opened } = options;
  const models: StartedModel[] = [];
  const loaded = new LoadedEngines(options.config.maxLoaded);
  try {
    for (const wanted of here) models.push(await startOne(wanted, options, loaded));
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

function startOne(wanted: WantedModel, options: StartOptions, loaded: LoadedEngines): Promise<StartedModel> {
  const { config, values, logger, screen, stop: signal, opened, isLogJson } = options;
  const { name } = wanted;
  const report = opened.reporterOf(name);
  return startModel({
    ...wanted,
    ...readModelOptions(values, name),
    env: process.env,
    signal,
    loaded,
    idleUnloadMs: config.idleUnloadMs,
    onChange: (change) => logger.info({ model: name }, `model ${change}`),
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
