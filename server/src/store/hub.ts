// A Hugging Face-compatible hub: describes a file, and sends its bytes from any position on. Knows the hub's headers and
// errors; knows nothing about the disk.
import type { Dispatcher } from 'undici';
import { StoreError, TransientError } from './errors.ts';
import { type HubFile, printable } from './hub-file.ts';
import { type HubRequest, type HubResponse, requestHub } from './hub-request.ts';

/** The hub's description of a file. */
export interface RemoteFile {
  readonly sizeBytes: number;
  /** Changes whenever the content changes. */
  readonly etag: string;
  /** SHA-256 of the content, in hex; null for small files in git, for which the hub has none. */
  readonly sha256: string | null;
  /** The commit that the revision points to, if the hub says it. */
  readonly commit: string | null;
}

/** The bytes of a file, from a position on. */
export interface RemoteBytes {
  /** Position of the first byte: 0 if the host ignored the requested range or the file has changed. */
  readonly fromByte: number;
  readonly body: ReadableStream<Uint8Array>;
  /** The host's strong etag for If-Range, so that it never resumes with another file; null if it sent none. */
  readonly bodyEtag: string | null;
  readonly host: string;
}

/** What a hub says of a repository. */
export interface RemoteRepository {
  /** The name of its licence, as apache-2.0; null if the hub does not say it. */
  readonly licence: string | null;
  readonly files: readonly string[];
}

/** How to reach a hub. */
export interface HubOptions {
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly token: string | null;
  /** The way through a proxy; undefined: directly. */
  readonly dispatcher?: Dispatcher | undefined;
}

/** Longest description of a repository, in bytes: some have thousands of files. */
const maxDescriptionBytes = 16 * 1024 ** 2;

/** A client of a hub. */
export class Hub {
  readonly #endpoint: string;
  readonly #token: string | null;
  readonly #dispatcher: Dispatcher | undefined;

  constructor({ endpoint, token, dispatcher }: HubOptions) {
    this.#endpoint = endpoint;
    this.#token = token;
    this.#dispatcher = dispatcher;
  }

  /** Asks for a repository's files and its licence. @throws StoreError if the hub does not have it, or shows no one its files */
  async describe(repo: string, revision: string, signal: AbortSignal): Promise<RemoteRepository> {
    const path = ['api', 'models', ...repo.split('/'), 'revision', revision].map(encodeURIComponent).join('/');
    const url = new URL(`${this.#endpoint}/${path}`);
    const answer = await this.#request({ method: 'GET', url, signal });
    if (answer.response.status >= 400) throw this.#refusal({ repo, file: '', revision }, answer);
    return readRepository(await readJson(answer));
  }

  /** Asks for a file's size and checksum. */
  async stat(file: HubFile, signal: AbortSignal): Promise<RemoteFile> {
    const url = this.#url(file, file.revision);
    // A redirect of the hub carries the sha256; the host that it leads to has an etag of its own.
    const isEnough = (response: Response) => response.headers.has('x-linked-etag');
    const answer = await this.#request({ method: 'HEAD', url, signal, isEnough });
    const { headers } = answer.response;
    if (answer.response.status >= 400) throw this.#refusal(file, answer);
    const etag = bareEtag(headers.get('x-linked-etag') ?? headers.get('etag'));
    const length = headers.get('x-linked-size') ?? headers.get('content-length');
    if (etag === null || length === null || !/^\d{1,15}$/.test(length)) {
      throw new StoreError(`${answer.host} does not say the size and the etag of ${file.repo}/${file.file}`);
    }
    const commit = headers.get('x-repo-commit');
    return {
      sizeBytes: Number(length),
      etag,
      sha256: /^[0-9a-f]{64}$/.test(etag) ? etag : null,
      commit: commit !== null && /^[0-9a-f]{40}$/.test(commit) ? commit : null,
    };
  }

  /** Starts to read a file at a byte. Uses the commit that stat() found, so that the content stays the same. */
  async read(
    file: HubFile,
    remote: RemoteFile,
    { fromByte, bodyEtag }: { fromByte: number; bodyEtag: string | null },
    signal: AbortSignal,
  ): Promise<RemoteBytes> {
    const url = this.#url(file, remote.commit ?? file.revision);
    const range = { range: `bytes=${fromByte}-`, ...(bodyEtag === null ? {} : { 'if-range': bodyEtag }) };
    const headers = fromByte > 0 ? range : undefined;
    const answer = await this.#request({ method: 'GET', url, signal, headers });
    const { response, host } = answer;
    try {
      if (response.status >= 400) throw this.#refusal(file, answer);
      const begin = beginOf(response, fromByte, remote.sizeBytes, host);
      if (!response.body) throw new TransientError(`${host} sent an answer without content`);
      const etag = response.headers.get('etag');
      // If-Range takes strong etags only.
      return { fromByte: begin, body: response.body, bodyEtag: etag?.startsWith('"') ? etag : null, host };
    } catch (error) {
      await response.body?.cancel();
      throw error;
    }
  }

  #request(request: Omit<HubRequest, 'token' | 'dispatcher'>): Promise<HubResponse> {
    return requestHub({ ...request, token: this.#token, dispatcher: this.#dispatcher });
  }

  #url({ repo, file }: HubFile, revision: string): URL {
    const path = [...repo.split('/'), 'resolve', revision, ...file.split('/')].map(encodeURIComponent);
    return new URL(`${this.#endpoint}/${path.join('/')}`);
  }

  #refusal({ repo, file, revision }: HubFile, { response, isFromHub, host }: HubResponse): StoreError {
    const { status, headers } = response;
    const said = [headers.get('x-error-code'), headers.get('x-error-message')].filter((text) => text !== null);
    const words = `${host} answered HTTP ${status}${said.length > 0 ? ` (${printable(said.join(': '))})` : ''}`;
    const page = `${this.#endpoint}/${repo}`;
    if (status === 408 || status === 429 || status >= 500) {
      return new TransientError(words, { retryAfterMs: readRetryAfter(headers.get('retry-after')) });
    }
    // The redirect's address is signed and expires after minutes; the hub gives a new one.
    if (!isFromHub) return new TransientError(words);
    if (status === 401 || status === 403) {
      const token = this.#token === null ? 'set HF_TOKEN to a token of that account' : 'HF_TOKEN was sent and refused';
      return new StoreError(
        `${repo} asks for a permission, or does not exist: ${words}. Accept its licence at ${page} and ${token}`,
      );
    }
    if (status === 404 && said[0] === 'RevisionNotFound') {
      return new StoreError(`${repo} has no revision ${revision}: ${words}. See ${page}`);
    }
    if (status === 404 && file === '')
      return new StoreError(`${host} has no repository ${repo}: ${words}. See ${page}`);
    if (status === 404) {
      return new StoreError(`${repo} has no file ${file} at ${revision}: ${words}. See ${page}/tree/${revision}`);
    }
    return new StoreError(`${repo}/${file} cannot be downloaded: ${words}`);
  }
}

/** Position of an answer's first byte: a 206 says it, a 200 has the whole file. */
function beginOf({ status, headers }: Response, wantedByte: number, sizeBytes: number, host: string): number {
  if (status === 206) {
    const range = headers.get('content-range') ?? '';
    const [, from, , total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
    if (Number(from) === wantedByte && (total === '*' || Number(total) === sizeBytes)) return wantedByte;
    throw new StoreError(
      `${host} sent the range '${printable(range)}'; requested were the bytes from ${wantedByte} on, of ${sizeBytes}`,
    );
  }
  if (status !== 200) throw new StoreError(`${host} answered HTTP ${status} without content`);
  const length = headers.get('content-length');
  if (length === null || Number(length) === sizeBytes) return 0;
  throw new StoreError(`${host} sent ${printable(length)} bytes, but the hub says ${sizeBytes}: wrong size`);
}

function bareEtag(text: string | null): string | null {
  const [, etag] = /^(?:W\/)?"?([^"]{1,200})"?$/.exec(text ?? '') ?? [];
  return etag ?? null;
}

function readRetryAfter(text: string | null): number | null {
  return text !== null && /^\d{1,4}$/.test(text) ? Number(text) * 1000 : null;
}

async function readJson({ response, host }: HubResponse): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let nBytes = 0;
  for await (const part of response.body ?? []) {
    nBytes += part.length;
    if (nBytes > maxDescriptionBytes) throw new StoreError(`${host} describes the repository in too many bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new StoreError(`${host} does not describe the repository in JSON`);
  }
}

function readRepository(value: unknown): RemoteRepository {
  const { siblings, cardData, tags } = (value ?? {}) as Record<string, unknown>;
  const names = (Array.isArray(siblings) ? siblings : []).map((one: { rfilename?: unknown } | null) => one?.rfilename);
  const card = (cardData as { license?: unknown } | null)?.license;
  const tag = (Array.isArray(tags) ? tags : []).find((one) => typeof one === 'string' && one.startsWith('license:'));
  const licence = [card, String(tag ?? '').slice('license:'.length)].find(
    (one) => typeof one === 'string' && one !== '',
  );
  return {
    licence: typeof licence === 'string' ? printable(licence) : null,
    files: names.filter((name) => typeof name === 'string'),
  };
}
