// A mocked catalogue: searched as the API does.
import type { Model, ModelSearch } from '../model.ts';

/** What there is unless a test says otherwise. */
export const mockedModels: readonly Model[] = [
  {
    id: 'c907d0f9-d69d-4e93-b501-4daeb4fd69eb',
    source: 1,
    name: '@cf/mistral/mistral-7b-instruct-v0.1',
    description: 'A mocked model.',
    task: {
      id: 'c329a1f9-323d-4e91-b2aa-582dd4188d34',
      name: 'Text Generation',
      description: 'Family of generative text models.',
    },
    tags: [],
    properties: [{ property_id: 'context_window', value: '2824' }],
  },
];

/** One page of the models that are looked for; past the last one it is empty. */
export function searchModels(models: readonly Model[], search: ModelSearch): Model[] {
  const { task, author, source, page = 1, per_page = 100 } = search;
  const text = search.search?.toLowerCase();
  const found = models.filter(
    (model) =>
      (!text || `${model.name} ${model.description}`.toLowerCase().includes(text)) &&
      (!task || model.task.name === task) &&
      (!author || model.name.split('/').at(-2) === author) &&
      (source === undefined || model.source === source),
  );
  return found.slice((page - 1) * per_page, page * per_page);
}
