// Starts a server for a command that needs one: this program's `serve`, in another process, on a free port.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';

export interface OwnServer {
  readonly url: string;
  readonly accountId: string;
  readonly apiToken: string;
  stop(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The server did not start; the message holds its output. */
export class OwnServerError extends Error {
  override name = 'OwnServerError';
}

/**
 * Starts a server and waits until it serves.
 *
 * @param flags flags of `serve`
 * @param env settings that this process's own environment overrides
 */
export async function startOwnServer(flags: readonly string[], env: Record<string, string> = {}): Promise<OwnServer> {
  const [program = ''] = process.argv.slice(1);
  const accountId = randomBytes(16).toString('hex');
  const apiToken = randomBytes(24).toString('base64url');
  const own = { PORT: '0', HOST: '127.0.0.1', TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: apiToken };
  const child = spawn(process.execPath, [...process.execArgv, program, 'serve', ...flags], {
    env: { LOG_LEVEL: 'error', ...env, ...process.env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The server must not outlive this process. Ctrl+C in a terminal reaches both processes anyway.
  const end = () => void child.kill('SIGTERM');
  const leave = () => process.exit(1);
  process.once('exit', end);
  for (const signal of signals) process.once(signal, leave);
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text.toString();
      const [, found] = /^ {2}url +(\S+)$/m.exec(output) ?? [];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new OwnServerError(whyEnded(code, output.trim()))));
  });
  return {
    url,
    accountId,
    apiToken,
    async stop() {
      process.off('exit', end);
      for (const signal of signals) process.off(signal, leave);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** What the server said of itself where it refused to start; it then exits with 1 or 2. */
function whyEnded(code: number | null, output: string): string {
  const [, refusal] = /^tramontane serve: (.*)/m.exec(output) ?? [];
  return refusal ?? `serve ended with exit code ${code}:\n${output}`;
}
