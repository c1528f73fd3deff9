// Clients that close their side of the connection behind a request still get its answer. A client that has left altogether
// looks the same, until something is written to it.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How often it is asked whether the client is still there. */
const probeMs = 250;
const soonMs = 10;

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
      // The reset that the first one provokes is there at once: who left is found out before the engine's next token.
      const soon = setTimeout(probe, soonMs);
      const timer = setInterval(probe, probeMs);
      res.once('close', () => {
        clearTimeout(soon);
        clearInterval(timer);
      });
    });
  });
}
