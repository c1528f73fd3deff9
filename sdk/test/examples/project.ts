// Compiles examples in a project that has the built package in its node_modules, as its users have it. Names that an
// example uses without defining them are globals of that project (spoken-of.d.ts); names of the package are imported.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Example, entries, packageDir, publicNames } from './public-names.ts';

const require = createRequire(import.meta.url);
const tsc = require.resolve('typescript/bin/tsc');

const spokenOf = `
import type * as Package from 'tramontane';
import type { MockAi } from 'tramontane/mock';
type Handler = { fetch(request: Request, env: { AI: MockAi }): Promise<Response> };
declare global {
  const env: { AI: MockAi; MY_AI_SERVICE: Package.FetcherBinding; ACCOUNT_ID: string; API_TOKEN: string };
  const AI: MockAi;
  const worker: Handler;
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
  // Of Node: neither browsers nor Workers have its types, and an environment has what it has.
  const process: any;
  const look: (what: unknown) => Promise<unknown>;
  const setupServer: typeof import('msw/node').setupServer;
  const expect: typeof import('vitest').expect;
  const beforeAll: typeof import('vitest').beforeAll;
  const afterEach: typeof import('vitest').afterEach, afterAll: typeof import('vitest').afterAll;
}
`;

/** Where the examples are, each a module by itself. */
export interface Project {
  folder: string;
  /** The file of each example, in their order. */
  files: string[];
  /** What the compiler has to say of them all; nothing, if all is well. */
  compile(): Promise<string>;
  remove(): Promise<void>;
}

/** Writes the examples down as a project, with further files beside them, and compiles it with these options. */
export async function projectOf(
  examples: readonly Example[],
  others: Record<string, string> = {},
  options: object = {},
): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'tramontane-examples-'));
  await mkdir(join(folder, 'node_modules', '@cloudflare'), { recursive: true });
  await symlink(packageDir, join(folder, 'node_modules', 'tramontane'), 'dir');
  for (const name of ['msw', 'vitest', '@cloudflare/workers-types']) {
    await symlink(dirname(require.resolve(`${name}/package.json`)), join(folder, 'node_modules', name), 'dir');
  }
  const files = examples.map((_, i) => join(folder, `example-${i}.ts`));
  const written = {
    'package.json': JSON.stringify({ type: 'module' }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, include: ['*.ts'] }),
    'spoken-of.d.ts': spokenOf,
    ...others,
  };
  for (const [name, text] of Object.entries(written)) await writeFile(join(folder, name), text);
  await Promise.all(files.map((file, i) => writeFile(file, moduleOf(examples[i] as Example))));
  return {
    folder,
    files,
    remove: () => rm(folder, { recursive: true }),
    async compile() {
      const compiled = promisify(execFile)(process.execPath, [tsc, '-p', folder]);
      return (await compiled.catch((error: { stdout: string }) => error)).stdout;
    },
  };
}

const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  module: 'esnext',
  moduleResolution: 'bundler',
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  skipLibCheck: true,
};

/** An example that exports is a module as it stands; any other is what a function does, where it may return. */
function moduleOf({ code }: Example): string {
  if (/^export /m.test(code)) return code;
  const imports = code.match(/^import [^;]*;$/gm)?.join('\n') ?? '';
  const body = code.replaceAll(/^import [^;]*;$/gm, '');
  const imported = new Set(imports.match(/\w+/g));
  const needed = Object.keys(entries).map((entry) => {
    const names = importable.filter((each) => each.entry === entry && !imported.has(each.name));
    return names.length > 0 ? `import { ${names.map(({ name }) => name).join(', ')} } from '${entry}';` : '';
  });
  return `${needed.join('\n')}\n${imports}\nexport async function example() {\n${body}\n}\n`;
}

/** Each name once: some are exported by two entry points. */
const importable = publicNames().filter(
  ({ name }, i, all) => name !== 'default' && all.findIndex((each) => each.name === name) === i,
);
