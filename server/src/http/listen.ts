// From an app to a listening server, and its way out: running answers may end, nothing new is taken.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Health } from './health.ts';
import { refuseMalformed } from './malformed-request.ts';

/** A server that listens. */
export interface Listening {
  /** Where, as a client writes it: http://127.0.0.1:8787 */
  readonly url: string;
  /**
   * Says that it is draining, still takes requests for the delay so that load balancers notice, then stops accepting,
   * waits up to the grace time for running answers, and closes what is left.
   */
  close(graceMs: number, delayMs?: number): Promise<void>;
}

/** Where to listen, and how patiently. */
export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly health: Health;
  readonly logger: Logger;
  /** How long the head of a request may take, in ms; 0: any time. */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take to arrive, in ms; 0: any time. */
  readonly receiveTimeoutMs?: number;
  /** How long a connection stays open between two requests, in ms. */
  readonly keepAliveTimeoutMs?: number;
  readonly maxHeaderBytes?: number;
  /** One more is closed at once. */
  readonly maxConnections?: number;
}

/** See above. */
export async function listen(app: RequestListener, options: ListenOptions): Promise<Listening> {
  const { host, port, health, logger, headersTimeoutMs = 20_000, receiveTimeoutMs = 120_000 } = options;
  const { keepAliveTimeoutMs = 5000, maxHeaderBytes = 16 * 1024, maxConnections = 2048 } = options;
  const patience = Math.min(headersTimeoutMs || 60_000, receiveTimeoutMs || 60_000);
  const server = createServer(
    {
      // Node wants the first to be no longer than the second.
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
  server.maxConnections = maxConnections;
  refuseMalformed(server, logger, maxHeaderBytes);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(listenError(cause, host, port)));
    server.listen({ host, port }, resolve);
  });
  const address = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    async close(graceMs, delayMs = 0) {
      health.drain();
      if (delayMs > 0) await setTimeout(delayMs);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Connections that are kept alive fall idle one by one, as their answers end.
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
    EADDRINUSE: 'the port is taken; choose another one by --port or PORT, 0 lets the system choose',
    EACCES: 'the system does not allow it; choose a port above 1023 by --port or PORT',
    EADDRNOTAVAIL: 'this machine has no such address; choose another one by --host or HOST',
    ENOTFOUND: 'there is no such host; choose another one by --host or HOST',
  };
  const reason = reasons[cause.code ?? ''] ?? cause.message;
  return Object.assign(new Error(`cannot listen on ${host}:${port}: ${reason}`, { cause }), { code: cause.code });
}
