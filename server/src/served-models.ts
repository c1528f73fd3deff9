// The models of this server, by name. The catalogue knows what the names mean, text-model.ts how to answer.
import { type CatalogueEntry, entryForName, findEntry } from './catalogue.ts';
import { ServerError } from './errors.ts';
import type { TextModel } from './text-model.ts';

/** A model that can be run. */
export interface ServedModel {
  readonly name: string;
  readonly entry: CatalogueEntry;
  /** From the catalogue; otherwise when this server started. */
  readonly createdAt: Date;
  readonly generator: TextModel;
}

/** Who made the model: the middle part of its name. */
export function authorOf({ name }: ServedModel): string {
  return name.split('/')[1] ?? name;
}

/** Finds models by name; one per server. */
export class ServedModels {
  readonly #byName = new Map<string, ServedModel>();

  /** An alias is replaced by the name that it stands for. */
  constructor(models: Iterable<{ name: string; generator: TextModel }>, startedAt = new Date()) {
    for (const { name, generator } of models) {
      const entry = findEntry(name) ?? entryForName(name, startedAt);
      const createdAt = entry.createdAt ? new Date(`${entry.createdAt.replace(' ', 'T')}Z`) : startedAt;
      this.#byName.set(entry.name, { name: entry.name, entry, createdAt, generator });
    }
  }

  /** In the order in which they were given. */
  list(): ServedModel[] {
    return [...this.#byName.values()];
  }

  /** The model of this name or alias. */
  find(name: string): ServedModel | undefined {
    return this.#byName.get(findEntry(name)?.name ?? name);
  }

  /** As find(), but throws 5007, with what to do where the name is known. */
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
