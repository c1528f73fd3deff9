// The package as its users get it: built, imported, required, typechecked and linted. Needs `npm run build` before.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as source from '../src/index.ts';

const run = promisify(execFile);
const packageDir = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const names = Object.keys(source).sort();
let project: string;

// A project that has the package in its node_modules, so that it is found by its name through its exports.
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'tramontane-package-'));
  await mkdir(join(project, 'node_modules'));
  await symlink(packageDir, join(project, 'node_modules', 'tramontane'), 'dir');
});
afterAll(() => rm(project, { recursive: true }));

async function node(file: string, text: string): Promise<unknown> {
  await writeFile(join(project, file), text);
  const { stdout } = await run(process.execPath, [join(project, file)]);
  return JSON.parse(stdout);
}

describe('the package', () => {
  it('can be imported', async () => {
    const text = `import * as tramontane from 'tramontane'; console.log(JSON.stringify(Object.keys(tramontane).sort()))`;
    expect(await node('import.mjs', text)).toEqual(names);
  });

  it('can be required', async () => {
    const text = `console.log(JSON.stringify(Object.keys(require('tramontane')).sort()))`;
    expect(await node('require.cjs', text)).toEqual(names);
  });

  it('works when required', async () => {
    const text = `const { Ai } = require('tramontane');
      new Ai({ fetch: async () => Response.json({ response: 'Hi' }) }).run('@cf/a/b', {}).then((answer) => console.log(JSON.stringify(answer)))`;
    expect(await node('run.cjs', text)).toEqual({ response: 'Hi' });
  });

  it('has types for both, under the resolution of Node', async () => {
    const text = `import { Ai, events, AiError } from 'tramontane';
      export async function main(ai: Ai): Promise<string> {
        let text = '';
        const stream = await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'a', stream: true });
        for await (const { response } of events(stream)) text += response satisfies string;
        // @ts-expect-error a number for a text
        await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 5 });
        return text + String(AiError.name);
      }`;
    const options = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
      skipLibCheck: false,
    };
    await writeFile(join(project, 'types.mts'), text);
    await writeFile(join(project, 'types.cts'), text);
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['types.mts', 'types.cts'] }),
    );
    const { stdout } = await run(process.execPath, [tsc, '-p', project]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  }, 60_000);

  it('passes publint', async () => {
    const { messages } = await publint({ pkgDir: packageDir, strict: true });
    expect(messages).toEqual([]);
  }, 30_000);
});
