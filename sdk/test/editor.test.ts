// What an editor shows of the package: names in its hovers, a warning for a misspelt model, and the runtime's own types
// where a project has them. Needs `npm run build` before.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const packageDir = fileURLToPath(new URL('..', import.meta.url));
const file = join(packageDir, 'editor.ts'); // it is only in memory

/** The language service over one file that imports the built package. */
function editorOf(code: string, options: ts.CompilerOptions): ts.LanguageService {
  const compilerOptions: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    ...options,
  };
  const isOpen = (name: string) => name === file;
  return ts.createLanguageService({
    getCompilationSettings: () => compilerOptions,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot(name) {
      const text = isOpen(name) ? code : ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => packageDir,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => isOpen(name) || ts.sys.fileExists(name),
    readFile: (name) => (isOpen(name) ? code : ts.sys.readFile(name)),
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
}

const messagesOf = (diagnostics: readonly ts.Diagnostic[]) =>
  diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));

describe('without the types of the runtime', () => {
  const code = `
    import { Ai, type RoleScopedChatInput, type Tool } from 'tramontane';
    declare const ai: Ai, tools: Tool[];
    const model = '@cf/mistral/mistral-7b-instruct-v0.1';
    export const answer = await ai.run(model, { prompt: 'a' });
    export const { usage, tool_calls, finish_reason } = answer;
    export const message: RoleScopedChatInput = { role: 'user', content: 'a' };
    export const { role, content } = message;
    export const [listed] = await ai.models();
    export const properties = listed?.properties;
    const maybe = undefined as number | undefined;
    await ai.run(model, { messages: [{ role: 'tool', name: undefined, content: 'a' }], tools, max_tokens: maybe });
    await ai.run(model, { prompt: 'a', response_format: undefined, seed: maybe, stream: undefined });
    export const almost = [
      ai.run('@cf/mistral/mistral-7b-instruct-v0.l', { prompt: 'a' }),
      ai.run('@cf/mistral/mistral-7b-instuct-v0.1', { prompt: 'a' }),
      ai.run('@cf/mistral/mistral-7b-instructt-v0.1', { prompt: 'a' }),
      ai.run('@cf/mistral/mistral-7b-isntruct-v0.1', { prompt: 'a', stream: true }),
      ai.run('@cf/Mistral/mistral-7b-instruct-v0.1', { prompt: 'a' }),
      ai.run('mistral-7b-instruct-v0.1', { prompt: 'a' }),
      ai.run('@cf/tinystories/stories-260', { prompt: 'a' }),
    ];
    export const { didYouMean } = await ai.run('@cf/mistral/mistral-7b-instuct-v0.1', { prompt: 'a' });
    export const other = [
      ai.run(model, { prompt: 'a' }),
      ai.run('@cf/mistral/mistral-7b-instruct-v0.3', { prompt: 'a' }),
      ai.run('@cf/meta/llama-3.1-8b-instruct', { prompt: 'a' }),
      ai.run('@cf/my-company/my-model', { prompt: 'a' }),
      ai.run(model as string, { prompt: 'a' }),
      ai.run(model as \`@cf/\${string}\`, { prompt: 'a' }),
    ];`;
  const editor = editorOf(code, { types: [] });
  const hoverOf = (name: string) => {
    const at = code.search(new RegExp(`\\b${name}\\b(?= =|,| \\}|\\])`));
    const parts = editor.getQuickInfoAtPosition(file, at)?.displayParts;
    return ts.displayPartsToString(parts).replace(/^const /, '');
  };

  it('takes what may be undefined', () => expect(messagesOf(editor.getSemanticDiagnostics(file))).toEqual([]));

  it('shows names in hovers', () => {
    expect(hoverOf('answer')).toBe('answer: AiTextGenerationOutput');
    expect(hoverOf('usage')).toBe('usage: Usage | undefined');
    expect(hoverOf('tool_calls')).toBe('tool_calls: ToolCall[] | undefined');
    expect(hoverOf('finish_reason')).toBe('finish_reason: FinishReason | undefined');
    expect(hoverOf('role')).toContain('role: ChatRole');
    expect(hoverOf('listed')).toMatch(/listed: Model( \| undefined)?$/);
    for (const name of ['answer', 'usage', 'message', 'role', 'content', 'listed', 'properties']) {
      expect(hoverOf(name)).not.toMatch(/components|Schemas/);
    }
  });

  it('completes the roles', () => {
    const { entries = [] } = editor.getCompletionsAtPosition(file, code.indexOf("'user'") + 1, {}) ?? {};
    const names = entries.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['assistant', 'system', 'tool', 'user']));
  });

  it('warns of a name that is almost one of the catalogue, and of no other', () => {
    const deprecated = editor.getSuggestionDiagnostics(file).filter(({ reportsDeprecated }) => reportsDeprecated);
    const lines = new Set(deprecated.map(({ start }) => code.slice(0, start).split('\n').length - 1));
    const marked = [...lines].map((i) => /run\('(.*?)'/.exec(code.split('\n')[i] ?? '')?.[1]);
    const block = code.slice(code.indexOf('almost'), code.indexOf('other ='));
    expect(marked).toEqual([...block.matchAll(/run\('(.*?)'/g)].map(([, name]) => name));
    expect(hoverOf('didYouMean')).toBe('didYouMean: "@cf/mistral/mistral-7b-instruct-v0.1" | undefined');
  });
});

describe('with the types of the runtime', () => {
  const code = `
    import { Ai } from 'tramontane';
    declare const env: { AI: globalThis.Ai };
    const ai = new Ai(env.AI);
    export const { data, shape } = await ai.run('@cf/google/embeddinggemma-300m', { text: 'a' });
    data satisfies number[][] | undefined;
    const [label] = await ai.run('@cf/huggingface/distilbert-sst-2-int8', { text: 'a' });
    label?.score satisfies number | undefined;
    (await ai.run('@cf/mistral/mistral-7b-instruct-v0.1', { prompt: 'a' })).usage?.total_tokens satisfies number | undefined;
    (await ai.run('@cf/meta/llama-3.3-70b-instruct-fp8-fast', { prompt: 'a', stream: true })) satisfies ReadableStream;
    (await ai.run('@cf/my-company/my-model', { size: 3 })) satisfies Record<string, unknown>;
    // @ts-expect-error a number for a text
    await ai.run('@cf/google/embeddinggemma-300m', { text: 5 });
    // @ts-expect-error no such property
    (await ai.run('@cf/huggingface/distilbert-sst-2-int8', { text: 'a' })).response;`;
  const editor = editorOf(code, { types: ['@cloudflare/workers-types'], lib: ['lib.es2023.d.ts'] });

  it('gives other models the outputs of the runtime', () => {
    expect(messagesOf(editor.getSemanticDiagnostics(file))).toEqual([]);
  });
});
