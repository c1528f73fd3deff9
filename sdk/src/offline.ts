// env.AI without Cloudflare: a Worker to be bound as AI in place of the native binding. It takes the same calls over RPC,
// and the same requests over fetch, and passes both on to a Tramontane server. The code that asks stays as it is.
/// <reference path="./cloudflare-workers.d.ts" />
import { WorkerEntrypoint } from 'cloudflare:workers';
import { Ai } from './ai.ts';
import * as errorCode from './error-code.gen.ts';
import { AiError } from './errors.ts';
import type { Model, ModelSearch } from './model.ts';
import type { AiOptions } from './options.ts';

/**
 * Where the offline Worker finds its server: its variables, or the `props` of whoever binds it, which count for more.
 * Nothing has to be set for a server of this machine that was started with `TRAMONTANE_API_TOKEN=offline`.
 *
 * @example
 * const props: OfflineEnv = { TRAMONTANE_URL: 'http://192.168.0.2:8787', TRAMONTANE_API_TOKEN: 'secret' };
 */
export interface OfflineEnv {
  /**
   * Where the server is.
   *
   * @defaultValue `http://127.0.0.1:8787`
   */
  TRAMONTANE_URL?: string;
  /**
   * Its token. Of a server that only this machine reaches it guards nothing, and may be as well known as the default.
   *
   * @defaultValue `offline`
   */
  TRAMONTANE_API_TOKEN?: string;
}

/**
 * What `run` takes besides model and input: the options of `env.AI`, two of which are refused.
 *
 * @example
 * await env.AI.run(model, { prompt: 'Hello' }, { returnRawResponse: true } satisfies OfflineOptions);
 */
export interface OfflineOptions extends Omit<AiOptions, 'timeoutMs' | 'maxRetries'> {
  /** Not offline. */
  websocket?: boolean;
  /** Not offline. */
  queueRequest?: boolean;
}

/**
 * The AI binding as a Worker. A project binds it under the name AI, and calls `env.AI.run(...)` as ever. `offline.jsonc`
 * of the package has its configuration: `wrangler dev -e offline -c wrangler.jsonc -c node_modules/tramontane/offline.jsonc`.
 *
 * @example <caption>In wrangler.jsonc of the project</caption>
 * "env": { "offline": { "services": [{ "binding": "AI", "service": "offline-ai" }] } }
 *
 * @example <caption>The whole Worker, for a configuration of your own</caption>
 * export { default } from 'tramontane/offline';
 */
export default class OfflineAi extends WorkerEntrypoint<OfflineEnv> {
  /** Runs a model: the whole answer, with `stream: true` the bytes of its events, or the Response as it stands. */
  async run(model: string, inputs: Record<string, unknown>, options?: OfflineOptions): Promise<unknown> {
    for (const name of ['websocket', 'queueRequest'] as const) {
      if (options?.[name]) throw unsupported(`run() with ${name}`);
    }
    // The native binding tries once; whoever wants more has a loop around it, and would wait for both.
    return asNative(this.#ai().run(model, inputs ?? {}, { ...options, maxRetries: 0 }));
  }

  /** The models that the server has. */
  async models(params?: ModelSearch): Promise<Model[]> {
    return asNative(this.#ai().models(params ?? {}, { maxRetries: 0 }));
  }

  /** There is no gateway, hence no log. It is a property of the native binding; over RPC it has to be awaited. */
  get aiGatewayLogId(): null {
    return null;
  }

  /** Not offline. */
  async toMarkdown(..._: unknown[]): Promise<never> {
    throw unsupported('toMarkdown()');
  }

  /** Not offline; `run` takes the option `gateway`, and does without one. */
  async gateway(..._: unknown[]): Promise<never> {
    throw unsupported('gateway()');
  }

  /** Not offline. */
  async autorag(..._: unknown[]): Promise<never> {
    throw unsupported('autorag()');
  }

  /** Not offline. */
  async aiSearch(..._: unknown[]): Promise<never> {
    throw unsupported('aiSearch()');
  }

  /** Not offline. */
  async websearch(..._: unknown[]): Promise<never> {
    throw unsupported('websearch()');
  }

  /** The protocol that the native binding speaks, for clients which speak it themselves, such as `new Ai(env.AI)`. */
  override async fetch(request: Request): Promise<Response> {
    try {
      return await this.#answer(request);
    } catch (error) {
      if (error instanceof SetupError) return new Response(error.message, { status: error.status });
      throw error;
    }
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url); // of a host that does not exist
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

  /** Nothing is as good as an empty text, which is what a variable is that the shell does not have. */
  #setting(name: keyof OfflineEnv): string | undefined {
    const { props } = this.ctx as { props?: OfflineEnv };
    return props?.[name] || this.env[name] || undefined;
  }

  // Not by way of fetch(): local tools wrap that of every Worker, and make a page of what it throws.
  #ai(): Ai {
    return new Ai({ fetch: (url, init) => this.#answer(new Request(url, init)) });
  }

  /** The origin: an address which ends in /client/v4, as REST clients take it, means the same server. */
  #server(): string {
    const url = this.#setting('TRAMONTANE_URL') ?? 'http://127.0.0.1:8787';
    if (URL.canParse(url)) return new URL(url).origin;
    throw new SetupError(400, `TRAMONTANE_URL must be a whole URL such as http://127.0.0.1:8787, but is "${url}".`);
  }
}

const defaultToken = 'offline';
const start = `TRAMONTANE_API_TOKEN=${defaultToken} npx @tramontane/server serve`;

/** Something about the configuration, in words for whoever wrote it. */
class SetupError extends Error {
  /** What it is over fetch, where it is an answer in plain words. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function unsupported(what: string): Error {
  return new Error(`env.AI.${what} is not there offline; there are run(), models() and fetch().`);
}

function noRoute(method: string, pathname: string): Response {
  const description = `There is nothing at ${method} ${pathname}: offline there are /run and /ai-api/models/search`;
  const body = {
    name: 'AiError',
    internalCode: errorCode.notFound,
    httpCode: 404,
    message: `AiError: ${description}`,
    description,
  };
  return Response.json(body, { status: 404 });
}

/** The same outcome, with a failure as the native binding words it. */
async function asNative<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (!(thrown instanceof AiError)) throw thrown;
    if (thrown.cause instanceof SetupError) throw thrown.cause;
    // The runtime's own names for these two; RPC carries them as they are.
    if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError') {
      throw new DOMException(thrown.message, thrown.name);
    }
    const [first] = thrown.errors;
    throw nativeError(first ? `${first.code}: ${first.message}` : thrown.message);
  }
}

// An Error with a name of its own crosses RPC in two ways. With enhanced_error_serialization (a compatibility flag) on
// both sides the name is carried beside the message; otherwise it is written in front of it, and whoever looks for the
// code at the beginning of the message finds none. It is not written there if it is an accessor.
function nativeError(message: string): Error {
  return Object.defineProperty(new Error(message), 'name', { get: () => 'AiError' });
}
