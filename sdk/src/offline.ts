// env.AI without Cloudflare: a Worker that is bound as AI in place of the native binding. It takes the same calls over RPC
// and the same requests over fetch, and passes both on to a Tramontane server. The Worker that uses it stays unchanged.
/// <reference path="./cloudflare-workers.d.ts" />
import { WorkerEntrypoint } from 'cloudflare:workers';
import { Ai } from './ai.ts';
import * as errorCode from './error-code.gen.ts';
import { AiError } from './errors.ts';
import type { Model, ModelSearch } from './model.ts';
import type { OfflineEnv } from './offline-env.ts';
import type { AiOptions } from './options.ts';

export type { OfflineEnv } from './offline-env.ts';

/**
 * The options of `run`: those of `env.AI`, two of which are refused.
 *
 * @example
 * await env.AI.run(model, { prompt: 'Hello' }, { returnRawResponse: true } satisfies OfflineOptions);
 */
export interface OfflineOptions extends Omit<AiOptions, 'timeoutMs' | 'maxRetries'> {
  /** Not available offline. */
  websocket?: boolean;
  /** Not available offline. */
  queueRequest?: boolean;
}

/**
 * The AI binding as a Worker. A project binds it under the name AI, and calls `env.AI.run(...)` as ever. `offline.jsonc`
 * of the package has its configuration: `wrangler dev -c wrangler.offline.jsonc -c node_modules/tramontane/offline.jsonc`.
 *
 * @example <caption>In wrangler.offline.jsonc of the project</caption>
 * "services": [{ "binding": "AI", "service": "offline-ai" }]
 *
 * @example <caption>The whole Worker, for a configuration of your own</caption>
 * export { default } from 'tramontane/offline';
 */
export default class OfflineAi extends WorkerEntrypoint<OfflineEnv> {
  /** Runs a model: the whole answer, with `stream: true` the bytes of its events, or the unread Response. */
  async run(model: string, inputs: Record<string, unknown>, options?: OfflineOptions): Promise<unknown> {
    for (const name of ['websocket', 'queueRequest'] as const) {
      if (options?.[name]) throw unsupported(`run() with ${name}`);
    }
    // The native binding tries once. A caller with its own retries would otherwise wait for both.
    return asNative(this.#ai().run(model, inputs ?? {}, { ...options, maxRetries: 0 }));
  }

  /** The models that the server has. */
  async models(params?: ModelSearch): Promise<Model[]> {
    return asNative(this.#ai().models(params ?? {}, { maxRetries: 0 }));
  }

  /** Always null, since there is no gateway. Over RPC this property has to be awaited. */
  get aiGatewayLogId(): null {
    return null;
  }

  /** Not available offline. */
  async toMarkdown(..._: unknown[]): Promise<never> {
    throw unsupported('toMarkdown()');
  }

  /** Not available offline; `run` takes the option `gateway` and ignores it. */
  async gateway(..._: unknown[]): Promise<never> {
    throw unsupported('gateway()');
  }

  /** Not available offline. */
  async autorag(..._: unknown[]): Promise<never> {
    throw unsupported('autorag()');
  }

  /** Not available offline. */
  async aiSearch(..._: unknown[]): Promise<never> {
    throw unsupported('aiSearch()');
  }

  /** Not available offline. */
  async websearch(..._: unknown[]): Promise<never> {
    throw unsupported('websearch()');
  }

  /** The protocol of the native binding, for clients that speak it themselves, such as `new Ai(env.AI)`. */
  override async fetch(request: Request): Promise<Response> {
    try {
      return await this.#answer(request);
    } catch (error) {
      if (error instanceof SetupError) return new Response(error.message, { status: error.status });
      throw error;
    }
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url); // the host has no meaning
    switch (`${request.method} ${pathname}`) {
      case 'POST /run':
      case 'POST /ai-gateway/run':
        return this.#send(`/run?version=${searchParams.get('version') ?? '3'}`, request);
      case 'GET /ai-api/models/search':
        return this.#send(pathname + search, request);
      default:
        return noRoute(request.method, pathname);
    }
  }

  async #send(path: string, request: Request): Promise<Response> {
    const token = this.#setting('TRAMONTANE_API_TOKEN');
    const server = this.#server();
    const forwarded = new Request(server + path, request);
    forwarded.headers.set('authorization', `Bearer ${token ?? defaultToken}`);
    try {
      const answer = await fetch(forwarded);
      warnOfAlias(request.headers.get('cf-consn-model-id'), answer.headers.get('x-tramontane-model'));
      if (answer.status !== 401 || token) return answer;
    } catch (cause) {
      if (request.signal?.aborted) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SetupError(503, `No Tramontane server at ${server} (${reason}). Start one: ${start}`);
    }
    throw new SetupError(
      401,
      `The server at ${server} has another token than "${defaultToken}". Start it by ${start}, or set ` +
        'TRAMONTANE_API_TOKEN among the props of the service AI, or the variables of the offline Worker.',
    );
  }

  /** An empty text counts as absent: it is what a variable becomes that is not set in the shell. */
  #setting(name: keyof OfflineEnv): string | undefined {
    const { props } = this.ctx as { props?: OfflineEnv };
    return props?.[name] || this.env[name] || undefined;
  }

  // Not this.fetch(): local tools wrap the fetch of every Worker, and turn its errors into a page.
  #ai(): Ai {
    return new Ai({ fetch: (url, init) => this.#answer(new Request(url, init)) });
  }

  /** The origin. An address that ends in /client/v4, as REST clients take it, means the same server. */
  #server(): string {
    const url = this.#setting('TRAMONTANE_URL') ?? 'http://127.0.0.1:8787';
    if (URL.canParse(url)) return new URL(url).origin;
    throw new SetupError(400, `TRAMONTANE_URL must be a whole URL such as http://127.0.0.1:8787, but is "${url}".`);
  }
}

const defaultToken = 'offline';
const start = `TRAMONTANE_API_TOKEN=${defaultToken} npx @tramontane/server serve`;

const warned = new Set<string>();

/** Tells once for each name that another model answered: an alias of the server stands for it. */
function warnOfAlias(asked: string | null, answered: string | null): void {
  if (asked === null || answered === null || asked.endsWith(answered) || warned.has(asked)) return;
  warned.add(asked);
  console.warn(`env.AI: ${asked} was answered by ${answered}, through an alias of the Tramontane server.`);
}

/** A mistake in the configuration; the message is for its author. */
class SetupError extends Error {
  /** The HTTP status over fetch, where the message is the body. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function unsupported(what: string): Error {
  return new Error(`env.AI.${what} is not available offline; run(), models() and fetch() are.`);
}

function noRoute(method: string, pathname: string): Response {
  const description = `There is nothing at ${method} ${pathname}: the offline binding has /run and /ai-api/models/search`;
  const body = {
    name: 'AiError',
    internalCode: errorCode.notFound,
    httpCode: 404,
    message: `AiError: ${description}`,
    description,
  };
  return Response.json(body, { status: 404 });
}

/** The outcome; errors are worded as the native binding words them. */
async function asNative<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (!(thrown instanceof AiError)) throw thrown;
    if (thrown.cause instanceof SetupError) throw thrown.cause;
    // RPC keeps the runtime's own names of these two.
    if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError') {
      throw new DOMException(thrown.message, thrown.name);
    }
    const [first] = thrown.errors;
    throw nativeError(first ? `${first.code}: ${first.message}` : thrown.message);
  }
}

// RPC carries an error's name beside its message only if both sides have the compatibility flag
// enhanced_error_serialization. Otherwise it writes the name in front of the message, where callers expect the code. It
// does not do so if the name is an accessor.
function nativeError(message: string): Error {
  return Object.defineProperty(new Error(message), 'name', { get: () => 'AiError' });
}
