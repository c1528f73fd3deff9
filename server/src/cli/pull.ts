// `tramontane pull`: downloads a model's published file into the models folder, from where `serve` finds it by name.
import { type CatalogueEntry, catalogue, findEntry } from '../catalogue.ts';
import { readHubConfig, readSetting } from '../config.ts';
import { closestTo } from '../settings/closest.ts';
import { StoppedError, StoreError } from '../store/errors.ts';
import { Hub } from '../store/hub.ts';
import { checkHubFile, type HubFile, parseHubFile } from '../store/hub-file.ts';
import { type Pulled, pull } from '../store/pull.ts';
import { type Command, type CommandValues, stringFlag, UsageError } from './command.ts';
import { progressLine, size } from './progress.ts';
import { screen } from './screen.ts';
import { settingOptions } from './settings.ts';

/** `tramontane pull` */
export const command: Command = {
  name: 'pull',
  summary: 'Download a model, so that it can be used by name.',
  description: `MODEL is a name of the catalogue (see tramontane models). The same command resumes a download that broke off. A file
is checked against the hub's size and sha256 before it is put in place.

  tramontane pull '@cf/mistral/mistral-7b-instruct-v0.1'
  tramontane pull --quant Q8_0 '@cf/mistral/mistral-7b-instruct-v0.1'
  tramontane pull --file bartowski/Mistral-7B-Instruct-v0.3-GGUF/Mistral-7B-Instruct-v0.3-Q4_K_M.gguf

Environment variables: HF_ENDPOINT, the hub (default https://huggingface.co); HF_TOKEN, a token for models whose licence
has to be accepted (sent to the hub and to no other host).`,
  positionals: '[MODEL]',
  options: {
    quant: { type: 'string', value: 'QUANT', help: 'Quantisation, if the catalogue lists several: Q8_0.' },
    file: { type: 'string', value: 'OWNER/NAME/FILE', help: 'Any file of the hub, instead of MODEL.' },
    revision: { type: 'string', value: 'REVISION', help: 'A branch, a tag or a commit. Default main.' },
    force: { type: 'boolean', help: 'Download the file even if it is installed.' },
    ...settingOptions(['modelsFolder']),
  },
  async run(values, positionals) {
    const wanted = readWanted(values, positionals);
    const modelsFolder = readSetting('modelsFolder', process.env, values);
    const hub = new Hub(readHubConfig(process.env));
    const stop = new AbortController();
    const signals = ['SIGINT', 'SIGTERM'] as const;
    let told: NodeJS.Signals | undefined;
    const onSignal = (signal: NodeJS.Signals) => {
      told = signal;
      stop.abort();
    };
    for (const signal of signals) process.once(signal, onSignal);
    try {
      const onNotice = (notice: string) => say(`tramontane pull: ${notice}`);
      const onProgress = pullProgress(`pulling ${wanted.file}`);
      const force = values.force === true;
      const pulled = await pull(wanted, { hub, modelsFolder, signal: stop.signal, onProgress, onNotice, force });
      process.stdout.write(describe(pulled));
    } catch (error) {
      if (!(error instanceof StoppedError) || !told) throw error;
      screen.show('');
      say(`tramontane pull: ${error.message}`);
      for (const signal of signals) process.removeListener(signal, onSignal);
      // End by the signal itself, as stopped programs do, so that a shell's loop ends too.
      process.kill(process.pid, told);
    }
  },
};

/** The file of the hub that the command line names. */
export function readWanted(values: CommandValues, [name, ...more]: readonly string[]): HubFile {
  const revision = stringFlag(values, 'revision') ?? 'main';
  const text = stringFlag(values, 'file');
  const quant = stringFlag(values, 'quant');
  if (more.length > 0) throw new UsageError(`takes one MODEL, found '${more[0]}' too`);
  if (text !== undefined) {
    if (name !== undefined || quant !== undefined) throw new UsageError('takes --file alone, or MODEL with --quant');
    return wrongCall(() => parseHubFile(text, revision));
  }
  if (name === undefined)
    throw new UsageError('takes a MODEL, such as @cf/mistral/mistral-7b-instruct-v0.1, or --file');
  const entry = findEntry(name);
  if (!entry) {
    const known = catalogue.filter(({ published }) => published).map((model) => model.name);
    const advice = closestTo(name, known);
    throw new UsageError(
      `the catalogue has no '${name}'; ${advice ? `did you mean '${advice}'?` : `it has ${known.join(', ')}.`} ` +
        '--file takes any file of the hub',
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

function publishedFile({ name, published }: CatalogueEntry, quant: string | undefined): Omit<HubFile, 'revision'> {
  if (!published) throw new UsageError(`${name} comes with this program; there is nothing to pull`);
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
