// Follows a file of tokens, so that created and revoked tokens take effect without a restart. It polls, because file system
// events miss changes in mounted volumes and behind links. Whatever the file becomes, the polling goes on.
import { stat } from 'node:fs/promises';
import type { ApiToken } from './api-token.ts';
import { readTokenFile, TokenFileError, within } from './token-file.ts';

/** A file of tokens that is followed. */
export interface WatchedTokens {
  /** Seconds since the tokens are known to be those of the file. */
  readonly ageSeconds: number;
  /** Reads the file now, changed or not; resolves after onTokens or onProblem was called. */
  reload(): Promise<void>;
  close(): void;
}

/** Who is told about the file, and how often it is polled. */
export interface WatchOptions {
  /** Called with the file's tokens, at first and after each change. */
  onTokens(tokens: ApiToken[]): void;
  /** Called once for each problem that the file has; the tokens of the last call to onTokens stay valid. */
  onProblem(problem: unknown): void;
  /** @defaultValue 1000 */
  intervalMs?: number;
  /** Longest time of one look at the file. @defaultValue 10000 */
  timeoutMs?: number;
  /** How the file is looked at; it changes whenever the content does. @defaultValue from the file system */
  fingerprint?: (path: string) => Promise<string>;
}

/** Reads a file and starts to follow it. @throws TokenFileError if it cannot be used now */
export async function watchTokens(path: string, options: WatchOptions): Promise<WatchedTokens> {
  const watch = new Watch(path, options);
  await watch.begin();
  const timer = setInterval(() => void watch.look(), options.intervalMs ?? 1000);
  timer.unref();
  return {
    get ageSeconds() {
      return watch.ageSeconds;
    },
    reload: () => watch.look(true),
    close: () => clearInterval(timer),
  };
}

class Watch {
  readonly #path: string;
  readonly #options: WatchOptions;
  readonly #timeoutMs: number;
  /** The fingerprint of what was read. */
  #read = '';
  #goodAtMs = performance.now();
  /** The last problem that was told, so that it is told once. */
  #told = '';
  /** The look under way. Only one is: one that hangs holds a thread of the pool that all of the server needs. */
  #looking: Promise<void> | undefined;
  #startedMs = 0;

  constructor(path: string, options: WatchOptions) {
    this.#path = path;
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
  }

  get ageSeconds(): number {
    return (performance.now() - this.#goodAtMs) / 1000;
  }

  async begin(): Promise<void> {
    // Taken before the file is read, so that a change in between is noticed.
    this.#read = await within(this.#timeoutMs, this.#fingerprint());
    this.#options.onTokens(await readTokenFile(this.#path, this.#timeoutMs));
    this.#goodAtMs = performance.now();
  }

  /** Looks at the file; never rejects. @param always read it, changed or not */
  async look(always = false): Promise<void> {
    if (this.#looking) {
      const waitsMs = performance.now() - this.#startedMs;
      if (waitsMs > this.#timeoutMs)
        this.#tell(new TokenFileError(this.#path, `has not answered for ${Math.round(waitsMs)} ms`));
      if (!always) return;
      const isOver = await Promise.race([
        this.#looking.then(() => true),
        new Promise<false>((resolve) => setTimeout(resolve, this.#timeoutMs, false).unref()),
      ]);
      return isOver ? this.look(true) : undefined;
    }
    this.#startedMs = performance.now();
    this.#looking = this.#lookOnce(always)
      .catch((problem) => this.#tell(problem))
      .finally(() => {
        this.#looking = undefined;
      });
    await this.#looking;
  }

  async #lookOnce(always: boolean): Promise<void> {
    const found = await this.#fingerprint();
    if (found === this.#read && !always) {
      if (this.#told === '') this.#goodAtMs = performance.now();
      return;
    }
    this.#read = found;
    const tokens = await readTokenFile(this.#path, Number.POSITIVE_INFINITY);
    this.#told = '';
    this.#goodAtMs = performance.now();
    this.#options.onTokens(tokens);
  }

  #tell(problem: unknown): void {
    const text = problem instanceof TokenFileError ? problem.message.replace(/\d+ ms$/, 'long') : String(problem);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.onProblem(problem);
  }

  #fingerprint(): Promise<string> {
    return (this.#options.fingerprint ?? fingerprintOf)(this.#path);
  }
}

/** Changes whenever the file's content changes. */
async function fingerprintOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
