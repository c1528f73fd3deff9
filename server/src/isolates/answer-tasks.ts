// The side of a worker: answers each task with its result, or with the error it threw.
import type { TaskAnswer } from './isolate.ts';
import { toPlain } from './plain-error.ts';

/** Runs one task, and makes its answer. */
export function answerOf<Task, Result>(task: Task, run: (task: Task) => Result): TaskAnswer<Result> {
  try {
    return { result: run(task) };
  } catch (error) {
    return { error: toPlain(error) };
  }
}
