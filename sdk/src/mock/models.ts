// The mocked catalogue, searched as the API does.
import type { Model, ModelSearch } from '../model.ts';

/** The models unless a test gives others. */
export const mockedModels: readonly Model[] = [
  {
    id: 'c907d0f9-d69d-4e93-b501-4daeb4fd69eb',
    source: 1,
    name: '@cf/mistral/mistral-7b-instruct-v0.1',
    description: 'Mistral 7B, tuned to follow instructions; mocked.',
    created_at: '2023-11-07 00:00:00.000',
    task: {
      id: 'c329a1f9-323d-4e91-b2aa-582dd4188d34',
      name: 'Text Generation',
      description: 'Models that continue or answer a text.',
    },
    tags: [],
    properties: [{ property_id: 'context_window', value: '2824' }],
  },
];

/** One page of the models that fit the search, and where it lies in the whole list. A page past the last one is empty. */
export function searchModels(models: readonly Model[], search: ModelSearch) {
  const { page = 1, per_page = 100, source } = search;
  const [text, task, author] = [search.search, search.task, search.author].map((asked) => asked?.toLowerCase());
  const found = models.filter(
    (model) =>
      (!text || `${model.name}\n${model.description}`.toLowerCase().includes(text)) &&
      (!task || model.task.name.toLowerCase() === task) &&
      (!author || model.name.split('/').at(-2)?.toLowerCase() === author) &&
      (source === undefined || model.source === source) &&
      !(search.hide_experimental && model.properties.some(({ property_id }) => property_id === 'beta')),
  );
  const result = found.slice((page - 1) * per_page, page * per_page);
  return { result, result_info: { count: result.length, page, per_page, total_count: found.length } };
}
