// Errors as clients of OpenAI's API read them: its `error` object, beside the envelope that clients of Workers AI read.
// Type and code come from the table of errors.
import type { ErrorFormat } from '../http/request-context.ts';
import { errorEnvelope } from '../workers-ai/envelope.ts';

/** OpenAI's object beside the envelope. */
export const openAiErrors: ErrorFormat = {
  status: ({ row }) => row.openAi.status,
  body(error, requestId) {
    const { message, param, row } = error;
    const { type, code } = row.openAi;
    return { ...errorEnvelope(error, requestId), error: { message, type, param: param ?? row.openAi.param, code } };
  },
};
