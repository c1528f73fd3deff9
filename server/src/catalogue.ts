// Workers AI's names for models, with their ids and facts, as in the public catalogue of autumn 2026. It says what a name
// means; which models a server has is another matter.
import { encoders } from './catalogue/encoders.ts';
import { type CatalogueEntry, entry, idForName } from './catalogue/entry.ts';
import { offered } from './catalogue/offered.ts';
import { retired } from './catalogue/retired.ts';

export { type CatalogueEntry, type ModelProperty, retirement } from './catalogue/entry.ts';

/** The model that comes with the server. */
export const bundledModelName = '@cf/tinystories/stories-260k';

/** The text generation models that are known by name: the bundled one, what Cloudflare offers, what it has retired. */
export const catalogue: readonly CatalogueEntry[] = [
  entry(
    bundledModelName,
    '5a9c39d0-1d3b-4c8e-9b62-2f7d3a51c260',
    "A Llama-shaped model of 260 thousand parameters that tells children's stories.",
    { createdAt: '2023-07-27 00:00:00.000', architecture: 'llama', template: 'plain' },
  ),
  ...offered,
  ...retired,
];

/** The catalogue's entry with that name or alias. */
export function findEntry(name: string): CatalogueEntry | undefined {
  return [...catalogue, ...encoders].find((one) => one.name === name || one.aliases.includes(name));
}

/** An entry for a model that is not in the catalogue, of which only the name is known. */
export function entryForName(name: string, createdAt: Date): CatalogueEntry {
  return entry(name, idForName(name), `${name}, from a file of this server's owner.`, {
    createdAt: createdAt.toISOString().replace('T', ' ').replace('Z', ''),
  });
}

/** Why this server's own engine cannot run a model; undefined if it can. @param architectures those that the engine runs */
export function whyElsewhere(
  { task, elsewhere, architecture }: CatalogueEntry,
  architectures: readonly string[],
): string | undefined {
  if (task) return 'a model for another task than text generation';
  if (elsewhere) return elsewhere;
  if (architecture === undefined || architectures.includes(architecture)) return undefined;
  return `a model of the architecture ${architecture}`;
}

/** How a model of the catalogue comes to be served: a sentence for people. */
export function howToServe(one: CatalogueEntry, architectures: readonly string[]): string {
  const { name, published } = one;
  const serve = `tramontane serve --model '${name}`;
  const reason = whyElsewhere(one, architectures);
  if (reason !== undefined) {
    return (
      `It is ${reason}, which this server's own engine does not run; an engine elsewhere can serve it: ` +
      `${serve}=http://HOST:PORT/v1#NAME' (docs/engines.md)`
    );
  }
  if (!published) return `No published file of it is known; serve one that you have: ${serve}=/path/to/file.gguf'`;
  return `Run tramontane pull '${name}', then ${serve}', or serve a file that you have: ${serve}=/path/to/file.gguf'`;
}
