// Downloads a file from the hub into its part file. Each connection first asks the hub what the file is now, then resumes
// where the last connection broke; waits between failures grow. The result is a complete part with the hub's checksum.
import { StoppedError, StoreError, TransientError, WrongContentError } from './errors.ts';
import type { Hub, RemoteFile } from './hub.ts';
import { type HubFile, pathOf, suffixes } from './hub-file.ts';
import { reason } from './hub-request.ts';
import { Part } from './part.ts';
import { checkSpace } from './space.ts';

/** Most connections in a row that bring no new bytes. */
const maxAttempts = 6;
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** Options of a download. */
export interface DownloadOptions {
  readonly hub: Hub;
  readonly modelsFolder: string;
  /** Stops the download; the part is kept. */
  readonly signal: AbortSignal;
  /** Called once, when it is known how much is to come and that there is room for it. */
  readonly onBegin?: ((about: { sizeBytes: number; freeBytes: number }) => void) | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called when something went wrong, with what is done about it. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Returns the free bytes of a folder. Default: asks the system. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined;
  /** Time without a byte, in ms, after which the connection counts as lost. Default 60,000. */
  readonly silenceMs?: number | undefined;
  /** Factor for the waits between connections. Default 1. */
  readonly patience?: number | undefined;
}

/** A complete part, closed, and the hub's description of the file. */
export interface Downloaded {
  readonly part: Part;
  readonly remote: RemoteFile;
}

/** State that outlives a connection. */
interface Session {
  part: Part | null;
  /** Largest size that the part has had, in bytes; -1 before there is a part. */
  mostBytes: number;
  /** onBegin has been called. */
  hasBegun: boolean;
}

/** @throws StoreError, StoppedError */
export async function download(file: HubFile, options: DownloadOptions): Promise<Downloaded> {
  const session: Session = { part: null, mostBytes: -1, hasBegun: false };
  try {
    for (let nFailed = 0; ; ) {
      try {
        const remote = await connect(file, session, options);
        const part = session.part as Part;
        verify(part, remote, file);
        session.part = null;
        await part.close();
        return { part, remote };
      } catch (error) {
        if (error instanceof WrongContentError) throw await discard(error, session);
        if (!(error instanceof TransientError)) throw error;
        // Only bytes beyond the largest size count as progress: a host that starts at 0 each time would never end.
        const nBytes = session.part?.sizeBytes ?? -1;
        nFailed = nBytes > session.mostBytes ? 1 : nFailed + 1;
        session.mostBytes = Math.max(session.mostBytes, nBytes);
        if (nFailed >= maxAttempts) throw new StoreError(`${error.message}; ${givenUp(nBytes)}`);
        await waitToTryAgain(error, nFailed, options);
      }
    }
  } finally {
    await session.part?.close();
  }
}

/** Uses one connection, until the end of the file or until it breaks. */
async function connect(file: HubFile, session: Session, options: DownloadOptions): Promise<RemoteFile> {
  const { hub, modelsFolder, signal, onProgress, onNotice } = options;
  const remote = await hub.stat(file, signal);
  if (session.part && !session.part.isOf(remote)) {
    onNotice?.('the file has changed on the hub: starting again');
    await session.part.close();
    session.part = null;
    session.mostBytes = -1;
  }
  const path = pathOf(modelsFolder, file);
  session.part ??= await Part.open(path + suffixes.part, path + suffixes.partRecord, remote, signal);
  const { part } = session;
  const freeBytes = await checkSpace(part.path, remote.sizeBytes - part.sizeBytes, options.freeBytes);
  if (!session.hasBegun) options.onBegin?.({ sizeBytes: remote.sizeBytes, freeBytes });
  session.hasBegun = true;
  onProgress?.(part.sizeBytes, remote.sizeBytes);
  if (part.sizeBytes === remote.sizeBytes) return remote;
  const bytes = await hub.read(file, remote, { fromByte: part.sizeBytes, bodyEtag: part.bodyEtag }, signal);
  if (bytes.fromByte !== part.sizeBytes) onNotice?.(`${bytes.host} does not resume: it sends the file from the start`);
  if (bytes.fromByte === 0) await part.restart(bytes.bodyEtag);
  for await (const chunk of chunksOf(bytes.body, bytes.host, options)) {
    await part.append(chunk);
    onProgress?.(part.sizeBytes, remote.sizeBytes);
  }
  if (part.sizeBytes === remote.sizeBytes) return remote;
  throw new TransientError(`${bytes.host} ended after ${part.sizeBytes} of ${remote.sizeBytes} bytes`);
}

async function discard(error: WrongContentError, session: Session): Promise<WrongContentError> {
  const { part } = session;
  session.part = null;
  await part?.close();
  await part?.remove();
  return new WrongContentError(`${error.message}. What was downloaded is deleted; try again`);
}

function verify(part: Part, { sha256 }: RemoteFile, { repo, file }: HubFile): void {
  const found = part.sha256();
  if (sha256 === null || found === sha256) return;
  throw new WrongContentError(`${repo}/${file} has the sha256 ${found}, but the hub says ${sha256}`);
}

/** Yields the body's chunks; ending the iteration cancels the body. */
async function* chunksOf(
  body: ReadableStream<Uint8Array>,
  host: string,
  { signal, silenceMs = 60_000 }: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let isSilent = false;
  // Cancelling also ends a pending read, as if the body had ended.
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      if (signal.aborted) throw new StoppedError('stopped');
      const timer = setTimeout(() => {
        isSilent = true;
        stop();
      }, silenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (signal.aborted) throw new StoppedError('stopped');
      if (isSilent) throw new TransientError(`${host} sent nothing for ${silenceMs / 1000} s`);
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new TransientError(`the connection to ${host} broke: ${reason(error)}`, { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function givenUp(nBytes: number): string {
  const whatNow =
    nBytes > 0
      ? `${nBytes} bytes are kept, and the same command resumes from there`
      : 'check the network, or set HF_ENDPOINT to another hub';
  return `given up after ${maxAttempts} attempts: ${whatNow}`;
}

async function waitToTryAgain(error: TransientError, nFailed: number, options: DownloadOptions): Promise<void> {
  const { signal, onNotice, patience = 1 } = options;
  const waitMs = Math.min(error.retryAfterMs ?? firstWaitMs * 2 ** (nFailed - 1), longestWaitMs) * patience;
  onNotice?.(`${error.message}; trying again in ${Math.ceil(waitMs / 1000)} s`);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, waitMs);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
  if (signal.aborted) throw new StoppedError('stopped');
}
