// The rules of the house, checked: which room may import which, that no imports go in circles, and what every source
// file and its comments look like. docs/architecture.md draws the same table.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commentsOf, fileNamesIn, longFunctionsOf, repositoryFiles, resolves } from './house.ts';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const sdkSource = fileURLToPath(new URL('../../sdk/src/', import.meta.url));
const repository = fileURLToPath(new URL('../../', import.meta.url));

/** A room is a folder of src/, or a file that lies directly in it. Type imports count like any other. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  vitest: ['index'],
  index: ['cli'],
  main: ['cli', 'config', 'settings'],
  cli: [
    'bench',
    'bundled-model',
    'catalogue',
    'checkpoint',
    'config',
    'encoder-model',
    'engine',
    'engine-process',
    'generated',
    'kernels',
    'load-model',
    'model',
    'model-aliases',
    'model-task',
    'prompts',
    'serve',
    'settings',
    'store',
    'text',
    'text-generation',
    'tokens',
    'upstream',
    'vulkan',
  ],
  bench: ['checkpoint', 'dtype', 'engine', 'kernels', 'load-model', 'model', 'vulkan'],
  serve: [
    'app',
    'catalogue',
    'config',
    'engine',
    'fleet',
    'http',
    'load-model',
    'metrics',
    'model',
    'encoder-model',
    'prompts',
    'served-models',
    'text',
    'text-generation',
    'text-model',
    'tokens',
    'tramontane',
    'upstream',
  ],
  app: [
    'errors',
    'fleet',
    'generation',
    'http',
    'metrics',
    'openai',
    'reference',
    'served-models',
    'tokens',
    'tramontane',
    'workers-ai',
  ],
  tramontane: [
    'engine',
    'errors',
    'generated',
    'generation',
    'http',
    'openai',
    'served-models',
    'text-model',
    'workers-ai',
  ],
  openai: [
    'encoder-model',
    'errors',
    'generated',
    'generation',
    'http',
    'served-models',
    'text-generation',
    'text-model',
    'workers-ai',
  ],
  'workers-ai': [
    'catalogue',
    'encoder-model',
    'errors',
    'generated',
    'generation',
    'http',
    'model-task',
    'served-models',
    'text-generation',
    'tokens',
  ],
  generation: [
    'encoder-model',
    'errors',
    'fleet',
    'generated',
    'http',
    'metrics',
    'served-models',
    'text-generation',
    'text-model',
    'tokens',
  ],
  reference: ['errors', 'generated', 'http', 'served-models'],
  http: ['config', 'errors', 'generated', 'isolates', 'metrics', 'served-models', 'text-generation', 'tokens'],
  'served-models': ['catalogue', 'encoder-model', 'errors', 'model-aliases', 'model-task', 'text-model'],
  'model-aliases': ['config'],
  metrics: ['engine'],
  'engine-process': ['constraints', 'engine', 'errors', 'isolates', 'load-model', 'text'],
  'text-generation': ['constraints', 'engine', 'errors', 'prompts', 'text', 'text-model'],
  prompts: ['errors', 'isolates', 'text'],
  'text-model': ['constraints', 'engine', 'text'],
  fleet: [],
  upstream: ['encoder-model', 'engine', 'errors', 'model-task', 'text', 'text-model'],
  constraints: ['engine', 'errors', 'grammar', 'isolates', 'json-schema', 'text'],
  isolates: ['errors'],
  'json-schema': ['engine', 'grammar'],
  grammar: ['engine'],
  'load-model': ['checkpoint', 'constraints', 'dtype', 'engine', 'kernels', 'model', 'text', 'vulkan'],
  text: ['checkpoint'],
  engine: ['errors'],
  model: ['checkpoint', 'dtype', 'engine', 'kernels', 'vulkan'],
  kernels: ['dtype', 'vulkan'],
  checkpoint: ['dtype'],
  vulkan: ['generated'],
  'bundled-model': [],
  store: ['catalogue'],
  tokens: [],
  catalogue: ['model-task'],
  'encoder-model': ['model-task'],
  'model-task': ['errors'],
  config: ['settings'],
  settings: [],
  errors: ['generated'],
  dtype: [],
  generated: [],
};

/** Packages that only some rooms may use. */
const keepers: Readonly<Record<string, readonly string[]>> = {
  koffi: ['vulkan'],
  '@huggingface': ['text'],
  express: ['app', 'generation', 'http', 'openai', 'reference', 'tramontane', 'workers-ai'],
  'express-rate-limit': ['fleet', 'http'],
  'rate-limit-redis': ['fleet'],
  '@redis': ['fleet'],
  cors: ['http'],
  helmet: ['http'],
  'prom-client': ['metrics'],
  undici: ['store', 'upstream'],
  'eventsource-parser': ['cli', 'upstream'],
  ajv: ['generation', 'http'],
  yaml: ['settings'],
  leven: ['generation', 'settings'],
  pino: ['app', 'cli', 'http', 'serve'],
};

interface Import {
  readonly from: string;
  readonly specifier: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...found].map((match) => ({ from: file, specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
}

function room(file: string): string {
  const path = relative(source, file);
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}

const files = sourceFiles(source);
const imports = files.flatMap(importsOf);
const relativeImports = imports.filter(({ specifier }) => specifier.startsWith('.'));

describe('the house', () => {
  it('finds the rooms it speaks of', () => {
    expect(new Set(files.map(room))).toEqual(new Set(Object.keys(mayImport)));
  });

  it('lets each room import only those below it', () => {
    const broken = relativeImports
      .map(({ from, specifier }) => ({ from, to: join(dirname(from), specifier) }))
      .filter(({ from, to }) => room(from) !== room(to) && !mayImport[room(from)]?.includes(room(to)))
      .map(({ from, to }) => `${relative(source, from)} imports ${relative(source, to)}`);
    expect(broken).toEqual([]);
  });

  it('has no imports in a circle, types included', () => {
    const targets = new Map(files.map((file) => [file, [] as string[]]));
    for (const { from, specifier } of relativeImports) targets.get(from)?.push(join(dirname(from), specifier));
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        expect.fail(
          `circle: ${[...path.slice(path.indexOf(file)), file].map((f) => relative(source, f)).join(' -> ')}`,
        );
      }
      if (done.has(file)) return;
      for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(done.size).toBe(files.length);
  });

  it('keeps each package in its room', () => {
    const broken = imports
      .filter(({ from, specifier }) => {
        const rooms = keepers[specifier.split('/')[0] ?? ''];
        return rooms && !rooms.includes(room(from));
      })
      .map(({ from, specifier }) => `${relative(source, from)} imports ${specifier}`);
    expect(broken).toEqual([]);
  });

  it('keeps the two packages apart: they share openapi.yaml and nothing else', () => {
    const sdkImports = sourceFiles(sdkSource).flatMap(importsOf);
    const crossing = [...imports, ...sdkImports].filter(
      ({ specifier }) => /^(tramontane|@tramontane\/)/.test(specifier) || /\.\.\/(sdk|server)\//.test(specifier),
    );
    expect(crossing).toEqual([]);
    expect(sdkImports.filter(({ specifier }) => specifier.startsWith('node:'))).toEqual([]);
  });

  it('reads the environment only where the program begins', () => {
    const readers = files
      .filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')))
      .map((f) => relative(source, f));
    expect(readers.filter((file) => !file.startsWith('cli/') && file !== 'config.ts')).toEqual([]);
  });

  it('opens every hand-written file with a word on what it is', () => {
    const silent = files.filter((file) => {
      const [first = '', second = ''] = readFileSync(file, 'utf8').split('\n');
      return !(first.startsWith('#!') ? second : first).startsWith('//');
    });
    expect(silent.map((file) => relative(source, file))).toEqual([]);
  });

  it('has no file that would hold two things', () => {
    const long = files
      .filter((file) => !file.endsWith('.gen.ts'))
      .map((file) => [relative(source, file), readFileSync(file, 'utf8').split('\n').length] as const);
    expect(long.filter(([, nLines]) => nLines > 320)).toEqual([]);
  });

  it('has no function that cannot be read at a glance', () => {
    const all = [...files, ...sourceFiles(sdkSource)].filter((file) => !file.endsWith('.gen.ts'));
    const long = all.flatMap((file) =>
      longFunctionsOf(file, 60).map(
        ({ line, name, nLines }) => `${relative(repository, file)}:${line} ${name}: ${nLines}`,
      ),
    );
    expect(long).toEqual([]);
  });
});

describe('comments', () => {
  const all = repositoryFiles(repository);
  const commented = all.filter(
    (file) => /^(server|sdk)\/src\/.*\.(ts|comp|glsl)$|^docs\/.*\.md$/.test(file) && !file.includes('/generated/'),
  );
  const comments = commented.flatMap((file) =>
    commentsOf(join(repository, file)).map((comment) => ({ ...comment, at: `${file}:${comment.line}` })),
  );

  it('are found', () => {
    expect(commented.length).toBeGreaterThan(300);
    expect(comments.some(({ text }) => text.includes('token ids'))).toBe(true);
  });

  it('name only files that there are', () => {
    const broken = comments.flatMap(({ at, text }) =>
      fileNamesIn(text)
        .filter((name) => !resolves(name, all))
        .map((name) => `${at} names ${name}`),
    );
    expect(broken).toEqual([]);
  });

  it('say what they mean where they stand', () => {
    // A docstring is read in an editor's window, where there is no above.
    const empty = comments.filter(({ text }) => /\bsee (above|below)\b|\bwhoever\b|\bthat (is|are) none\b/i.test(text));
    expect(empty.map(({ at, text }) => `${at} ${text}`)).toEqual([]);
  });
});
