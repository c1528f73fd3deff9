// Generated from openapi.yaml by `npm run generate -w sdk`; do not edit.

/** the token to verify is not known */
export const invalidToken = 1000;

/** there is no such AI Gateway */
export const noSuchGateway = 2001;

/** the AI Gateway's own limit is reached */
export const gatewayRateLimited = 2003;

/** the AI Gateway wants a token of its own */
export const gatewayToken = 2009;

/** headers or body are missing */
export const missingParts = 3003;

/** the body has too many bytes */
export const tooLarge = 3006;

/** the address and the headers have too many bytes */
export const headersTooLarge = 3006;

/** the answer took too long */
export const timeout = 3007;

/** the request took too long to arrive */
export const requestTimeout = 3007;

/** the request was aborted */
export const aborted = 3008;

/** too many requests in this minute */
export const rateLimited = 3021;

/** the account is blocked */
export const accountBlocked = 3023;

/** the model behind the service refused the input, such as an unsafe image */
export const upstreamRefusal = 3030;

/** the day's free allocation is used up */
export const allocationUsed = 3036;

/** the finetune lacks files */
export const finetuneFiles = 3039;

/** no capacity at the moment */
export const noCapacity = 3040;

/** the account may not use this private model */
export const privateModel = 3041;

/** there is no model of this id */
export const noSuchModelId = 3042;

/** the model behind the service took too long */
export const upstreamTimeout = 3046;

/** the day's free allocation is used up */
export const neuronsUsed = 4006;

/** the data is not of the type that was announced */
export const wrongDataType = 5004;

/** the model takes no LoRA adapter */
export const noLora = 5005;

/** the input is not valid */
export const badInput = 5006;

/** there is no such model */
export const noSuchModel = 5007;

/** the input is well formed, but the model cannot use it */
export const unprocessable = 5012;

/** the model's terms are not accepted */
export const termsNotAccepted = 5016;

/** the account may not use this private model */
export const modelNotAllowed = 5018;

/** the client is too old */
export const oldClient = 5019;

/** input and answer do not fit into the context window */
export const contextExceeded = 5021;

/** the model was retired */
export const modelRetired = 5028;

/** the plan does not include this model */
export const planTooSmall = 5035;

/** there is no such route, or not for this method */
export const noRoute = 7000;

/** there is nothing at this address */
export const notFound = 7001;

/** the account id is malformed */
export const malformedIdentifier = 7003;

/** the address, its query or the HTTP message is not valid */
export const malformedRequest = 8001;

/** the model behind the service refused the input */
export const upstreamBadInput = 8007;

/** the server failed */
export const internal = 8008;

/** the model's engine is being started again */
export const engineLost = 8008;

/** the credentials cannot be read */
export const unreadableCredentials = 9106;

/** there is no token, or one that is not known */
export const authentication = 10000;

/** the token is not for this account */
export const otherAccount = 10000;
