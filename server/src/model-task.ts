// What models are for: the tasks of the Workers AI catalogue that this server has, and the refusal of a request that is
// for models of another one.
import { ServerError } from './errors.ts';

/** A task as `models/search` tells it. */
interface TaskFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What a model of it does, behind the model's name. */
  readonly does: string;
}

/** Tasks by the names that settings use. */
export const tasks = {
  'text-generation': {
    id: 'c329a1f9-323d-4e91-b2aa-582dd4188d34',
    name: 'Text Generation',
    description: 'Models that continue or answer a text.',
    does: 'generates text',
  },
  'text-embeddings': {
    id: '0137cdcf-162a-4108-94f2-1ca59e8c65ee',
    name: 'Text Embeddings',
    description: 'Models that turn a text into a vector.',
    does: 'embeds text',
  },
  'text-classification': {
    id: '19606750-23ed-4371-aab2-c20349b53a60',
    name: 'Text Classification',
    description: 'Models that score texts, such as rerankers.',
    does: 'scores texts against a query',
  },
} as const satisfies Record<string, TaskFacts>;

/** One of {@link tasks}. */
export type TaskName = keyof typeof tasks;

/** The task without what only messages need. */
export function describeTask(task: TaskName): Omit<TaskFacts, 'does'> {
  const { does: _, ...facts } = tasks[task];
  return facts;
}

/** The refusal of a request for another task than the model's. */
export function otherTask(model: string, task: TaskName, wanted: TaskName): ServerError {
  const words = `Error: '${model}' ${tasks[task].does}; this request is for a model that ${tasks[wanted].does}`;
  return new ServerError('badInput', words, { param: 'model' });
}
