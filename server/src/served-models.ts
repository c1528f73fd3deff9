// The models of this server, by name. The catalogue knows what the names mean, text-model.ts how to answer.
import { type CatalogueEntry, entryForName, findEntry, howToServe, retirement } from './catalogue.ts';
import { type EncoderModel, noEncoder } from './encoder-model.ts';
import { ServerError } from './errors.ts';
import { ModelAliases } from './model-aliases.ts';
import type { TaskName } from './model-task.ts';
import type { TextModel } from './text-model.ts';

/** A model that can be run. */
export interface ServedModel {
  readonly name: string;
  readonly entry: CatalogueEntry;
  /** From the catalogue; otherwise when this server started. */
  readonly createdAt: Date;
  /** What it is for; null where only its engine, which runs elsewhere, knows. */
  readonly task: TaskName | null;
  /** Of a model that embeds or scores texts, one that refuses. */
  readonly generator: TextModel;
  /** Of a model that generates text, one that refuses. */
  readonly encoder: EncoderModel;
}

/** A model, by its name, as it is handed to {@link ServedModels}. */
export interface OfferedModel {
  readonly name: string;
  readonly generator: TextModel;
  /** Absent where the model only generates text. */
  readonly encoder?: EncoderModel | undefined;
  readonly task?: TaskName | null | undefined;
}

/** Who made the model: the middle part of its name. */
export function authorOf({ name }: ServedModel): string {
  return name.split('/')[1] ?? name;
}

/** Names in a message; a server behind many upstreams may have more. */
const maxNames = 16;

/** Asked names that are remembered; clients may invent more. */
const maxTold = 1000;

/** What there is to say about the models of a server. */
export interface ServedModelsOptions {
  aliases?: readonly string[] | undefined;
  onAlias?: ((name: string, model: string) => void) | undefined;
  startedAt?: Date | undefined;
  /** Those that the server's own engine runs, as in `general.architecture`. */
  architectures?: readonly string[] | undefined;
}

/** Finds models by name; one per server. */
export class ServedModels {
  readonly #byName = new Map<string, ServedModel>();
  readonly #aliases: ModelAliases;
  readonly #onAlias: ((name: string, model: string) => void) | undefined;
  readonly #told = new Set<string>();
  readonly #architectures: readonly string[];

  /**
   * @param aliases the setting `alias`
   * @param onAlias called when a name is answered by an alias for the first time
   * @throws ConfigError if an alias stands for a model that is not served
   */
  constructor(
    models: Iterable<OfferedModel>,
    { aliases = [], onAlias, startedAt = new Date(), architectures = [] }: ServedModelsOptions = {},
  ) {
    for (const { name, generator, encoder = noEncoder(name), task = 'text-generation' } of models) {
      const entry = findEntry(name) ?? entryForName(name, startedAt);
      const createdAt = entry.createdAt ? new Date(`${entry.createdAt.replace(' ', 'T')}Z`) : startedAt;
      this.#byName.set(entry.name, { name: entry.name, entry, createdAt, task, generator, encoder });
    }
    this.#onAlias = onAlias;
    this.#architectures = architectures;
    this.#aliases = new ModelAliases(aliases, [...this.#byName.keys()]);
  }

  /** In the order in which they were given. */
  list(): ServedModel[] {
    return [...this.#byName.values()];
  }

  /** The model of this name, of another name of it in the catalogue, or of an alias; in this order. */
  find(name: string): ServedModel | undefined {
    return this.#byName.get(findEntry(name)?.name ?? name) ?? this.#byName.get(this.#aliases.find(name) ?? '');
  }

  /** As find(), but throws 5007, with the models that there are. */
  get(name: string): ServedModel {
    const model = this.find(name);
    if (model) {
      this.#tellOfAlias(name, model);
      return model;
    }
    const refusal = `No such model ${name} or task: this server has ${this.#names()}`;
    const entry = findEntry(name);
    if (!entry) throw new ServerError('noSuchModel', `${refusal}, and the catalogue of Workers AI has no such name`);
    const retired = retirement(entry);
    const since = retired === undefined ? '' : ` (${retired})`;
    const how = howToServe(entry, this.#architectures);
    throw new ServerError('noSuchModel', `${refusal}. The catalogue knows ${entry.name}${since}. ${how}`);
  }

  #tellOfAlias(name: string, model: ServedModel): void {
    if (this.#told.has(name) || this.#told.size >= maxTold || this.#aliases.find(name) !== model.name) return;
    if (findEntry(name)?.name === model.name || name === model.name) return; // it has this name without the alias
    this.#told.add(name);
    this.#onAlias?.(name, model.name);
  }

  #names(): string {
    const names = [...this.#byName.keys()].map((name) => `'${name}'`);
    const more = names.length - maxNames;
    return more > 0 ? `${names.slice(0, maxNames).join(', ')} and ${more} more` : names.join(', ');
  }
}
