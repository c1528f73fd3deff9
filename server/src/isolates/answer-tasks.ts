// The side of a worker, be it a thread or a process: answers each task with its result, or with the error it threw.
import { parentPort } from 'node:worker_threads';
import type { TaskAnswer } from './isolate.ts';
import { toPlain } from './plain-error.ts';

/** Answers all tasks from now on. */
export function answerTasks<Task, Result>(run: (task: Task) => Result): void {
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
