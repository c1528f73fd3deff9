// Commands of README.md, run until they say where they listen.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const cwd = fileURLToPath(new URL('..', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const programs = {
  vite: join(fileURLToPath(import.meta.resolve('vite/package.json')), '../bin/vite.js'),
  wrangler: join(resolve('wrangler/package.json'), '../bin/wrangler.js'),
};
/** In a project of one's own: node_modules/tramontane/offline.jsonc */
export const offline = join(resolve('tramontane/package.json'), '../offline.jsonc');

/** The command line of a program, for this Node. */
export const lineOf = (program: keyof typeof programs, ...args: string[]) => [programs[program], ...args];

export interface Listening {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a program, and waits until it prints its address. */
export async function listening(line: readonly string[], env: NodeJS.ProcessEnv): Promise<Listening> {
  const child = spawn(process.execPath, line, { cwd, env });
  let output = '';
  const url = await new Promise<string>((found, failed) => {
    const read = (text: Buffer) => {
      output += text;
      const [address] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(output) ?? [];
      if (address) found(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => failed(new Error(`${line.join(' ')} ended with ${code}, having said:\n${output}`)));
  });
  return { url, stop: () => stopped(child) };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
