// The failures of a request to an upstream that are not refusals. The gateway's next step depends on which it was.

/** No connection, or it ended before the answer began: nobody has seen anything of an answer. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
}

/** The answer began and is not whole: the connection ended, fell silent, or said what is no answer. */
export class CutAnswerError extends Error {
  override name: string = 'CutAnswerError';
}

/** It said nothing for too long, at first or in between. */
export class SilenceError extends CutAnswerError {
  override name = 'SilenceError';
}
