// A worker that is a thread of this process: cheap to start and to send large buffers to. Its memory is not bounded by
// anything but its program, so it may only run our own code.
import { Worker as NodeWorker } from 'node:worker_threads';
import type { StartWorker } from './isolate.ts';

/**
 * A thread that runs this program. The build has the program beside its own; the sources are run by tsx, which does not
 * enter threads itself.
 * @param importer the caller's `import.meta.url`
 * @param name of the program's file, without its extension
 */
export function threadOf(importer: string, name: string, workerData?: unknown): StartWorker {
  return ({ onMessage, onEnd }) => {
    const worker = startThread(importer, name, workerData);
    worker.unref(); // it does not keep the process alive
    let reason = new Error('the thread has ended');
    worker.on('error', (error) => {
      reason = error;
    });
    worker.once('exit', () => onEnd(reason));
    worker.on('message', onMessage);
    return {
      post: (message, transfer = []) => worker.postMessage(message, transfer),
      end: async () => void (await worker.terminate()),
    };
  };
}

function startThread(importer: string, name: string, workerData: unknown): NodeWorker {
  if (!importer.endsWith('.ts')) return new NodeWorker(new URL(`./${name}.js`, importer), { workerData });
  const source = new URL(`./${name}.ts`, importer).href;
  const program = `import('tsx/esm/api').then(({ register }) => { register(); return import('${source}'); });`;
  return new NodeWorker(program, { eval: true, workerData });
}
