// A Tramontane server for the tests: the built one, as its users start it, with the model it brings along.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url));

/** Where the server is, what lets one in, and how to stop it. */
export interface LiveServer {
  url: string;
  accountId: string;
  apiToken: string;
  stop(): Promise<void>;
}

/** The model every server has. */
export const bundledModel = '@cf/tinystories/stories-260k';

/** Starts a server on a free port, and waits until it is ready: only then it says on stdout where it is. */
export async function startServer(): Promise<LiveServer> {
  const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
  const apiToken = 'a-token-for-the-tests';
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { ...process.env, PORT: '0', TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: apiToken },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      output += text;
      const [found] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(output) ?? [];
      if (found) resolve(found);
    });
    // The log names the address too, as soon as the port is taken and before the model is loaded.
    child.stderr.on('data', (text: Buffer) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${main} serve ended with ${code}, having said:\n${output}${errors}`)),
    );
  });
  return {
    url,
    accountId,
    apiToken,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
