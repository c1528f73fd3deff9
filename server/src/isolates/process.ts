// A worker that is a process of its own, for code that this server does not trust. V8 ends a whole process when an
// allocation fails, so a memory limit of a thread would not protect the server.
import { fork } from 'node:child_process';
import type { StartWorker } from './isolate.ts';

/** The program of the process. */
export interface ProcessProgram {
  /** The caller's `import.meta.url`: the program lies beside it. */
  readonly importer: string;
  /** Of the program's file, without its extension. */
  readonly name: string;
  /** Limit of its heap. */
  readonly memoryMiB: number;
}

/** A process that runs this program, without the server's environment. It should end itself with its parent. */
export function processOf({ importer, name, memoryMiB }: ProcessProgram): StartWorker {
  return ({ onMessage, onEnd }) => {
    const extension = importer.endsWith('.ts') ? 'ts' : 'js';
    const child = fork(new URL(`./${name}.${extension}`, importer), [], {
      env: {},
      execArgv: [...loaders(extension), `--max-old-space-size=${memoryMiB}`],
      serialization: 'advanced',
      // V8 prints pages about a heap that is full; onEnd says it in a line.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        onEnd(error);
        resolve();
      });
      child.once('exit', (code, signal) => {
        // V8 aborts when the heap is full.
        const isFull = signal === 'SIGABRT' || signal === 'SIGTRAP' || code === 134;
        const reason = isFull ? `used more than ${memoryMiB} MiB of memory` : `ended with ${signal ?? `code ${code}`}`;
        onEnd(new Error(reason));
        resolve();
      });
    });
    child.on('message', onMessage);
    child.unref();
    child.channel?.unref();
    return {
      // A channel that is closed has nobody to answer; onEnd tells it.
      post: (message) => void (child.connected && child.send(message as object, () => undefined)),
      end: () => {
        child.kill('SIGKILL');
        return ended;
      },
    };
  };
}

/** Node's flags for a program that is a source or a build; test runners load sources without tsx. */
function loaders(extension: 'ts' | 'js'): string[] {
  const flags = process.execArgv.filter((flag) => !/^--(inspect|max-old-space-size|test|watch)/.test(flag));
  const isLoaded = extension === 'js' || flags.some((flag) => flag.includes('tsx'));
  return isLoaded ? flags : [...flags, '--import', 'tsx'];
}
