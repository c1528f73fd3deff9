// A connection on which a test can write any bytes, for requests that no client would send.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** An answer as it stands on the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class RawSocket {
  readonly socket: Socket;
  #received = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.#received += text;
    });
    socket.on('error', () => {}); // the server may reset what it has refused
    onTestFinished(() => void socket.destroy());
  }

  /** What has arrived so far. */
  get received(): string {
    return this.#received;
  }

  static async open(url: string): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  write(bytes: string | Buffer): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  /** All answers, once the server has closed the connection; throws when it does not. */
  async toTheEnd(timeoutMs = 5000): Promise<RawAnswer[]> {
    if (!this.socket.closed) {
      const closed = once(this.socket, 'close').then(() => true);
      if (!(await Promise.race([closed, sleep(timeoutMs, false)]))) {
        throw new Error(`open after ${timeoutMs} ms, having received ${JSON.stringify(this.#received)}`);
      }
    }
    return parse(this.#received);
  }
}

/** Answers with a content-length, one behind the other. */
function parse(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = text; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n');
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length = Number(headers['content-length']);
    if (end < 0 || !status || !(length >= 0)) throw new Error(`no answer of ours: ${JSON.stringify(rest)}`);
    const body = Buffer.from(rest.slice(end + 4, end + 4 + length), 'latin1').toString();
    answers.push({ status, headers, body });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}
