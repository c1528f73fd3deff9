// `tramontane pull`: a model's published file into the models folder, from where `serve` takes it by its name.
import { type CatalogueEntry, catalogue, findEntry } from '../catalogue.ts';
import { readHubConfig, readSetting } from '../config.ts';
import { StoppedError, StoreError } from '../store/errors.ts';
import { Hub } from '../store/hub.ts';
import { checkHubFile, type HubFile, parseHubFile } from '../store/hub-file.ts';
import { type Pulled, pull } from '../store/pull.ts';
import { type Command, type CommandValues, stringFlag, UsageError } from './command.ts';
import { bytesProgress, size, standardError } from './progress.ts';
import { settingOptions } from './settings.ts';

/** See above. */
export const command: Command = {
  name: 'pull',
  summary: 'Download a model, to be served by its name.',
  description: `MODEL is a name of the catalogue (see tramontane models). A download that broke off is gone on with by the same
command; what came is checked against the hub's size and sha256 before it is put in its place.

  tramontane pull '@cf/mistral/mistral-7b-instruct-v0.1'
  tramontane pull --quant Q8_0 '@cf/mistral/mistral-7b-instruct-v0.1'
  tramontane pull --file bartowski/Mistral-7B-Instruct-v0.3-GGUF/Mistral-7B-Instruct-v0.3-Q4_K_M.gguf

The environment sets the rest: HF_ENDPOINT (the hub, default https://huggingface.co), HF_TOKEN (sent to the hub alone;
for models whose licence asks for it).`,
  positionals: '[MODEL]',
  options: {
    quant: { type: 'string', value: 'QUANT', help: 'Which quantisation, where the catalogue lists several: Q8_0.' },
    file: { type: 'string', value: 'OWNER/NAME/FILE', help: 'Any file of the hub, in place of MODEL.' },
    revision: { type: 'string', value: 'REVISION', help: 'A branch, a tag or a commit. Default main.' },
    force: { type: 'boolean', help: 'Download it although it is installed.' },
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
      say(`tramontane pull: ${error.message}`);
      for (const signal of signals) process.removeListener(signal, onSignal);
      // What a program does that was stopped: whoever started it sees the signal, and a shell's loop ends too.
      process.kill(process.pid, told);
    }
  },
};

/** Which file of the hub the command line speaks of. */
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
    const known = catalogue.filter(({ published }) => published).map((one) => one.name);
    throw new UsageError(
      `the catalogue has no '${name}'; it has ${known.join(', ')}. --file takes any file of the hub`,
    );
  }
  return wrongCall(() => checkHubFile({ ...publishedFile(entry, quant), revision }));
}

/** A name that cannot be is a wrong call here; the same words. */
function wrongCall<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof StoreError ? new UsageError(error.message) : error;
  }
}

function publishedFile({ name, published }: CatalogueEntry, quant: string | undefined): Omit<HubFile, 'revision'> {
  if (!published) throw new UsageError(`${name} comes with this program: there is nothing to pull`);
  const { repo, files } = published;
  const wanted = quant?.toUpperCase() ?? Object.keys(files)[0] ?? '';
  const file = Object.hasOwn(files, wanted) ? files[wanted] : undefined;
  if (file) return { repo, file };
  throw new UsageError(`${name} is not published as '${wanted}'; there are ${Object.keys(files).join(', ')}`);
}

/** Begins anew when the download does: what an earlier run did is no part of the rate. */
function pullProgress(what: string): (done: number, total: number) => void {
  let tell: ReturnType<typeof bytesProgress> | undefined;
  let last = 0;
  return (done, total) => {
    if (!tell || done < last) tell = bytesProgress(what, standardError, done);
    last = done;
    tell(done, total);
  };
}

function describe({ installed, isNew }: Pulled): string {
  const { path, sizeBytes, sha256 } = installed;
  const checked = sha256 === null ? 'only its size was checked: the hub has no sha256 of it' : `sha256 ${sha256}`;
  return `${isNew ? 'pulled' : 'already there:'} ${path}\n  ${size(sizeBytes)}, ${checked}\n`;
}

function say(text: string): void {
  // The progress bar leaves the cursor at its end.
  process.stderr.write(`${standardError.isTerminal ? '\n' : ''}${text}\n`);
}
