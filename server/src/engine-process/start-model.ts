// Starts a model that is served: its tokenizer in this process, its engine in a process of its own.
import type { TokenGenerator } from '../engine/generation.ts';
import type { Resident } from '../engine/residency.ts';
import type { LoadProgress } from '../load-model.ts';
import { openVocabulary } from '../text/open-vocabulary.ts';
import { Tokenizer } from '../text/tokenizer.ts';
import type { BackoffTimes } from './backoff.ts';
import type { EngineTimeouts, HostProgram } from './engine-process.ts';
import { engineEnvironment } from './environment.ts';
import { identityOf } from './file-identity.ts';
import { LoadedEngines } from './loaded-engines.ts';
import type { HostedLoadOptions } from './protocol.ts';
import { RestingEngine } from './resting-engine.ts';
import { type EngineEvent, Supervisor } from './supervisor.ts';

/** The defaults. The device's own limits for a step are 1 and 30 minutes. */
const usualTimeouts: EngineTimeouts = {
  loadSilenceMs: 300_000,
  silenceMs: 30_000,
  stepMs: { gpu: 120_000, cpu: 2_400_000 },
  closeMs: 10_000,
};
const usualBackoff: BackoffTimes = { firstMs: 250, mostMs: 30_000 };

/** What to start, and what to report. */
export interface StartOptions extends HostedLoadOptions {
  /** The server's environment; the engine gets only what drivers read, and no secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: engine-host.ts, beside this file. */
  readonly program?: HostProgram;
  readonly timeouts?: Partial<EngineTimeouts>;
  readonly backoff?: BackoffTimes;
  /** Of the first start. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Of every start. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  /** Idle time after which its process ends until the next request; absent or 0: never. */
  readonly idleUnloadMs?: number | undefined;
  /** What the models of a server have in common; absent: any number may be loaded. */
  readonly loaded?: LoadedEngines | undefined;
  readonly onChange?: ((change: 'loaded' | 'unloaded') => void) | undefined;
  /** Ends the first start, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A model that is served. */
export interface StartedModel {
  readonly name: string;
  readonly path: string;
  readonly tokenizer: Tokenizer;
  /** Of the first start. */
  readonly deviceName: string;
  readonly engine: TokenGenerator;
  readonly resident: Resident;
  /** Of the engine's process; undefined while there is none. */
  readonly pid: () => number | undefined;
  /** Ends all generations and the process. */
  close(): Promise<void>;
}

/**
 * Starts an engine and restarts it whenever it ends.
 * @throws what loading throws, by its name and message; an Error when the process ends while it loads
 */
export async function startModel(options: StartOptions): Promise<StartedModel> {
  const { env, program = hostProgram(), timeouts, backoff = usualBackoff, onEvent, ...rest } = options;
  const { onProgress, onNotice, onChange, signal, idleUnloadMs = 0, loaded = new LoadedEngines(), ...load } = rest;
  const { name, path } = load;
  const loadedFile = await identityOf(path);
  const tokenizer = new Tokenizer(await openVocabulary(path));
  const tellOfExchange = async () => {
    if ((await identityOf(path)) !== loadedFile) onNotice?.(exchanged(path));
  };
  const common = {
    load,
    program,
    env: engineEnvironment(env),
    timeouts: { ...usualTimeouts, ...timeouts },
    backoff,
    onNotice,
    onEvent(event: EngineEvent) {
      onEvent?.(event);
      if (event.type === 'restarted') void tellOfExchange();
    },
  };
  const start = (isFirst: boolean) =>
    isFirst ? Supervisor.start({ ...common, onProgress }, signal) : Supervisor.start(common);
  const tell = (change: 'loaded' | 'unloaded') => {
    onChange?.(change);
    if (change === 'loaded') void tellOfExchange();
  };
  const engine = await RestingEngine.start({ start, idleUnloadMs, loaded, onChange: tell });
  return {
    name,
    path,
    tokenizer,
    deviceName: engine.deviceName,
    engine,
    resident: engine,
    pid: () => engine.pid,
    close: () => engine.close(),
  };
}

function exchanged(path: string): string {
  return `${path} was changed after the server had started: the engine runs the new weights, with the vocabulary and the chat template of the old file. Restart the server.`;
}

/** The sources are run by whatever ran this file; the build has the host beside the program. */
function hostProgram(): HostProgram {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return { module: new URL(`./engine-host.${extension}`, import.meta.url) };
}
