// A Hugging Face-compatible hub: what it says about a file, and the file's bytes from any place on. Knows the hub's
// headers and refusals; knows nothing of the disk.
import { StoreError, TransientError } from './errors.ts';
import { type HubFile, printable } from './hub-file.ts';
import { type HubResponse, requestHub } from './hub-request.ts';

/** What the hub says about a file before it is downloaded. */
export interface RemoteFile {
  readonly sizeBytes: number;
  /** The same as long as the content is the same. */
  readonly etag: string;
  /** Of the content, in hex; null for a small file that the hub keeps in git and has no sha256 of. */
  readonly sha256: string | null;
  /** The commit that the revision stands for now, where the hub says so. */
  readonly commit: string | null;
}

/** The bytes of a file, from some place on. */
export interface RemoteBytes {
  /** Where they begin: 0 when the host ignored the place that was asked for, or the file is another by now. */
  readonly fromByte: number;
  readonly body: ReadableStream<Uint8Array>;
  /** What to ask the same host with next time, so that it does not go on with another file; null: nothing fit. */
  readonly bodyEtag: string | null;
  readonly host: string;
}

/** See above. */
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
    // The host that a large file lies on has an etag of its own; the hub's answer before it has the sha256.
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

  /** Starts to read a file at some byte. The commit keeps later requests at the content that stat spoke of. */
  async read(
    file: HubFile,
    remote: RemoteFile,
    { fromByte, bodyEtag }: { fromByte: number; bodyEtag: string | null },
    signal: AbortSignal,
  ): Promise<RemoteBytes> {
    const url = this.#url(file, remote.commit ?? file.revision);
    const range = { range: `bytes=${fromByte}-`, ...(bodyEtag !== null && { 'if-range': bodyEtag }) };
    const answer = await requestHub({
      method: 'GET',
      url,
      token: this.#token,
      signal,
      ...(fromByte > 0 && { headers: range }),
    });
    const { response, host } = answer;
    try {
      if (response.status >= 400) throw this.#refusal(file, answer);
      const begin = beginOf(response, fromByte, remote.sizeBytes, host);
      if (!response.body) throw new TransientError(`${host} sends an answer without content`);
      const etag = response.headers.get('etag');
      // If-Range takes strong ones only.
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
    // An address there is signed and good for some minutes; the hub gives a new one.
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
    return new StoreError(`${repo}/${file} cannot be had: ${words}`);
  }
}

/** Where the bytes of an answer begin: 206 says it, 200 means the whole file. */
function beginOf({ status, headers }: Response, asked: number, sizeBytes: number, host: string): number {
  if (status === 206) {
    const range = headers.get('content-range') ?? '';
    const [, from, , total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
    if (Number(from) === asked && (total === '*' || Number(total) === sizeBytes)) return asked;
    throw new StoreError(`${host} sends '${printable(range)}', asked was byte ${asked} on of ${sizeBytes}`);
  }
  if (status !== 200) throw new StoreError(`${host} answered HTTP ${status}, and no content`);
  const length = headers.get('content-length');
  if (length === null || Number(length) === sizeBytes) return 0;
  throw new StoreError(`${host} sends ${printable(length)} bytes, and the hub speaks of ${sizeBytes}: wrong size`);
}

function bareEtag(text: string | null): string | null {
  const [, etag] = /^(?:W\/)?"?([^"]{1,200})"?$/.exec(text ?? '') ?? [];
  return etag ?? null;
}

function readRetryAfter(text: string | null): number | null {
  return text !== null && /^\d{1,4}$/.test(text) ? Number(text) * 1000 : null;
}
