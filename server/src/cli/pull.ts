// `tramontane pull`: downloads a model's published file into the models folder, from where `serve` finds it by name.
import { bundledModelName, type CatalogueEntry, catalogue, findEntry, howToServe, whyElsewhere } from '../catalogue.ts';
import { readHubConfig, readSetting } from '../config.ts';
import { architectureNames } from '../model/architectures.ts';
import { closestTo } from '../settings/closest.ts';
import { StoppedError, StoreError } from '../store/errors.ts';
import { Hub, type RemoteRepository } from '../store/hub.ts';
import { checkHubFile, type HubFile, parseHubFile } from '../store/hub-file.ts';
import { findInstalled, type InstalledFile, listInstalled } from '../store/installed.ts';
import { proxyOf } from '../store/proxy.ts';
import { type Pulled, type PullOptions, pull } from '../store/pull.ts';
import { filesMeant, parseReference, partsOf, type Reference } from '../store/reference.ts';
import { type Command, type CommandValues, stringFlag, UsageError } from './command.ts';
import { filesOfReference } from './find-model.ts';
import { progressLine, size } from './progress.ts';
import { screen } from './screen.ts';
import { settingOptions } from './settings.ts';

/** `tramontane pull` */
export const command: Command = {
  name: 'pull',
  summary: 'Download a model, so that it can be used by name.',
  description: `MODEL is a name of the catalogue (see tramontane models), or a repository of the hub, which is then served by the same
text. The same command resumes a download that broke off. Size, licence and free space are told before a download starts;
a file is checked against the hub's size and sha256 before it is put in place.

  tramontane pull '@cf/meta/llama-3.2-1b-instruct'
  tramontane pull --quant Q8_0 '@cf/meta/llama-3.2-1b-instruct'
  tramontane pull hf.co/bartowski/Qwen2.5-0.5B-Instruct-GGUF:Q4_K_M
  tramontane pull --file bartowski/Mistral-7B-Instruct-v0.3-GGUF/Mistral-7B-Instruct-v0.3-Q4_K_M.gguf

Environment variables: HF_ENDPOINT, the hub (default https://huggingface.co); HF_TOKEN, a token for models whose licence
has to be accepted (sent to the hub and to no other host); HTTPS_PROXY, HTTP_PROXY and NO_PROXY.`,
  positionals: '[MODEL]',
  options: {
    quant: { type: 'string', value: 'QUANT', help: 'Quantisation, if there are several: Q8_0.' },
    file: { type: 'string', value: 'OWNER/NAME/FILE', help: 'Any file of the hub, instead of MODEL.' },
    revision: { type: 'string', value: 'REVISION', help: 'A branch, a tag or a commit. Default main.' },
    force: { type: 'boolean', help: 'Download the file even if it is installed.' },
    ...settingOptions(['modelsFolder']),
  },
  async run(values, positionals) {
    const wanted = readWanted(values, positionals);
    const modelsFolder = readSetting('modelsFolder', process.env, values);
    const hub = new Hub({ ...readHubConfig(process.env), dispatcher: proxyOf(process.env) });
    await untilStopped((signal) => pullAll(wanted, { hub, modelsFolder, signal, force: values.force === true }));
  },
};

/** Ends the program by the signal that stopped it, as stopped programs do, so that a shell's loop ends too. */
async function untilStopped(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let told: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    told = signal;
    stop.abort();
  };
  for (const signal of signals) process.once(signal, onSignal);
  try {
    await work(stop.signal);
  } catch (error) {
    if (!(error instanceof StoppedError) || !told) throw error;
    screen.show('');
    say(`tramontane pull: ${error.message}`);
    for (const signal of signals) process.removeListener(signal, onSignal);
    process.kill(process.pid, told);
  }
}

type PullAllOptions = Pick<PullOptions, 'hub' | 'modelsFolder' | 'signal' | 'force'>;

/** Downloads the files of what is wanted; all that are there already need no hub. */
async function pullAll(wanted: Wanted, options: PullAllOptions): Promise<void> {
  const { hub, modelsFolder, signal, force } = options;
  const there = force ? [] : await installedFiles(wanted, modelsFolder);
  // A hub without descriptions may still have the file, of which then only the licence stays unknown.
  const repository =
    there.length > 0 ? null : await hub.describe(wanted.repo, wanted.revision, signal).catch(unlessNeeded(wanted));
  const files = there.length > 0 ? there : filesOf(wanted, repository);
  for (const file of files) {
    const onBegin = ({ sizeBytes, freeBytes }: { sizeBytes: number; freeBytes: number }) =>
      say(aboutDownload(file, { sizeBytes, freeBytes, modelsFolder, licence: repository?.licence ?? null }));
    const onNotice = (notice: string) => say(`tramontane pull: ${notice}`);
    const onProgress = pullProgress(`pulling ${file.file}`);
    process.stdout.write(describe(await pull(file, { ...options, onBegin, onNotice, onProgress })));
  }
}

/** What is known before the first byte. */
function aboutDownload(
  { repo, file }: HubFile,
  about: { sizeBytes: number; freeBytes: number; modelsFolder: string; licence: string | null },
): string {
  const { sizeBytes, freeBytes, modelsFolder, licence } = about;
  const free = Number.isFinite(freeBytes) ? `${size(freeBytes)} free in ${modelsFolder}` : `into ${modelsFolder}`;
  return `${repo}/${file}: ${size(sizeBytes)}, licence ${licence ?? 'not told by the hub'}, ${free}`;
}

/** One file of a repository, or those that a reference means. */
export type Wanted = HubFile | (Reference & { readonly revision: string });

/** The files of what is wanted, if all of them are installed. */
async function installedFiles(wanted: Wanted, modelsFolder: string): Promise<HubFile[]> {
  const isWanted = ({ revision, commit }: InstalledFile) => [revision, commit].includes(wanted.revision);
  if ('file' in wanted) {
    const found = await findInstalled(modelsFolder, wanted);
    return found && isWanted(found) ? [wanted] : [];
  }
  const installed = (await listInstalled(modelsFolder)).filter(isWanted);
  const [first] = filesOfReference(wanted, installed);
  return first ? partsOf(first, installed) : [];
}

function filesOf(wanted: Wanted, repository: RemoteRepository | null): HubFile[] {
  return 'file' in wanted ? [wanted] : filesMeant(wanted, repository?.files ?? [], wanted.revision);
}

function unlessNeeded(wanted: Wanted): (error: unknown) => null {
  return (error) => {
    if ('file' in wanted && error instanceof StoreError && !(error instanceof StoppedError)) return null;
    throw error;
  };
}

/** What the command line names. */
export function readWanted(values: CommandValues, [name, ...more]: readonly string[]): Wanted {
  const revision = stringFlag(values, 'revision') ?? 'main';
  const text = stringFlag(values, 'file');
  const quant = stringFlag(values, 'quant');
  if (more.length > 0) throw new UsageError(`takes one MODEL, found '${more[0]}' too`);
  if (text !== undefined) {
    if (name !== undefined || quant !== undefined) throw new UsageError('takes --file alone, or MODEL with --quant');
    return wrongCall(() => parseHubFile(text, revision));
  }
  if (name === undefined) throw new UsageError('takes a MODEL, such as @cf/meta/llama-3.2-1b-instruct, or --file');
  const reference = wrongCall(() => parseReference(name));
  if (reference) {
    if (reference.quant !== null && quant !== undefined && reference.quant !== quant.toUpperCase()) {
      throw new UsageError(`takes one quantisation, found ${reference.quant} and ${quant}`);
    }
    return { ...reference, quant: reference.quant ?? quant?.toUpperCase() ?? null, revision };
  }
  const entry = findEntry(name);
  if (!entry) {
    const known = catalogue.filter(({ published }) => published).map((model) => model.name);
    const advice = closestTo(name, known);
    throw new UsageError(
      `the catalogue has no '${name}'; ${advice ? `did you mean '${advice}'?` : 'tramontane models lists its names.'} ` +
        'hf.co/OWNER/NAME takes any repository of the hub, --file any file',
    );
  }
  return wrongCall(() => checkHubFile({ ...publishedFile(entry, quant), revision }));
}

/** On the command line an invalid name is a usage error. */
function wrongCall<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof StoreError ? new UsageError(error.message) : error;
  }
}

function publishedFile(entry: CatalogueEntry, quant: string | undefined): Omit<HubFile, 'revision'> {
  const { name, published } = entry;
  if (name === bundledModelName) throw new UsageError(`${name} comes with this program; there is nothing to pull`);
  const reason = whyElsewhere(entry, architectureNames);
  if (!published || reason !== undefined) {
    throw new UsageError(`${name} cannot be pulled. ${howToServe(entry, architectureNames)}`);
  }
  const { repo, files } = published;
  const wanted = quant?.toUpperCase() ?? Object.keys(files)[0] ?? '';
  const file = Object.hasOwn(files, wanted) ? files[wanted] : undefined;
  if (file) return { repo, file };
  throw new UsageError(`${name} is not published as '${wanted}'; there are ${Object.keys(files).join(', ')}`);
}

/** Progress of a download. Starts again when the download does, so that the speed leaves out bytes of earlier runs. */
function pullProgress(what: string): (done: number, total: number) => void {
  let tell: ReturnType<typeof progressLine> | undefined;
  let last = 0;
  return (done, total) => {
    if (!tell || done < last) tell = progressLine({ what, unit: 'bytes', doneBefore: done });
    last = done;
    tell(done, total);
  };
}

function describe({ installed, isNew }: Pulled): string {
  const { path, sizeBytes, sha256 } = installed;
  const checked =
    sha256 === null ? 'only its size was checked, because the hub has no sha256 of it' : `sha256 ${sha256}`;
  return `${isNew ? 'pulled' : 'already there:'} ${path}\n  ${size(sizeBytes)}, ${checked}\n`;
}

function say(text: string): void {
  screen.print(`${text}\n`);
}
