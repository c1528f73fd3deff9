// The examples in docstrings and in the README, compiled against the built package as its users have it.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const packageDir = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** What examples speak of without making it. */
const prelude = `
import type * as Package from 'tramontane';
import type { MockAi } from 'tramontane/mock';
declare global {
  const env: any;
  const accountId: string, apiToken: string;
  const ai: Package.Ai;
  const model: '@cf/mistral/mistral-7b-instruct-v0.1', otherModel: '@cf/mistral/mistral-7b-instruct-v0.1';
  const input: { prompt: string };
  const stream: ReadableStream<Uint8Array>;
  const messages: Package.RoleScopedChatInput[];
  const signal: AbortSignal;
  const wantsStream: boolean;
  const error: Package.AiError;
  const answer: Package.AiTextGenerationOutput;
  const sleep: (ms: number) => Promise<void>;
  const tryAgainLater: () => Promise<void>;
  const handle: (request: Request, env: { AI: MockAi }) => Promise<Response>;
  const worker: { fetch(request: Request, env: { AI: MockAi }): Promise<Response> };
  const AI: MockAi;
  const setupServer: any, expect: any, it: any, beforeAll: any, afterEach: any, afterAll: any;
}
`;

interface Example {
  where: string;
  code: string;
}

async function docstrings(file: string): Promise<Example[]> {
  const text = await readFile(join(packageDir, 'src', file), 'utf8');
  const found = [...text.matchAll(/@example(?![^\n]*jsonc)[^\n]*\n((?: *\*(?!\/)(?! @)[^\n]*\n)+)/g)];
  return found.map(([, lines = ''], i) => ({
    where: `${file.replaceAll('/', '-')}-${i}`,
    code: lines.replaceAll(/^ *\* ?/gm, ''),
  }));
}

async function readme(): Promise<Example[]> {
  const text = await readFile(join(packageDir, 'README.md'), 'utf8');
  const found = [...text.matchAll(/```ts\n(.*?)```/gs)];
  return found.map(([, code = ''], i) => ({ where: `README-${i}`, code }));
}

const entries = {
  tramontane: 'index',
  'tramontane/mock': 'mock',
  'tramontane/msw': 'msw',
  'tramontane/offline': 'offline',
};

it('compile', async () => {
  const files = (await readdir(join(packageDir, 'src'), { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.gen.ts') && !file.endsWith('.d.ts'),
  );
  const examples = [...(await Promise.all(files.map(docstrings))).flat(), ...(await readme())];
  expect(examples.length).toBeGreaterThan(50);

  const project = await mkdtemp(join(tmpdir(), 'tramontane-examples-'));
  try {
    await mkdir(join(project, 'node_modules'));
    await symlink(packageDir, join(project, 'node_modules', 'tramontane'), 'dir');
    await writeFile(join(project, 'prelude.d.ts'), prelude);
    await writeFile(
      join(project, 'worker.ts'),
      'export default {} as { fetch(request: Request, env: object): Promise<Response> };',
    );
    await writeFile(
      join(project, 'others.d.ts'),
      `declare module 'msw/node' { export const setupServer: any; }
       declare module 'vitest' { export const expect: any, it: any; }
       declare module 'cloudflare:workers' { export abstract class WorkerEntrypoint<Env> { env: Env; } }
       declare const process: any;`,
    );
    const imports: string[] = [];
    for (const [name, entry] of Object.entries(entries)) {
      const dts = await readFile(join(packageDir, 'dist', `${entry}.d.ts`), 'utf8');
      const names = [...dts.matchAll(/^export \{([^}]*)\}/gm)]
        .flatMap(([, list = '']) => list.split(','))
        .map((each) => each.trim());
      const known = imports.join();
      const fresh = names
        .map((each) => each.replace(/^type /, ''))
        .filter((each) => each && !/\bas default\b/.test(each))
        .map((each) => each.split(' as ').at(-1) ?? each)
        .filter((each) => !new RegExp(`\\b${each}\\b`).test(known));
      imports.push(`import { ${fresh.join(', ')} } from '${name}';`);
    }
    for (const { where, code } of examples) {
      // What imports or exports is a module; the rest stands in a function, where it may return.
      const isModule = /^(?:import|export) /m.test(code);
      const moved = code.replaceAll(/^import [^;]*;\n/gm, '');
      const [first, rest] =
        isModule && /^export /m.test(code) ? [code, ''] : [code.match(/^import [^;]*;$/gm)?.join('\n') ?? '', moved];
      const body = rest === '' ? first : `${first}\nasync function example() {\n${rest}\n}`;
      const own = new Set([...first.matchAll(/\b\w+\b/g)].map(([name]) => name));
      const needed = imports.map((line) =>
        line.replace(
          /\{ (.*) \}/,
          (_, names: string) =>
            `{ ${names
              .split(', ')
              .filter((name) => !own.has(name) || !isModule)
              .join(', ')} }`,
        ),
      );
      await writeFile(
        join(project, `${where}.ts`),
        `${isModule && rest === '' ? '' : needed.join('\n')}\n${body}\nexport {};\n`,
      );
    }
    const options = {
      strict: true,
      noEmit: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: [],
      skipLibCheck: true,
      noImplicitAny: false,
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', project]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  } finally {
    await rm(project, { recursive: true });
  }
}, 60_000);
