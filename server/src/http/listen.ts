// From an app to a listening server, and its way out: running answers may end, nothing new is taken.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Health } from './health.ts';
import { refuseMalformed } from './malformed-request.ts';

/** A server that listens. */
export interface Listening {
  /** Where, as a client writes it: http://127.0.0.1:8787 */
  readonly url: string;
  /** Stops accepting, waits up to the grace time for running answers, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

/** Where to listen, and how patiently. */
export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly health: Health;
  readonly logger: Logger;
  /** How long the headers of a request may take. */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take to arrive. */
  readonly bodyTimeoutMs?: number;
}

/** See above. */
export async function listen(app: RequestListener, options: ListenOptions): Promise<Listening> {
  const { host, port, health, logger, headersTimeoutMs = 60_000, bodyTimeoutMs = 300_000 } = options;
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: bodyTimeoutMs,
      requireHostHeader: false, // the app does, in the API's words
      connectionsCheckingInterval: Math.min(30_000, headersTimeoutMs / 4),
    },
    app,
  );
  refuseMalformed(server, logger);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(listenError(cause, host, port)));
    server.listen({ host, port }, resolve);
  });
  const address = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    async close(graceMs) {
      health.drain();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Connections that are kept alive fall idle one by one, as their answers end.
      const sweep = setInterval(() => server.closeIdleConnections(), 20);
      const giveUp = setTimeout(() => server.closeAllConnections(), graceMs);
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
