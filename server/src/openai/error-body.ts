// Errors as clients of OpenAI's API read them: its `error` object, beside the envelope that clients of Workers AI read.
// Type and code come from the table of errors.
import type { ServerError } from '../errors.ts';
import { errorEnvelope } from '../workers-ai/envelope.ts';

/** The body of an error: OpenAI's object beside the envelope. */
export function openAiErrorBody(error: ServerError, requestId: string | null): object {
  const { message, param, row } = error;
  const { type, code } = row.openAi;
  return { ...errorEnvelope(error, requestId), error: { message, type, param: param ?? row.openAi.param, code } };
}
