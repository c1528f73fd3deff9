// What every server for published clients has: where each kind of client finds its API, what was logged, and a way to see
// that the engine stops.
import pino from 'pino';
import { readConfig } from '../../src/config.ts';
import { type RunningServer, serve } from '../../src/serve.ts';
import { accountId, apiToken } from '../http/harness.ts';

export abstract class BaseServer {
  /** What was logged, one object a line. */
  readonly log: Record<string, unknown>[] = [];
  #server: RunningServer | undefined;

  /** JSON and calls are closed before `max_tokens` cuts them; other engines than ours cut them. */
  abstract readonly closesAtLimit: boolean;

  /** How long a client waits that is to leave in the first half of the longest answer of the tests. */
  abstract readonly shortMs: number;

  /** Serves what it is made for. */
  abstract start(): Promise<void>;

  /**
   * Starts something long, calls `leave` once the engine is at work, and throws unless the engine then rests at once.
   * Gives what came of it.
   */
  abstract expectToStop(start: () => Promise<unknown>, leave: () => void): Promise<unknown>;

  protected async serve(models: Parameters<typeof serve>[1]): Promise<void> {
    const env = { PORT: '0', TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: apiToken };
    const logger = pino({ level: 'info' }, { write: (line) => void this.log.push(JSON.parse(line)) });
    this.#server = await serve(readConfig(env), models, logger);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  get url(): string {
    return (this.#server as RunningServer).url;
  }

  /** Where clients of REST find the API: `.../client/v4`. */
  get baseUrl(): string {
    return `${this.url}/client/v4`;
  }

  /** Where clients of OpenAI's API find it. */
  get openAiUrl(): string {
    return `${this.baseUrl}/accounts/${accountId}/ai/v1`;
  }
}
