// Generated from openapi.yaml by `npm run generate -w sdk`; do not edit.

import { AiAuthenticationError, AiBadInputError, AiCapacityError, AiContextOverflowError, AiModelNotFoundError, AiServerError, type AiError } from './errors.ts';

/** The API's errors: class, HTTP status, whether another try may succeed, codes. */
export const errorCodes: readonly (readonly [
  type: typeof AiError,
  status: number,
  retryable: boolean,
  codes: readonly number[],
])[] = [
  [AiAuthenticationError, 401, false, [1000, 2009, 10000]],
  [AiBadInputError, 400, false, [2001, 3003, 3030, 3039, 5004, 5006, 8001, 8007]],
  [AiCapacityError, 429, true, [2003, 3021, 3040]],
  [AiBadInputError, 413, false, [3006]],
  [AiBadInputError, 431, false, [3006]],
  [AiServerError, 408, true, [3007, 3008, 3046]],
  [AiAuthenticationError, 403, false, [3023, 3041, 5016, 5018, 5035, 10000]],
  [AiCapacityError, 429, false, [3036, 4006]],
  [AiModelNotFoundError, 404, false, [3042, 7001]],
  [AiBadInputError, 405, false, [5005, 5019]],
  [AiModelNotFoundError, 400, false, [5007, 7000]],
  [AiBadInputError, 422, false, [5012]],
  [AiContextOverflowError, 413, false, [5021]],
  [AiModelNotFoundError, 410, false, [5028]],
  [AiAuthenticationError, 404, false, [7003]],
  [AiServerError, 500, true, [8008]],
  [AiServerError, 503, true, [8008]],
  [AiAuthenticationError, 400, false, [9106]],
];
