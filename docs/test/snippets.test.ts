// Each snippet of the site's documents is right: code compiles against the built packages, commands and flags exist, and
// configuration is accepted. The SDK's own README and docstrings are run by its own tests (sdk/test/examples).
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { chaptersWith, home } from '../.vitepress/contents.ts';
import { root } from '../.vitepress/places.ts';

const chapters = chaptersWith(readdirSync(join(root, 'docs/decisions')));
const pages = [home, ...chapters.flatMap((chapter) => chapter.pages)];
const documents = [...new Set(pages.map(({ source }) => source))].filter((path) => path !== 'sdk/README.md');
const snippets = documents.flatMap((path) => {
  const found = readFileSync(join(root, path), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...found].map(([, language = '', code = ''], i) => ({ of: `${path} ${i + 1}`, language, code }));
});
const inLanguage = (...languages: string[]) => snippets.filter(({ language }) => languages.includes(language));

it('each is in a language that is checked here', () => {
  expect(snippets.filter((snippet) => !inLanguage('sh', 'ts', 'js', 'yaml', 'jsonc').includes(snippet))).toEqual([]);
});

describe('code', () => {
  const folder = join(root, 'docs/test');
  // What the text around a snippet has told of. Functions of other libraries are declared, since their types would take most
  // of this test's time; examples/ runs them.
  const spokenOf = `
    export {};
    declare global {
      const accountId: string, apiToken: string, script: string, compatibilityDate: string;
      const model: '@cf/mistral/mistral-7b-instruct-v0.1';
      function getPlatformProxy(options: object): Promise<{ env: { AI: import('tramontane').AiBinding } }>;
      function initOpenNextCloudflareForDev(options: { environment: string | undefined }): void;
      function getCloudflareContext(): { env: { AI: import('tramontane').AiBinding } };
      function createWorkersAI(options: { binding: never }): (model: string) => object;
      function streamText(options: { model: object; prompt: string }): { textStream: AsyncIterable<string> };
      function cloudflareTest(options: { wrangler: object; miniflare: { workers: object[] } }): void;
    }`;
  const known = { Ai: 'tramontane', offlineWorker: 'tramontane/miniflare' };

  it('compiles', () => {
    const files = new Map(
      inLanguage('ts', 'js').map(({ of, code }) => [join(folder, `${of.replaceAll(/\W/g, '-')}.ts`), moduleOf(code)]),
    );
    files.set(join(folder, 'spoken-of.ts'), spokenOf);
    const { config } = ts.readConfigFile(join(root, 'docs/tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'docs'));
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists, getSourceFile } = host;
    host.fileExists = (path) => files.has(path) || fileExists(path);
    host.readFile = (path) => files.get(path) ?? readFile(path);
    host.getSourceFile = (path, ...rest) => {
      const text = files.get(path);
      return text === undefined
        ? getSourceFile(path, ...rest)
        : ts.createSourceFile(path, text, ...(rest.slice(0, 1) as [ts.ScriptTarget]));
    };
    const program = ts.createProgram([...files.keys()], options, host);
    const wrong = [...files.keys()].flatMap((path) => {
      const source = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    });
    expect(
      ts.formatDiagnostics(wrong, {
        ...ts.sys,
        getCanonicalFileName: (name) => name,
        getNewLine: () => '\n',
        getCurrentDirectory: () => folder,
      }),
    ).toBe('');
  });

  function moduleOf(code: string): string {
    const imported = code.match(/^import [^;]*;$/gm)?.join('\n') ?? '';
    const missing = Object.entries(known).filter(
      ([name]) => new RegExp(`\\b${name}\\b`).test(code) && !imported.includes(name),
    );
    return [...missing.map(([name, from]) => `import { ${name} } from '${from}';`), code, 'export {};'].join('\n');
  }
});

describe('commands', () => {
  // `--help` behind the flags: the program reads them, refuses what it does not know, and does nothing.
  const program = join(root, 'server/bin/tramontane.js');
  const calls = inLanguage('sh').flatMap(({ code }) =>
    code
      .replaceAll('\\\n', ' ')
      .split('\n')
      .flatMap((line) => {
        const [words = ''] = line.split(/\s#/);
        return /(?:^|.* )(?:npx (?:tramontane|@tramontane\/server)|^tramontane) (.*)/.exec(words)?.[1]?.trim() ?? [];
      }),
  );
  // All calls of a command at once, since a start of the program takes half a second.
  const flagsOf = new Map<string, string>();
  for (const call of calls) {
    const [, name = '', flags = ''] = /^(bench serve|\S+)(.*)$/.exec(call) ?? [];
    flagsOf.set(name, `${flagsOf.get(name) ?? ''}${flags}`);
  }

  it('are found', () => expect(flagsOf.size).toBeGreaterThan(3));

  it.each([...flagsOf])('tramontane %s takes the flags', async (name, flags) => {
    const script = `exec "$0" "$1" ${name}${flags} --help`;
    const { stdout } = await promisify(execFile)('sh', ['-c', script, process.execPath, program]);
    expect(stdout).toContain(`tramontane ${name}`);
  });
});

describe('configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tramontane-snippets-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(inLanguage('yaml').map(({ of, code }) => [of, code]))('%s is accepted', async (_of, code) => {
    const key = join(folder, 'key');
    writeFileSync(key, 'secret');
    const file = join(folder, 'config.yaml');
    writeFileSync(file, code.replaceAll(/\/(run\/secrets|etc\/tramontane)\/[\w.]+/g, key));
    const program = join(root, 'server/bin/tramontane.js');
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'config', '--config', file]);
    expect(stdout).toContain(file);
  });

  it.each(inLanguage('jsonc').map(({ of, code }) => [of, code]))('%s is a service binding', (of, code) => {
    const { config, error } = ts.parseConfigFileTextToJson(of, code.startsWith('{') ? code : `{ ${code} }`);
    expect(error).toBeUndefined();
    expect((config.env?.offline ?? config).services).toEqual([{ binding: 'AI', service: 'offline-ai' }]);
  });
});
