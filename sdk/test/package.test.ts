// The package as its users get it: built, imported, required, typechecked and linted. Needs `npm run build` before.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
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

  it('adds 11 kB at most to a bundle, min + gzip, and 8 kB where only Ai is imported', async () => {
    const size = async (text: string) => {
      const stdin = { contents: text, resolveDir: project };
      const { outputFiles } = await build({ stdin, bundle: true, minify: true, write: false, format: 'esm' });
      return gzipSync(outputFiles[0]?.contents ?? '').length;
    };
    const all = await size(`export * from 'tramontane'`);
    const alone = await size(`export { Ai } from 'tramontane'`);
    console.log(`min + gzip: ${all} bytes for all of it, ${alone} for Ai alone`);
    expect(alone).toBeGreaterThan(1_000);
    expect(all).toBeLessThanOrEqual(11_000);
    expect(alone).toBeLessThanOrEqual(8_000);
  });

  it('needs nothing of Node', async () => {
    for (const file of await readdir(join(packageDir, 'dist'))) {
      if (!/\.c?js$/.test(file)) continue;
      const text = await readFile(join(packageDir, 'dist', file), 'utf8');
      expect(text, file).not.toMatch(/(?:from|require\(|import\()\s*["'](?:node:|fs|http|stream|buffer|util|crypto)\b/);
    }
  });

  it('holds what it is made of, and nothing else', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json'], { cwd: packageDir });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    const others = ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin/tramontane.js', 'offline.jsonc', 'package.json'];
    expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual(others);
    for (const name of ['index', 'mock', 'msw']) {
      const ends = ['.js', '.cjs', '.d.ts', '.d.cts'].map((end) => `dist/${name}${end}`);
      expect(paths).toEqual(expect.arrayContaining(ends));
    }
    expect(paths).toEqual(
      expect.arrayContaining(['offline', 'miniflare'].flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`])),
    );
  }, 30_000);

  // npm shows the README beside no other file.
  it('has a README without links into the repository', async () => {
    const readme = await readFile(join(packageDir, 'README.md'), 'utf8');
    const targets = [...readme.matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target);
    expect(targets).not.toEqual([]);
    expect(targets.filter((target) => !target.startsWith('https://'))).toEqual([]);
  });

  it('has a changelog that knows this version', async () => {
    const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
    expect(await readFile(join(packageDir, 'CHANGELOG.md'), 'utf8')).toContain(`\n## ${version}\n`);
  });

  it('has types that resolve as Node and bundlers resolve them', async () => {
    const arethetypeswrong = join(packageDir, '..', 'node_modules', '.bin', 'attw');
    // Modules only, by the nature of Workers; before Node 16 there were no exports, nor was there this package.
    const flags = [
      '--pack',
      '.',
      '--profile',
      'node16',
      '--ignore-rules',
      'cjs-resolves-to-esm',
      '--exclude-entrypoints',
      './offline.jsonc',
      '--format',
      'json',
    ];
    const { stdout } = await run(arethetypeswrong, flags, { cwd: packageDir, maxBuffer: 2 ** 26 });
    const { problems } = JSON.parse(stdout) as { problems?: Record<string, { resolutionKind?: string }[]> };
    const ofToday = Object.values(problems ?? {})
      .flat()
      .filter(({ resolutionKind }) => resolutionKind !== 'node10' && resolutionKind !== 'node16-cjs');
    expect(ofToday).toEqual([]);
  }, 60_000);

  it('passes publint', async () => {
    const { messages } = await publint({ pkgDir: packageDir, strict: true });
    expect(messages).toEqual([]);
  }, 30_000);
});
