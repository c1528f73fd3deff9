// Clients that close their side of the connection behind a request still get its answer. A client that has left altogether
// looks the same, until something is written to it.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How often it is asked whether the client is still there. */
const probeMs = 250;
/** The reset that the first question provokes comes after a round trip: at once on one machine, soon in one house. */
const soonMs = [1, 10] as const;

/** To be called once per server. */
export function answerHalfClosed(server: Server): void {
  // Node would close its own side at once. Its types lack the property.
  Object.assign(server, { httpAllowHalfOpen: true });
  const current = new WeakMap<Socket, { readonly req: IncomingMessage; readonly res: ServerResponse }>();
  server.on('request', (req, res) => void current.set(req.socket, { req, res }));
  server.on('connection', (socket: Socket) => {
    socket.on('end', () => {
      const { req, res } = current.get(socket) ?? {};
      if (!req?.complete || !res || res.writableFinished) return;
      // Readers of streams keep their side open. Two writes would pass before one that has left is found out.
      if (res.headersSent && res.getHeader('content-type') === 'text/event-stream') return void res.destroy();
      // 102 Processing asks: where nobody is left the socket is reset, which the next write finds out.
      const probe = () => {
        if (!res.headersSent && !res.destroyed && req.httpVersion === '1.1') res.writeProcessing();
      };
      probe();
      // Who left is to be found out before the engine's next token.
      const soon = soonMs.map((ms) => setTimeout(probe, ms));
      const timer = setInterval(probe, probeMs);
      res.once('close', () => {
        for (const one of soon) clearTimeout(one);
        clearInterval(timer);
      });
    });
  });
}
