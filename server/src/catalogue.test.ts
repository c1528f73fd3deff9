import { expect, it } from 'vitest';
import { bundledModelName, catalogue, entryForName, findEntry, howToServe } from './catalogue.ts';
import { spec } from './generated/spec.gen.ts';

/** Cloudflare answers with `{safe, categories}` for these, which the types of text generation do not say. */
const shapedOtherwise = ['@cf/meta/llama-guard-3-8b'];

it('the API description names the models of which there can be weights here', () => {
  const described: readonly string[] = spec.components.schemas.TextGenerationModelName.enum;
  const expected = catalogue
    .filter(({ name, elsewhere }) => elsewhere === undefined && !shapedOtherwise.includes(name))
    .map(({ name }) => name);
  expect([...described].sort()).toEqual(expected.sort());
  expect(findEntry(bundledModelName)?.name).toBe(bundledModelName);
});

it('a model has an architecture, or a reason to run elsewhere', () => {
  for (const { name, architecture, elsewhere, published } of catalogue) {
    expect([name, architecture === undefined]).toEqual([name, elsewhere !== undefined]);
    expect([name, elsewhere !== undefined && published !== undefined]).toEqual([name, false]);
  }
});

it('what the engine runs decides what is said of a model', () => {
  const coder = findEntry('@cf/qwen/qwen2.5-coder-32b-instruct');
  if (!coder) throw new Error('not there');
  expect(howToServe(coder, ['llama', 'qwen2'])).toContain("Run tramontane pull '@cf/qwen/qwen2.5-coder-32b-instruct'");
  expect(howToServe(coder, ['llama'])).toContain('a model of the architecture qwen2, which this server');
});

it('no name, alias or id stands for two models', () => {
  const names = catalogue.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
});

it('an alias finds its model', () => {
  expect(findEntry('@hf/mistralai/mistral-7b-instruct-v0.2')?.name).toBe('@hf/mistral/mistral-7b-instruct-v0.2');
  expect(findEntry('@cf/mistral/mistral-7b-instruct-v0.1-vllm')?.name).toBe('@cf/mistral/mistral-7b-instruct-v0.1');
  expect(findEntry('@cf/nobody/nothing')).toBeUndefined();
});

it('a name of one’s own gets an entry that is the same each time', () => {
  const entry = entryForName('@hf/me/mine', new Date('2026-01-02T03:04:05.678Z'));
  expect(entry).toMatchObject({ source: 2, name: '@hf/me/mine', createdAt: '2026-01-02 03:04:05.678' });
  expect(entry.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(entryForName('@hf/me/mine', new Date()).id).toBe(entry.id);
  expect(entryForName('@hf/me/other', new Date()).id).not.toBe(entry.id);
});

it('every published file is named for its quantisation, and those of one repository do not differ', () => {
  const byRepo = new Map<string, unknown>();
  for (const { published } of catalogue) {
    for (const [quant, file] of Object.entries(published?.files ?? {})) {
      expect(file.toUpperCase()).toContain(quant);
      expect(file).toMatch(/^[\w.-]+\.gguf$/);
      const key = `${published?.repo} ${quant}`;
      expect(byRepo.get(key) ?? file).toBe(file);
      byRepo.set(key, file);
    }
  }
  const mistral = findEntry('@cf/mistral/mistral-7b-instruct-v0.1')?.published;
  expect(mistral?.repo).toBe('TheBloke/Mistral-7B-Instruct-v0.1-GGUF');
  expect(Object.entries(mistral?.files ?? {})[0]).toEqual(['Q4_K_M', 'mistral-7b-instruct-v0.1.Q4_K_M.gguf']);
  const llama = findEntry('@cf/meta/llama-3.1-8b-instruct-fast')?.published;
  expect(llama?.files.Q4_K_M).toBe('Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf');
});

it('knows which models are retired, and since when', () => {
  expect(findEntry('@cf/meta/llama-3.2-1b-instruct')?.retired).toBeUndefined();
  for (const { retired = true } of catalogue) expect(String(retired)).toMatch(/^(true|20\d\d-\d\d-\d\d)$/);
  expect(catalogue.filter(({ retired }) => retired === undefined).length).toBeGreaterThan(30);
});
