// From an app to a listening server, and its way out: running answers may end, nothing new is taken.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from './health.ts';

/** A server that listens. */
export interface Listening {
  /** Where, as a client writes it: http://127.0.0.1:8787 */
  readonly url: string;
  /** Stops accepting, waits up to the grace time for running answers, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

/** See above; port 0 lets the system choose. */
export async function listen(
  app: RequestListener,
  { host, port, health }: { host: string; port: number; health: Health },
): Promise<Listening> {
  const server = createServer(app);
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
