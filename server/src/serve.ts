// Puts a server together: loaded models on one side, a listening app on the other. Reads no flags and prints nothing;
// that is cli/serve.ts.
import { basename } from 'node:path';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { findEntry } from './catalogue.ts';
import type { Config } from './config.ts';
import type { EngineState } from './engine/state.ts';
import { SharedLimits } from './fleet/shared-limits.ts';
import { Admission } from './http/admission.ts';
import { type EngineReport, Health } from './http/health.ts';
import { listen } from './http/listen.ts';
import type { LoadedModel } from './load-model.ts';
import { Metrics } from './metrics/metrics.ts';
import { ServedModels } from './served-models.ts';
import type { ChatTemplate } from './text/chat-template.ts';
import { chooseTemplate } from './text/templates/choose.ts';
import { TextGenerator } from './text-generation.ts';
import type { TextModel } from './text-model.ts';
import { tokenFromSettings } from './tokens/api-token.ts';
import { type OpenTokens, openTokens } from './tokens/open-tokens.ts';
import type { UpstreamModel } from './upstream/upstream-model.ts';

/** What serving needs of a loaded model. */
export type ServableModel = Pick<LoadedModel, 'name' | 'path' | 'tokenizer' | 'engine' | 'close'>;

/** A server that runs. */
export interface RunningServer {
  readonly url: string;
  /** The names its models are served under. */
  readonly modelNames: readonly string[];
  /** Reads the file of tokens again, without waiting for a look at it. */
  reloadTokens(): Promise<void>;
  /** Lets running answers end within the grace time, closes the connections, then the models. */
  close(): Promise<void>;
}

/** Of an engine that is in this process. */
const alwaysReady: EngineState = { status: 'ready', nRestarts: 0, lastFailure: null };

/** A model whose engines are elsewhere. */
export type ServableUpstreams = Pick<UpstreamModel, 'name' | 'state' | 'reports' | 'close' | keyof TextModel>;

/** Starts to serve; from here on the models are the server's to close. */
export async function serve(
  config: Config,
  served: readonly (ServableModel | ServableUpstreams)[],
  logger: Logger,
): Promise<RunningServer> {
  const loaded = served.filter((model) => 'engine' in model);
  const elsewhere = served.filter((model): model is ServableUpstreams => !('engine' in model));
  const models = new ServedModels(
    served.map((model) => ({
      name: model.name,
      generator: 'engine' in model ? generatorOf(model, logger) : model,
    })),
    {
      aliases: config.alias,
      onAlias: (askedModel, model) => logger.warn({ askedModel, model }, 'answered by another model, through an alias'),
    },
  );
  const closeModels = async () => {
    await Promise.all(served.map((model) => model.close()));
  };
  const health = new Health(() => served.map(reportOf));
  const shared = openShared(config, logger);
  const metrics = new Metrics(
    loaded.map(({ name, engine }) => ({
      model: name,
      stats: () => engine.stats?.(),
      state: () => engine.state?.(),
    })),
    elsewhere.map((model) => ({ model: model.name, reports: () => model.reports() })),
    shared,
  );
  const admission = new Admission(config.maxConcurrentRuns, config.maxConcurrentRunsPerToken);
  let tokens: OpenTokens | undefined;
  try {
    tokens = await openServerTokens(config, logger);
    const {
      requestsPerMinute,
      maxBodyBytes,
      requestTimeoutMs,
      metrics: metricsAccess,
      corsOrigin: corsOrigins,
    } = config;
    const limits = { requestsPerMinute, maxBodyBytes, requestTimeoutMs, admission, shared };
    const watched = { health, metrics, metricsAccess, logger };
    // The tokens of a file may open any account.
    const accountId = config.apiToken === null ? null : config.accountId;
    const app = createApp({ tokens: tokens.store, accountId, ...limits, models, corsOrigins, ...watched });
    const listening = await listen(app, { ...config, health, logger });
    return {
      url: listening.url,
      modelNames: models.list().map(({ name }) => name),
      reloadTokens: tokens.reload,
      async close() {
        // While it drains, tokens can still be revoked.
        await listening.close(config.shutdownGraceMs, config.drainDelayMs).finally(tokens?.close);
        // Answers that were cut off notice it at their next token, or when their engine ends.
        try {
          await admission.idle(5000);
        } finally {
          await closeModels();
          shared?.close();
        }
      },
    };
  } catch (error) {
    tokens?.close();
    shared?.close();
    await closeModels();
    throw error;
  }
}

function openShared({ redisUrl }: Config, logger: Logger): SharedLimits | undefined {
  if (redisUrl === null) return undefined;
  return new SharedLimits(redisUrl, {
    onUp: () => logger.info('limits are shared'),
    onDown: (reason) => logger.error({ reason }, 'limits are not shared: Redis is away, requests go on'),
  });
}

function generatorOf(model: ServableModel, logger: Logger): TextModel {
  return new TextGenerator({
    modelName: model.name,
    tokenizer: model.tokenizer,
    tokenGenerator: model.engine,
    contextWindow: model.engine.contextLength,
    template: templateOf(model, logger),
  });
}

function reportOf(model: ServableModel | ServableUpstreams): EngineReport {
  const { name } = model;
  if ('engine' in model) return { name, ...(model.engine.state?.() ?? alwaysReady) };
  return { name, ...model.state(), upstreams: model.reports() };
}

function openServerTokens({ accountId, apiToken, tokenFile }: Config, logger: Logger): Promise<OpenTokens> {
  return openTokens({
    fixed: apiToken === null ? [] : [tokenFromSettings('TRAMONTANE_API_TOKEN', apiToken, accountId)],
    path: tokenFile,
    onRead(nTokens) {
      if (nTokens > 0 || apiToken !== null) logger.info({ file: tokenFile, nTokens }, 'tokens read');
      else
        logger.warn({ file: tokenFile }, 'the file has no token, so nobody can ask; tramontane token create adds one');
    },
    onProblem: (err) => logger.error({ err }, 'tokens not read: those that were there before go on counting'),
  });
}

function templateOf({ name, path, tokenizer }: ServableModel, logger: Logger): ChatTemplate {
  const template = chooseTemplate(tokenizer.vocabulary, {
    family: findEntry(name)?.template,
    names: [name, basename(path)],
    onNotice: (notice) => logger.warn({ model: name }, notice),
  });
  logger.debug({ model: name, template: template.name }, 'chat template');
  return template;
}
