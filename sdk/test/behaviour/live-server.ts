// A server for the behaviour tests, wherever they run: the built one, with the model it brings along.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The account has the id below, the token is `behaviour`. */
    serverUrl: string;
  }
}

const main = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url));

/** Starts it on a free port, tells the tests where, and stops it after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const account = { TRAMONTANE_ACCOUNT_ID: '023e105f4ecef8ad9ca31a8372d0c353', TRAMONTANE_API_TOKEN: 'behaviour' };
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { ...process.env, ...account, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text;
      const [found] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(output) ?? [];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`${main} serve ended with ${code}, having said:\n${output}`)));
  });
  project.provide('serverUrl', url);
  return async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
}
