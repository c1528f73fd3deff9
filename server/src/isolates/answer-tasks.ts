// The side of a worker, be it a thread or a process: answers each task with its result, or with the error it threw.
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { TaskAnswer } from './isolate.ts';
import { toPlain } from './plain-error.ts';

/** Answers all tasks from now on, when nothing that serves requests needs the core. */
export function answerTasks<Task, Result>(run: (task: Task) => Result): void {
  giveWay();
  const send = (message: unknown) => (parentPort ? parentPort.postMessage(message) : process.send?.(message));
  (parentPort ?? process).on('message', (task: Task) => void send(answerOf(task, run)));
  send('started');
}

function answerOf<Task, Result>(task: Task, run: (task: Task) => Result): TaskAnswer<Result> {
  try {
    return { result: run(task) };
  } catch (error) {
    return { error: toPlain(error) };
  }
}

/** A third of the time of a thread that serves requests, where both want a core. */
const niceness = 5;

/** On Linux each thread has a priority of its own; elsewhere a thread would lower its whole process's. */
function giveWay(): void {
  if (parentPort && process.platform !== 'linux') return;
  try {
    setPriority(niceness);
  } catch {
    // Not allowed here: then it runs as usual.
  }
}
