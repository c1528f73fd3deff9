import { expect, it } from 'vitest';
import { bundledModelName, catalogue, entryForName, findEntry } from './catalogue.ts';
import { spec } from './generated/spec.gen.ts';

it('the catalogue and the API description name the same models', () => {
  const described: readonly string[] = spec.components.schemas.TextGenerationModelName.enum;
  expect(catalogue.map(({ name }) => name).sort()).toEqual([...described].sort());
  expect(findEntry(bundledModelName)?.name).toBe(bundledModelName);
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

it('every model but the one that comes with the server can be pulled', () => {
  for (const { name, published } of catalogue) {
    expect([name, published === undefined]).toEqual([name, name === bundledModelName]);
    for (const [quant, file] of Object.entries(published?.files ?? {})) expect(file).toContain(`.${quant}.gguf`);
  }
  const mistral = findEntry('@cf/mistral/mistral-7b-instruct-v0.1')?.published;
  expect(mistral?.repo).toBe('TheBloke/Mistral-7B-Instruct-v0.1-GGUF');
  expect(Object.entries(mistral?.files ?? {})[0]).toEqual(['Q4_K_M', 'mistral-7b-instruct-v0.1.Q4_K_M.gguf']);
});
