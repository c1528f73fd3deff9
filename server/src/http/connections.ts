// Bounds how many connections are open. Where a further one comes, the one that has been idle for longest gives way:
// connections that ask for nothing must not lock out those that do.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** To be called once per server. A connection is idle until the head of a request has arrived, and after its answer. */
export function limitConnections(server: Server, most: number): void {
  const open = new Set<Socket>();
  /** The one that has been idle for longest is the first. */
  const idle = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    socket.once('close', () => {
      open.delete(socket);
      idle.delete(socket);
    });
    if (open.size >= most) {
      const [oldest] = idle;
      if (!oldest) return socket.destroy();
      open.delete(oldest);
      idle.delete(oldest);
      oldest.destroy();
    }
    open.add(socket);
    idle.add(socket);
  });
  server.on('request', ({ socket }, res) => {
    idle.delete(socket);
    res.once('close', () => {
      if (open.has(socket)) idle.add(socket);
    });
  });
}
