// A hub for tests: one repository with one file, on this machine. It breaks, lies and refuses on command. Like the real
// one it serves large files from another host (another port here), behind a redirect.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked, and of which of the two hosts. */
export interface SeenRequest {
  readonly host: 'hub' | 'cdn';
  readonly method: string;
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly authorization: string | null;
}

/** How the hub behaves; may be changed at any time. */
export interface Behaviour {
  content: Uint8Array;
  /** Default: the content's sha256, as for every large file. */
  etag: string | null;
  /** Default: the content's size. */
  linkedSize: number | null;
  commit: string | null;
  /** The files that it has, all with the same content. */
  files: string[];
  /** What it says of the repository; null: nothing, as some mirrors. */
  description: object | null;
  /** Who may have the file; null: everybody. */
  token: string | null;
  /** For each answer with content, in turn: after how many bytes the connection breaks. */
  breaks: number[];
  /** For each request to the hub, in turn: an HTTP status to refuse it with. */
  refusals: number[];
  ignoresRange: boolean;
  bodyEtag: string;
  /** Keeps the connection open in place of breaking it. */
  goesSilent: boolean;
  /** Leaves the length away, and ends properly where it should break. */
  isChunked: boolean;
}

export const repo = 'somebody/Model-GGUF';
export const file = 'model.Q4_K_M.gguf';
export const commit = '0123456789abcdef0123456789abcdef01234567';

/** A hub for tests. */
export class LocalHub {
  readonly seen: SeenRequest[] = [];
  readonly behaviour: Behaviour;
  readonly #servers: Server[] = [];
  #cdnUrl = '';
  endpoint = '';

  constructor(content: Uint8Array) {
    this.behaviour = {
      content,
      etag: null,
      linkedSize: null,
      commit,
      files: [file],
      description: null,
      token: null,
      breaks: [],
      refusals: [],
      ignoresRange: false,
      bodyEtag: '"body-1"',
      goesSilent: false,
      isChunked: false,
    };
  }

  async start(): Promise<this> {
    this.#cdnUrl = await this.#listen('cdn', (request, response) => this.#answerBytes(request, response));
    this.endpoint = await this.#listen('hub', (request, response) => this.#answerHub(request, response));
    return this;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** The places from which content was asked for: null for the beginning. */
  get ranges(): (string | null)[] {
    return this.seen.filter(({ host }) => host === 'cdn').map(({ range }) => range);
  }

  #listen(host: 'hub' | 'cdn', answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer((request, response) => {
      const { range, 'if-range': ifRange, authorization } = request.headers;
      this.seen.push({
        host,
        method: request.method ?? '',
        path: request.url ?? '',
        range: range ?? null,
        ifRange: typeof ifRange === 'string' ? ifRange : null,
        authorization: authorization ?? null,
      });
      answer(request, response);
    });
    this.#servers.push(server);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    });
  }

  #answerHub(request: IncomingMessage, response: ServerResponse): void {
    const { token, content, refusals, linkedSize, etag } = this.behaviour;
    const refusal = refusals.shift();
    if (refusal) return void response.writeHead(refusal).end();
    if (token !== null && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401, { 'x-error-code': 'GatedRepo', 'x-error-message': 'Access is\u009b31m restricted.' });
      return void response.end();
    }
    const { description } = this.behaviour;
    if (description !== null && request.url === `/api/models/${repo}/revision/main`) {
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(description));
    }
    const revisions = ['main', this.behaviour.commit];
    const isServed = (path: string) => this.behaviour.files.some((one) => path.endsWith(`/${one}`));
    const url = request.url ?? '';
    if (!revisions.some((revision) => url.startsWith(`/${repo}/resolve/${revision}/`) && isServed(url))) {
      return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    }
    response.writeHead(302, {
      'x-linked-etag': `"${etag ?? sha256(content)}"`,
      'x-linked-size': linkedSize ?? content.length,
      ...(this.behaviour.commit !== null && { 'x-repo-commit': this.behaviour.commit }),
      location: `${this.#cdnUrl}/blob?signature=x`,
    });
    response.end();
  }

  #answerBytes(request: IncomingMessage, response: ServerResponse): void {
    const { content, breaks, ignoresRange, bodyEtag, goesSilent, isChunked } = this.behaviour;
    const [, asked] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const ifRange = request.headers['if-range'];
    const isPart = asked !== undefined && !ignoresRange && (ifRange === undefined || ifRange === bodyEtag);
    const from = isPart ? Number(asked) : 0;
    const last = content.length - 1;
    response.writeHead(isPart ? 206 : 200, {
      etag: bodyEtag,
      ...(!isChunked && { 'content-length': content.length - from }),
      ...(isPart && { 'content-range': `bytes ${from}-${last}/${content.length}` }),
    });
    const nBytes = breaks.shift();
    if (nBytes === undefined || isChunked)
      return void response.end(content.subarray(from, from + (nBytes ?? Infinity)));
    response.write(content.subarray(from, from + nBytes), () => {
      // Not at once: what was written should arrive.
      if (!goesSilent) setTimeout(() => response.destroy(), 50);
    });
  }
}

/** In hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Bytes that differ from place to place, so that two that changed places would be found out. */
export function someBytes(nBytes: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(nBytes);
  for (let i = 0, state = seed; i < nBytes; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
