// A Hugging Face-compatible hub: describes a file, and sends its bytes from any position on. Knows the hub's headers and
// errors; knows nothing about the disk.
import { StoreError, TransientError } from './errors.ts';
import { type HubFile, printable } from './hub-file.ts';
import { type HubResponse, requestHub } from './hub-request.ts';

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

/** A client of a hub. */
export class Hub {
  readonly #endpoint: string;
  readonly #token: string | null;

  /** @param endpoint without a slash at the end */
  constructor({ endpoint, token }: { endpoint: string; token: string | null }) {
    this.#endpoint = endpoint;
    this.#token = token;
  }

  /** Asks for a file's size and checksum. */
  async stat(file: HubFile, signal: AbortSignal): Promise<RemoteFile> {
    const url = this.#url(file, file.revision);
    // A redirect of the hub carries the sha256; the host that it leads to has an etag of its own.
    const isEnough = (response: Response) => response.headers.has('x-linked-etag');
    const answer = await requestHub({ method: 'HEAD', url, token: this.#token, signal, isEnough });
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
    const answer = await requestHub({ method: 'GET', url, token: this.#token, signal, headers });
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
