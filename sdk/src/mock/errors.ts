// The API's errors by number: their words, their statuses, and the bodies they come in. Key order is the API's own.
import { findFailure } from '../failure.ts';
import type { components } from '../openapi.gen.ts';

type ErrorEnvelope = components['schemas']['ErrorEnvelope'];
type OpenAiErrorEnvelope = components['schemas']['OpenAiErrorEnvelope'];
type BindingError = components['schemas']['BindingError'];

/** What an answer looks like: in the envelope of REST, flat as a binding gets it, or as OpenAI's API has it. */
export type Shape = 'envelope' | 'flat' | 'openai';

// The name stands in model errors between `AiError` and the description; what has none is called `Ai`.
const words: Readonly<Record<number, readonly [description: string, name?: string]>> = {
  1000: ['Invalid API Token'],
  3003: ['Headers or body are missing'],
  3006: ['Request is too large'],
  3007: ['Request timeout', 'Timeout'],
  3008: ['Request was aborted', 'Aborted'],
  3021: ['rate limiting: inference request per min rate reached'],
  3023: ['The account is blocked'],
  3030: ['Max context reached'],
  3036: ['You have used up your daily free allocation of 10,000 neurons'],
  3039: ['The finetune is missing required files'],
  3040: ['Capacity temporarily exceeded, please try again.'],
  3041: ['The account is not allowed to access this private model'],
  3042: ['Invalid model ID'],
  3046: ['Request timeout', 'Timeout'],
  4006: ['you have used up your daily free allocation of 10,000 neurons'],
  5004: ['Invalid data type for base64 input', 'Bad input'],
  5005: ['The model does not support LoRAs', 'Lora not supported'],
  5006: [
    "Error: oneOf at '/' not met, 0 matches: required properties at '/' are 'prompt', required properties at '/' are 'messages'",
    'Bad input',
  ],
  5007: ['No such model or task', 'No such model'],
  5012: ['The model cannot process this input', 'Unprocessable'],
  5016: ['The terms of this model are not accepted'],
  5018: ['The account is not allowed to access this private model'],
  5019: ['Deprecated SDK version'],
  5021: [
    'The estimated number of input and maximum output tokens (4012) exceeded this model context window limit (2824).',
  ],
  5028: ['This model was deprecated on 2026-05-30, use another one', 'Model deprecated'],
  5035: ['The plan does not include this model'],
  7000: ['No route for that URI'],
  7001: ['Not found'],
  7003: ['Could not route to that path, perhaps your object identifier is invalid?'],
  8001: ['Invalid input', 'Bad input'],
  8007: ['Invalid input', 'Bad input'],
  8008: ['The model could not answer', 'Internal server error'],
  9106: ['Authentication failed (status: 400)'],
  10000: ['Authentication error'],
};
/** A lost connection, as the Workers runtime throws it: seen in workerd 1.20260426, before an answer and in its middle. */
export function connectionLost(): Error {
  return Object.assign(new Error('Network connection lost.'), { retryable: true });
}

// Refusals before any model is reached: they carry no id of a run.
const ofTokens: ReadonlySet<number> = new Set([1000, 9106, 10000]);
const ofRoutes: ReadonlySet<number> = new Set([7000, 7001, 7003]);

/** What is told of an error. */
export interface Refusal {
  code: number;
  message?: string;
  status?: number;
}

/** An error in full. */
export function described({ code, message, status }: Refusal): { code: number; message: string; status: number } {
  return {
    code,
    message: message ?? words[code]?.[0] ?? 'A mocked error',
    status: status ?? findFailure(code)?.status ?? 500,
  };
}

/** Whether the error belongs to a run, and quotes its id. */
export function reachedModel({ code }: Refusal, shape: Shape): boolean {
  return shape === 'flat' || !(ofTokens.has(code) || ofRoutes.has(code));
}

/** The body of an error, in the form that belongs to its code; also what a stream reports in its middle. */
export function errorBody(
  refusal: Refusal,
  shape: Shape,
  requestId: string,
): ErrorEnvelope | OpenAiErrorEnvelope | BindingError {
  if (shape === 'openai') {
    return { ...(errorBody(refusal, 'envelope', requestId) as ErrorEnvelope), error: openAiError(refusal) };
  }
  const { code, message, status } = described(refusal);
  const full = `AiError: ${words[code]?.[1] ?? 'Ai'}: ${message} (${requestId})`;
  if (shape === 'flat') {
    return { name: 'AiError', internalCode: code, httpCode: status, message: full, description: message, requestId };
  }
  const errors = [{ code, message }];
  if (ofTokens.has(code)) return { result: null, success: false, errors, messages: [] };
  if (ofRoutes.has(code)) return { success: false, errors, messages: [], result: null };
  return { errors: [{ message: full, code }], success: false, result: {}, messages: [] };
}

const openAiCodes: Readonly<Record<number, string>> = {
  3042: 'model_not_found',
  5007: 'model_not_found',
  5021: 'context_length_exceeded',
  10000: 'invalid_api_key',
};

/** What clients of OpenAI's API read of an error. */
function openAiError(refusal: Refusal): OpenAiErrorEnvelope['error'] {
  const { code, message, status } = described(refusal);
  const isLimit = status === 429;
  return {
    message,
    type: isLimit ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error',
    param: openAiCodes[code] === 'model_not_found' ? 'model' : null,
    code: openAiCodes[code] ?? (isLimit ? 'rate_limit_exceeded' : null),
  };
}
