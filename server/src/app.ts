// The Express app: every route on one screen, each with its checks in the order in which they run.
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { SharedLimits } from './fleet/shared-limits.ts';
import type { RunServices } from './generation/hold-places.ts';
import { logRequests } from './http/access-log.ts';
import type { Admission } from './http/admission.ts';
import type { BodyReader } from './http/body.ts';
import { pageHeaders, secureHeaders, shareWith } from './http/browser.ts';
import { handleErrors, noRoute } from './http/error-handler.ts';
import { type Health, refuseWhileLoading, reportHealth, reportReadiness } from './http/health.ts';
import { allowHosts, type HostOptions } from './http/hosts.ts';
import { requireHost } from './http/malformed-request.ts';
import { guardMetrics, type MetricsAccess, sendMetrics } from './http/metrics.ts';
import { limitRate } from './http/rate-limit.ts';
import { assignRequestId, beginRequest, contextOf } from './http/request-context.ts';
import { dropSlashes, notFound } from './http/routes.ts';
import { accountOf, requireAccount, requireToken } from './http/token.ts';
import type { Metrics } from './metrics/metrics.ts';
import { answerOpenAi } from './openai/answer.ts';
import { chatSerializer } from './openai/chat-completions.ts';
import { completionSerializer } from './openai/completions.ts';
import { createEmbedding } from './openai/embeddings.ts';
import { openAiErrors } from './openai/error-body.ts';
import { listModels, retrieveModel } from './openai/models.ts';
import { readChatRequest, readCompletionRequest } from './openai/request.ts';
import { createResponse } from './openai/responses.ts';
import { describeService, openPlayground } from './reference/describe-service.ts';
import { sendPage, sendParts, wholeFiles } from './reference/pages.ts';
import { sendSpec } from './reference/served-spec.ts';
import type { ServedModels } from './served-models.ts';
import type { TokenStore } from './tokens/token-store.ts';
import { tellAttention } from './tramontane/attention.ts';
import { listLoaded, type ModelInMemory, unloadModel } from './tramontane/loaded-models.ts';
import { envelopeErrors, flatErrors } from './workers-ai/envelope.ts';
import { listFinetunes } from './workers-ai/finetunes.ts';
import { getModelSchema } from './workers-ai/model-schema.ts';
import { searchAuthors, searchModels, searchTasks } from './workers-ai/models.ts';
import { modelFromHeader, modelFromPath } from './workers-ai/request-model.ts';
import { runForBinding, runGeneric, runModel } from './workers-ai/run.ts';
import { verifyToken } from './workers-ai/verify-token.ts';

/** Everything that the routes need. */
export interface Services {
  readonly tokens: TokenStore;
  /** For tokens without a limit of their own; 0: no limit. */
  readonly requestsPerMinute: number;
  readonly bodies: BodyReader;
  readonly admission: Admission;
  /** Where several servers share the limits of their tokens. */
  readonly shared?: SharedLimits | undefined;
  readonly requestTimeoutMs: number;
  readonly models: ServedModels;
  /** The same models, as they are in memory. */
  readonly inMemory: readonly ModelInMemory[];
  /** Of the token in the server's settings; undefined where there is none. */
  readonly ownTokenId: string | undefined;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly metricsAccess: MetricsAccess;
  /** Web origins whose pages may read answers; `*`: any. */
  readonly corsOrigins: readonly string[];
  readonly logger: Logger;
  readonly hosts: HostOptions;
  /** Whether the access log has /healthz, /readyz and /metrics. */
  readonly logProbes: boolean;
}

/** The paths of OpenAI's API: its own, and the one that Cloudflare has for an account. */
const openAiPaths = ['/v1', '/client/v4/accounts/:account_id/ai/v1'] as const;
/** The paths that the Workers runtime calls for a binding. */
const bindingPaths = ['/run', '/ai-gateway', '/ai-api'];

/** The app while the models load: its health, and 503 in each API's own form. */
export function createLoadingApp(services: Omit<BasicServices, 'metrics'>): Express {
  const { health } = services;
  const app = startApp({ ...services, metrics: { count() {} } });
  app.get('/', describeService);
  app.use(bindingPaths, flatAnswers);
  app.use([...openAiPaths], openAiAnswers);
  app.use(refuseWhileLoading(health));
  app.use(handleErrors());
  return app;
}

type BasicServices = Pick<Services, 'health' | 'corsOrigins' | 'logger' | 'logProbes' | 'hosts'> & {
  readonly tokens?: TokenStore | undefined;
  readonly metrics: Pick<Metrics, 'count'>;
};

/** What every app begins with. */
function startApp({ health, corsOrigins, hosts, ...log }: BasicServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(
    oneAfterAnother(
      ...[beginRequest(envelopeErrors), logRequests(log), closeWhenDraining(health)],
      ...[requireHost, allowHosts(hosts), dropSlashes, secureHeaders(corsOrigins.length > 0)],
    ),
  );
  if (corsOrigins.length > 0) app.use(shareWith(corsOrigins));
  app.get('/healthz', reportHealth(health));
  app.get('/readyz', reportReadiness(health));
  return app;
}

/** What every request passes, as one layer: express looks at the path of a request before each of its layers. */
function oneAfterAnother(...handlers: readonly RequestHandler[]): RequestHandler {
  const from = (i: number, ...[req, res, next]: Parameters<RequestHandler>): unknown =>
    handlers[i]?.(req, res, (error?: unknown) =>
      error || i + 1 === handlers.length ? next(error) : from(i + 1, req, res, next),
    );
  return (req, res, next) => from(0, req, res, next);
}

/** Makes the app, which does not listen yet. */
export function createApp(services: Services): Express {
  const { models, metrics } = services;
  const app = startApp(services);
  const token = requireToken(services.tokens);
  const rate = limitRate(services.requestsPerMinute, services.shared?.rateLimitStore);
  const body = services.bodies.read;
  const { admission, requestTimeoutMs, shared } = services;
  const run = { admission, requestTimeoutMs, metrics, sharedPlaces: shared?.places };

  // Express tries one route behind the other, so those that are asked most stand first.
  // OpenAI's API. Its clients know no account, so under /v1 the token is enough.
  const openAi = { rate, body, models, run };
  addOpenAiRoutes(app, '/v1', [token], openAi);
  app.get('/metrics', guardMetrics(services.metricsAccess, token), sendMetrics(metrics));
  // `*model_name` takes the rest of the path, so slashes in the name may be plain or encoded.
  const runPath = '/client/v4/accounts/:account_id/ai/run/*model_name';
  app.post(runPath, token, requireAccount, requestId, rate, modelFromPath(models), body, runModel(run));
  const ai = '/client/v4/accounts/:account_id/ai';
  addOpenAiRoutes(app, `${ai}/v1`, [token, requireAccount], openAi);
  app.post(`${ai}/run`, token, requireAccount, requestId, rate, body, runGeneric(models, run));
  app.get(`${ai}/models/search`, token, requireAccount, searchModels(models));
  app.get(`${ai}/models/schema`, token, requireAccount, requestId, getModelSchema(models));
  app.get(`${ai}/tasks/search`, token, requireAccount, searchTasks(models));
  app.get(`${ai}/authors/search`, token, requireAccount, searchAuthors(models));
  app.get(`${ai}/finetunes`, token, requireAccount, listFinetunes);
  app.get(`${ai}/finetunes/public`, token, requireAccount, listFinetunes);
  app.get('/client/v4/user/tokens/verify', verifyToken(services.tokens));
  app.get('/client/v4/accounts/:account_id/tokens/verify', verifyToken(services.tokens));
  // The Workers runtime sends these for env.AI.run() when a service binding leads here. Anybody could send them, so they
  // need a token, which the binding's configuration adds. /ai-gateway is for calls with the option `gateway`; this server
  // has no gateway and answers them directly.
  app.use(bindingPaths, flatAnswers);
  app.post('/run', requestId, token, rate, modelFromHeader(models), body, runForBinding(run));
  app.post('/ai-gateway/run', requestId, token, rate, modelFromHeader(models), body, runForBinding(run));
  app.get('/ai-api/models/search', token, searchModels(models));
  app.post('/tramontane/attention', requestId, token, rate, body, tellAttention(models, run));
  app.get('/tramontane/models', token, listLoaded(services.inMemory));
  const unload = unloadModel(models, services.inMemory, services.ownTokenId);
  app.post('/tramontane/models/unload', requestId, token, body, unload);
  app.get(
    '/openapi.json',
    sendSpec(models, (req, res) => accountOf(req, res, services.tokens)),
  );
  app.get('/', pageHeaders, wholeFiles, openPlayground);
  app.use('/playground', pageHeaders, wholeFiles, sendParts('playground'));
  app.get('/docs', pageHeaders, wholeFiles, sendPage('reference'));
  app.use('/docs', pageHeaders, wholeFiles, sendParts('reference'));
  app.use('/client/v4', noRoute);
  app.use(notFound);
  app.use(handleErrors());
  return app;
}

/** The parameters of an account's paths; below /v1 they are absent and unread. */
type Account = { account_id: string };

interface OpenAiParts {
  rate: RequestHandler;
  body: RequestHandler;
  models: ServedModels;
  run: RunServices;
}

function addOpenAiRoutes(app: Express, path: string, guards: RequestHandler<Account>[], parts: OpenAiParts): void {
  const { rate, body, models, run } = parts;
  const chat = answerOpenAi(models, run, { read: readChatRequest, serializerOf: chatSerializer });
  const completion = answerOpenAi(models, run, { read: readCompletionRequest, serializerOf: completionSerializer });
  app.use(path, openAiAnswers);
  app.post(`${path}/chat/completions`, guards, openAiRequestId, rate, body, chat);
  app.post(`${path}/responses`, guards, openAiRequestId, rate, body, createResponse(models, run));
  app.post(`${path}/completions`, guards, openAiRequestId, rate, body, completion);
  app.post(`${path}/embeddings`, guards, openAiRequestId, rate, body, createEmbedding(models, run));
  app.get(`${path}/models`, guards, listModels(models));
  app.get(`${path}/models/*model`, guards, openAiRequestId, retrieveModel(models));
}

const requestId: RequestHandler = (_req, res, next) => {
  assignRequestId(res);
  next();
};

/** OpenAI's clients read the id from another header. */
const openAiRequestId: RequestHandler = (_req, res, next) => {
  res.setHeader('x-request-id', assignRequestId(res));
  next();
};

const openAiAnswers: RequestHandler = (_req, res, next) => {
  contextOf(res).errorFormat = openAiErrors;
  next();
};

const flatAnswers: RequestHandler = (_req, res, next) => {
  contextOf(res).errorFormat = flatErrors;
  next();
};

/** While the server shuts down, answers end their connection so that the next request goes elsewhere. */
function closeWhenDraining(health: Health): RequestHandler {
  return (_req, res, next) => {
    if (health.isDraining) res.setHeader('connection', 'close');
    next();
  };
}
