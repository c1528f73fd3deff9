// Every public name is described, with an example that compiles against the built package and runs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectOf } from './project.ts';
import { docstringExamples, packageDir, publicNames } from './public-names.ts';
import { stageFor } from './stage.ts';

const all = docstringExamples();
const isConfiguration = ({ caption }: { caption: string }) => caption.startsWith('In wrangler.offline.jsonc');
const examples = all.filter((example) => !isConfiguration(example));
const project = await projectOf(examples);
afterAll(() => project.remove());

describe('a public name', () => {
  it.each(publicNames())('is described and has an example: $name of $entry', ({ summary, nExamples }) => {
    expect(summary).toMatch(/\w/);
    expect(nExamples).toBeGreaterThan(0);
  });
});

describe('the examples of docstrings', () => {
  it('are as many as there were', () => expect(examples.length).toBeGreaterThan(55));

  it('compile', async () => expect(await project.compile()).toBe(''), 60_000);

  it('are, as configuration, what the README has', async () => {
    const readme = await readFile(join(packageDir, 'README.md'), 'utf8');
    const configurations = all.filter(isConfiguration);
    expect(configurations).toHaveLength(1);
    for (const { code } of configurations) expect(readme).toContain(code);
  });
});

describe('an example runs', () => {
  beforeAll(() => {
    for (const method of ['log', 'warn', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterAll(() => void vi.restoreAllMocks());

  it.each(examples.map((example, i) => ({ ...example, i })))('$of $caption', async ({ of, i }) => {
    const { globals, clear } = await stageFor(of);
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    try {
      const module: { example?: () => Promise<unknown>; default?: unknown } = await import(project.files[i] ?? '');
      const outcome = await module.example?.();
      // A response has its body to be read, and its stream to come to an end.
      if (outcome instanceof Response) expect(await outcome.text()).not.toBe('');
      expect(module.example ?? module.default).toBeTypeOf('function');
    } finally {
      await clear();
      vi.unstubAllGlobals();
    }
  });
});
