// The models this server has, by name. What the names mean is the catalogue's; how they answer is text-model's.
import { type CatalogueEntry, entryForName, findEntry } from './catalogue.ts';
import { ServerError } from './errors.ts';
import type { TextModel } from './text-model.ts';

/** A model that can be run. */
export interface ServedModel {
  readonly name: string;
  readonly entry: CatalogueEntry;
  /** As the catalogue has it; where it is silent, when it was first served here. */
  readonly createdAt: Date;
  readonly generator: TextModel;
}

/** Who made the model: the middle part of its name. */
export function authorOf({ name }: ServedModel): string {
  return name.split('/')[1] ?? name;
}

/** The models by name; one per server. */
export class ServedModels {
  readonly #byName = new Map<string, ServedModel>();

  /** A model given under an alias is served under the name the alias stands for. */
  constructor(models: Iterable<{ name: string; generator: TextModel }>, startedAt = new Date()) {
    for (const { name, generator } of models) {
      const entry = findEntry(name) ?? entryForName(name, startedAt);
      const createdAt = entry.createdAt ? new Date(`${entry.createdAt.replace(' ', 'T')}Z`) : startedAt;
      this.#byName.set(entry.name, { name: entry.name, entry, createdAt, generator });
    }
  }

  /** In the order they were given. */
  list(): ServedModel[] {
    return [...this.#byName.values()];
  }

  /** The model of that name or alias. */
  find(name: string): ServedModel | undefined {
    return this.#byName.get(findEntry(name)?.name ?? name);
  }

  /** The same; throws the API's "no such model", and says what to do where something can be done. */
  get(name: string): ServedModel {
    const model = this.find(name);
    if (model) return model;
    const entry = findEntry(name);
    const refusal = `No such model ${name} or task`;
    if (!entry) throw new ServerError('noSuchModel', refusal);
    throw new ServerError(
      'noSuchModel',
      `${refusal}: this server has no weights for it. ` +
        (entry.published ? `Run tramontane pull '${entry.name}', then start` : 'Start') +
        ` the server with tramontane serve --model '${entry.name}', or with --model '${entry.name}=/path/to/file.gguf'`,
    );
  }
}
