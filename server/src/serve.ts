// Makes a server: takes the port, then serves the models when they are loaded. cli/serve.ts reads the flags, loads the
// models and prints.
import type { RequestListener } from 'node:http';
import { basename } from 'node:path';

import type { Logger } from 'pino';
import { createApp, createLoadingApp } from './app.ts';
import { findEntry } from './catalogue.ts';
import type { Config } from './config.ts';
import type { EncoderModel } from './encoder-model.ts';
import type { Resident } from './engine/residency.ts';
import type { EngineState } from './engine/state.ts';
import { SharedLimits } from './fleet/shared-limits.ts';
import { Admission } from './http/admission.ts';
import { BodyReader } from './http/body.ts';
import { type EngineReport, Health, type LoadingReport } from './http/health.ts';
import { type Listening, listen } from './http/listen.ts';
import { inTurns, LoopTurns } from './http/loop-turns.ts';
import { contextOf } from './http/request-context.ts';
import type { LoadedModel } from './load-model.ts';
import { Metrics } from './metrics/metrics.ts';
import { architectureNames } from './model/architectures.ts';
import { PromptMaker } from './prompts/prompt-maker.ts';
import { type OfferedModel, ServedModels } from './served-models.ts';
import { TextGenerator } from './text-generation.ts';
import type { TextModel } from './text-model.ts';
import { type ApiToken, tokenFromSettings } from './tokens/api-token.ts';
import { type OpenTokens, openTokens } from './tokens/open-tokens.ts';
import type { ModelInMemory } from './tramontane/loaded-models.ts';
import type { UpstreamModel } from './upstream/upstream-model.ts';

export type { LoadingReport } from './http/health.ts';

/** What serving needs of a loaded model. */
export type ServableModel = Pick<LoadedModel, 'name' | 'path' | 'tokenizer' | 'engine' | 'close'> &
  Partial<Pick<LoadedModel, 'deviceName'>> & {
    /** Absent where it stays in memory for as long as the server runs. */
    readonly resident?: Resident | undefined;
  };

/** A model whose engines are elsewhere. */
export type ServableUpstreams = Pick<
  UpstreamModel,
  'name' | 'task' | 'state' | 'reports' | 'close' | Exclude<keyof TextModel, 'attend'> | keyof EncoderModel
>;

type Servable = ServableModel | ServableUpstreams;

/** A server that listens. Until it is started it answers its health, and 503 to everything else. */
export interface OpenServer {
  readonly url: string;
  readonly isServing: boolean;
  /** Returns a function that tells /readyz and Retry-After how far the loading of a model is. */
  reporterOf(name: string): (report: LoadingReport) => void;
  /** Reads the file of tokens now. */
  reloadTokens(): Promise<void>;
  /** Starts to serve; from then on the models are the server's to close. */
  start(models: readonly Servable[]): Promise<RunningServer>;
  /** Closes a server that was not started. */
  close(): Promise<void>;
}

/** A server that serves models. */
export interface RunningServer {
  readonly url: string;
  /** The names its models are served under. */
  readonly modelNames: readonly string[];
  /** Reads the file of tokens now. */
  reloadTokens(): Promise<void>;
  /** Lets running answers end within the grace time, closes the connections, then the models. */
  close(): Promise<void>;
}

/** The state of an engine in this process. */
const alwaysReady: EngineState = { status: 'ready', nRestarts: 0, lastFailure: null };

/** Serves models that are loaded. They are closed with the server, and also if it cannot listen. */
export async function serve(config: Config, models: readonly Servable[], logger: Logger): Promise<RunningServer> {
  const names = models.map(({ name }) => name);
  try {
    const opened = await openServer(config, names, logger);
    return await opened.start(models);
  } catch (error) {
    await Promise.all(models.map((model) => model.close()));
    throw error;
  }
}

/** Takes the port, before the models are loaded. @throws if the address cannot be used, or the file of tokens */
export async function openServer(config: Config, names: readonly string[], logger: Logger): Promise<OpenServer> {
  const tokens = await openServerTokens(config, logger);
  const shared = openShared(config, logger);
  const closeParts = () => {
    tokens.close();
    shared?.close();
  };
  const loading = new Map<string, LoadingReport>(names.map((name) => [name, waiting]));
  let models: readonly Servable[] = [];
  let isServing = false;
  const health = new Health(() => (isServing ? models.map(reportOf) : [...loading].map(reportOfLoading)));
  const { corsOrigin: corsOrigins, logProbes } = config;
  const turns = new LoopTurns();
  let app: RequestListener = createLoadingApp({ health, logger, corsOrigins, logProbes, hosts: config });
  try {
    const listening = await listen(
      inTurns(turns, tokens.store, (req, res) => app(req, res)),
      { ...config, health, logger },
    );
    return {
      url: listening.url,
      get isServing() {
        return isServing;
      },
      reporterOf: (name) => (report) => void loading.set(name, report),
      reloadTokens: tokens.reload,
      async start(loaded) {
        const parts = { config, logger, health, tokens, shared, listening, turns };
        const served = await Promise.all(loaded.map((model) => withPrompts(model, logger, config)));
        const started = startServing(parts, served);
        [models, app, isServing] = [loaded, started.app, true];
        return started.server;
      },
      close: () => listening.close(0).finally(closeParts),
    };
  } catch (error) {
    closeParts();
    throw error;
  }
}

interface ServingParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly health: Health;
  readonly tokens: OpenTokens;
  readonly shared: SharedLimits | undefined;
  readonly listening: Listening;
  readonly turns: LoopTurns;
}

/** The app over loaded models, and the server that closes everything in order. */
function startServing(
  { config, logger, health, tokens, shared, listening, turns }: ServingParts,
  served: readonly ServedPart[],
): { app: RequestListener; server: RunningServer } {
  const loaded = served.map(({ model }) => model);
  const models = new ServedModels(
    served.map(({ offered }) => offered),
    {
      aliases: config.alias,
      architectures: architectureNames,
      onAlias: (askedModel, model) => logger.warn({ askedModel, model }, 'answered by another model, through an alias'),
    },
  );
  const admission = new Admission(config.maxConcurrentRuns, config.maxConcurrentRunsPerToken);
  const bodies = new BodyReader({
    ...config,
    requireChance: (res) => admission.requireChance(contextOf(res).token),
    turns,
  });
  const app = createApp({
    tokens: tokens.store,
    requestsPerMinute: config.requestsPerMinute,
    bodies,
    requestTimeoutMs: config.requestTimeoutMs,
    admission,
    shared,
    models,
    inMemory: loaded.map(inMemory),
    ownTokenId: ownToken(config)?.id,
    health,
    metrics: metricsOf(loaded, shared, tokens),
    metricsAccess: config.metrics,
    corsOrigins: config.corsOrigin,
    logger,
    logProbes: config.logProbes,
    hosts: config,
  });
  const server = {
    url: listening.url,
    modelNames: models.list().map(({ name }) => name),
    reloadTokens: tokens.reload,
    async close() {
      // Tokens can still be revoked while the server drains.
      await listening.close(config.shutdownGraceMs, config.drainDelayMs).finally(tokens.close);
      // Answers that were cut off notice it at their next token, or when their engine ends.
      try {
        await admission.idle(5000);
      } finally {
        await Promise.all([
          bodies.close(),
          ...served.map((one) => one.close()),
          ...loaded.map((model) => model.close()),
        ]);
        shared?.close();
      }
    },
  };
  return { app, server };
}

function metricsOf(models: readonly Servable[], shared: SharedLimits | undefined, tokens: OpenTokens): Metrics {
  const engines = models
    .filter((model) => 'engine' in model)
    .map(({ name, engine }) => ({ model: name, stats: () => engine.stats?.(), state: () => engine.state?.() }));
  const upstreams = models
    .filter((model): model is ServableUpstreams => !('engine' in model))
    .map((model) => ({ model: model.name, reports: () => model.reports() }));
  return new Metrics(engines, upstreams, { shared, tokens });
}

function openShared({ redisUrl }: Config, logger: Logger): SharedLimits | undefined {
  if (redisUrl === null) return undefined;
  return new SharedLimits(redisUrl, {
    onUp: () => logger.info('limits are shared'),
    onDown: (reason) => logger.error({ reason }, 'limits are not shared: Redis is away, requests go on'),
  });
}

/** A model with what makes its prompts. */
interface ServedPart {
  readonly model: Servable;
  readonly offered: OfferedModel;
  close(): Promise<void>;
}

async function withPrompts(model: Servable, logger: Logger, config: Config): Promise<ServedPart> {
  if (!('engine' in model)) {
    const { name, task } = model;
    return { model, offered: { name, generator: model, encoder: model, task }, close: async () => {} };
  }
  const { name, path, tokenizer, engine } = model;
  const prompts = await PromptMaker.open(tokenizer, {
    family: findEntry(name)?.template,
    names: [name, basename(path)],
    onNotice: (notice) => logger.warn({ model: name }, notice),
  });
  logger.debug({ model: name, template: prompts.template.name }, 'chat template');
  const { contextLength: contextWindow } = engine;
  const generator = new TextGenerator({
    modelName: name,
    tokenizer,
    tokenGenerator: engine,
    contextWindow,
    prompts,
    undeclared: config.undeclaredProperties,
  });
  return { model, offered: { name, generator }, close: () => prompts.close() };
}

/** Of a model whose turn to load has not come. */
const waiting: LoadingReport = { stage: 'waiting', share: 0, secondsLeft: null };

function reportOfLoading([name, loading]: readonly [string, LoadingReport]): EngineReport {
  return { name, status: 'starting', nRestarts: 0, lastFailure: null, loading };
}

function inMemory(model: Servable): ModelInMemory {
  const { name } = model;
  if (!('engine' in model)) {
    return { name, device: undefined, state: () => model.state(), stats: () => undefined, resident: undefined };
  }
  const { engine, deviceName: device, resident } = model;
  return { name, device, state: () => engine.state?.() ?? alwaysReady, stats: () => engine.stats?.(), resident };
}

function reportOf(model: Servable): EngineReport {
  const { name } = model;
  if ('engine' in model) return { name, ...(model.engine.state?.() ?? alwaysReady) };
  return { name, ...model.state(), upstreams: model.reports() };
}

/** The token of the settings, or null. */
function ownToken({ accountId, apiToken }: Config): ApiToken | null {
  return apiToken === null ? null : tokenFromSettings('TRAMONTANE_API_TOKEN', apiToken, accountId);
}

function openServerTokens(config: Config, logger: Logger): Promise<OpenTokens> {
  const { apiToken, tokenFile } = config;
  const own = ownToken(config);
  return openTokens({
    fixed: own === null ? [] : [own],
    path: tokenFile,
    onRead(nTokens) {
      if (nTokens > 0 || apiToken !== null) logger.info({ file: tokenFile, nTokens }, 'tokens read');
      else
        logger.warn(
          { file: tokenFile },
          'the file has no token, so every request is refused; tramontane token create adds one',
        );
    },
    onProblem: (err) => logger.error({ err }, 'tokens not read; the tokens that were read before stay valid'),
  });
}
