// Ends a process with the one that started it, even while its own thread is busy or hangs.
import { Worker } from 'node:worker_threads';

/** Starts a thread that watches the parent, and kills this process when the parent is gone. */
export function endWithParent(): void {
  const watch = `
    const { workerData } = require('node:worker_threads');
    const isGone = () => {
      try { return process.ppid !== workerData || !process.kill(workerData, 0); } catch { return true; }
    };
    setInterval(() => isGone() && process.kill(process.pid, 'SIGKILL'), 1000);
  `;
  new Worker(watch, { eval: true, execArgv: [], workerData: process.ppid }).unref();
}
