// Starts an app as a listening server, and shuts it down: running answers may end, new connections are refused.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { limitConnections } from './connections.ts';
import { answerHalfClosed } from './half-close.ts';
import type { Health } from './health.ts';
import { refuseMalformed } from './malformed-request.ts';

/** Connections that wait to be accepted. Those for which there is no room try again after a second. */
const backlog = 4096;

/** A listening server. */
export interface Listening {
  /** Its address, e.g. http://127.0.0.1:8787 */
  readonly url: string;
  /**
   * Reports that it drains, accepts requests for the delay until load balancers have noticed, then stops accepting,
   * waits up to the grace time for running answers, and closes the remaining connections.
   */
  close(graceMs: number, delayMs?: number): Promise<void>;
}

/** Address, limits and timeouts. */
export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly health: Health;
  readonly logger: Logger;
  /** How long the head of a request may take, in ms; 0: no limit. */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take to arrive, in ms; 0: no limit. */
  readonly receiveTimeoutMs?: number;
  /** How long a connection stays open between two requests, in ms. */
  readonly keepAliveTimeoutMs?: number;
  readonly maxHeaderBytes?: number;
  /** For a further connection, the one that has been idle for longest is closed. */
  readonly maxConnections?: number;
}

/** Resolves when the server accepts connections; rejects with a message on what to change. */
export async function listen(app: RequestListener, options: ListenOptions): Promise<Listening> {
  const { host, port, health, logger, headersTimeoutMs = 20_000, receiveTimeoutMs = 120_000 } = options;
  const { keepAliveTimeoutMs = 5000, maxHeaderBytes = 16 * 1024, maxConnections = 2048 } = options;
  const patience = Math.min(headersTimeoutMs || 60_000, receiveTimeoutMs || 60_000);
  const server = createServer(
    {
      // Node requires headersTimeout <= requestTimeout.
      headersTimeout:
        receiveTimeoutMs === 0 ? headersTimeoutMs : Math.min(headersTimeoutMs || receiveTimeoutMs, receiveTimeoutMs),
      requestTimeout: receiveTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      maxHeaderSize: maxHeaderBytes,
      requireHostHeader: false, // the app does, in the API's words
      connectionsCheckingInterval: Math.max(50, Math.min(10_000, patience / 4)),
    },
    app,
  );
  limitConnections(server, maxConnections);
  answerHalfClosed(server);
  refuseMalformed(server, logger, maxHeaderBytes);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(listenError(cause, host, port)));
    server.listen({ host, port, backlog }, resolve);
  });
  const address = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    async close(graceMs, delayMs = 0) {
      health.drain();
      if (delayMs > 0) await setTimeout(delayMs);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Kept-alive connections become idle one by one, as their answers end.
      const sweep = setInterval(() => server.closeIdleConnections(), 20);
      const giveUp = globalThis.setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(giveUp);
    },
  };
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'the port is taken; choose another with --port or PORT (0: any free port)',
    EACCES: 'the system does not allow it; choose a port above 1023 with --port or PORT',
    EADDRNOTAVAIL: 'this machine has no such address; choose another with --host or HOST',
    ENOTFOUND: 'there is no such host; choose another with --host or HOST',
  };
  const reason = reasons[cause.code ?? ''] ?? cause.message;
  return Object.assign(new Error(`cannot listen on ${host}:${port}: ${reason}`, { cause }), { code: cause.code });
}
