// `tramontane models`: the models of the catalogue, which of them are installed, and the other files of the models folder.
import { bundledModelPath } from '../bundled-model.ts';
import { bundledModelName, type CatalogueEntry, catalogue, retirement, whyElsewhere } from '../catalogue.ts';
import { readSetting } from '../config.ts';
import { architectureNames } from '../model/architectures.ts';
import { type InstalledFile, installedFor, listInstalled, removeInstalled, typeOf } from '../store/installed.ts';
import { type Command, stringFlag } from './command.ts';
import { filesOfName } from './installed.ts';
import { size } from './progress.ts';
import { settingOptions } from './settings.ts';

/** `tramontane models` */
export const command: Command = {
  name: 'models',
  summary: 'List the models that can be pulled and those that are installed.',
  description: `tramontane pull takes the first quantisation of a model unless --quant names another. --json prints one object per line:
{"name","aliases","repo","quants","retired","elsewhere","installed":[{"path","sizeBytes","type","sha256","revision",...}]}; the name is null for
files of models that are not in the catalogue.`,
  options: {
    json: { type: 'boolean', help: 'One JSON object per line.' },
    remove: {
      type: 'string',
      value: 'NAME',
      help: 'Delete the installed files of a model, or the one OWNER/NAME/FILE.',
    },
    ...settingOptions(['modelsFolder']),
  },
  async run(values) {
    const modelsFolder = readSetting('modelsFolder', process.env, values);
    const installed = await listInstalled(modelsFolder);
    const name = stringFlag(values, 'remove');
    if (name !== undefined) return remove(name, installed);
    const lines = values.json ? asJson(installed) : asText(installed, modelsFolder);
    process.stdout.write(`${lines.join('\n')}\n`);
  },
};

async function remove(name: string, installed: readonly InstalledFile[]): Promise<void> {
  for (const file of filesOfName(name, installed)) {
    await removeInstalled(file);
    process.stdout.write(`removed ${file.path}\n`);
  }
}

/** One line for each file, under the name of its model. */
export function asText(installed: readonly InstalledFile[], modelsFolder: string): string[] {
  const others = otherFiles(installed);
  return [
    ...catalogue.flatMap((entry) => [entry.name, ...aboutEntry(entry, installedFor(entry, installed))]),
    ...(others.length > 0 ? ['Other files (serve them with --model NAME=FILE)', ...others.map(aboutFile)] : []),
    '',
    `Models folder: ${modelsFolder}`,
  ];
}

function aboutEntry(entry: CatalogueEntry, files: readonly InstalledFile[]): string[] {
  const { name, aliases, published } = entry;
  const retired = retirement(entry);
  const also = [...aliases.map((alias) => `  also ${alias}`), ...(retired === undefined ? [] : [`  ${retired}`])];
  if (name === bundledModelName) return [...also, `  comes with the server: ${bundledModelPath}`];
  const elsewhere = whyElsewhere(entry, architectureNames);
  if (elsewhere !== undefined) return [...also, `  needs an engine elsewhere (docs/engines.md): ${elsewhere}`];
  if (!published) return [...also, '  no published file is known; --model NAME=FILE serves one that you have'];
  const from = `  from ${published.repo}: ${Object.keys(published.files).join(', ')}`;
  return [...also, from, ...(files.length > 0 ? files.map(aboutFile) : ['  not installed'])];
}

function aboutFile({ path, sizeBytes, file }: InstalledFile): string {
  return `  installed ${typeOf(file)}, ${size(sizeBytes)}: ${path}`;
}

/** One JSON object for each model, in the form that the command's description gives. */
export function asJson(installed: readonly InstalledFile[]): string[] {
  const models = catalogue.map((entry) => ({
    name: entry.name,
    aliases: entry.aliases,
    repo: entry.published?.repo ?? null,
    quants: Object.keys(entry.published?.files ?? {}),
    retired: entry.retired,
    elsewhere: whyElsewhere(entry, architectureNames),
    installed: installedFor(entry, installed).map(withType),
    bundled: entry.name === bundledModelName ? bundledModelPath : undefined,
  }));
  const others = otherFiles(installed).map((file) => ({ name: null, repo: file.repo, installed: [withType(file)] }));
  return [...models, ...others].map((line) => JSON.stringify(line));
}

function withType(file: InstalledFile): InstalledFile & { type: string } {
  return { ...file, type: typeOf(file.file) };
}

function otherFiles(installed: readonly InstalledFile[]): InstalledFile[] {
  const known = new Set(catalogue.flatMap((entry) => installedFor(entry, installed)));
  return installed.filter((file) => !known.has(file));
}
