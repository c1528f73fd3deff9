// What a request needs beyond its schema to succeed: a model that exists, few enough tokens, and rules between fields
// that a schema cannot express.
import fc from 'fast-check';
import type { Schema } from '../contract/operations.ts';
import { accountId, model, tokenizer } from '../http/harness.ts';
import { anyText, type Hints } from './arbitrary.ts';

const wholeNumber = fc.integer({ min: 1, max: 999_999_999 });
const fewTokens = fc.integer({ min: 1, max: 16 });
const text = anyText({ minLength: 1, maxLength: 40 });
const ids = fc.array(fc.nat(tokenizer.vocabulary.pieces.length - 1), { minLength: 1, maxLength: 8 });
const few = { minLength: 1, maxLength: 3 };

/** By the name of parameters and properties, wherever they stand; null leaves them out. */
export const served: Hints = {
  account_id: fc.constantFrom(accountId, accountId.toUpperCase()),
  model_name: fc.constant(model),
  model: fc.constant(model),
  'cf-consn-model-id': fc.constantFrom(model, `prefix:${model}`),
  page: wholeNumber,
  per_page: wholeNumber,
  prompt: ({ type }) => (type === 'string' ? text : fc.oneof(text, fc.array(text, few), ids, fc.array(ids, few))),
  max_tokens: fewTokens,
  max_completion_tokens: fewTokens,
  repetition_penalty: fc.double({ min: 0.01, max: 2, noNaN: true }),
  rejectIfBusy: fc.constant(false),
  tool_choice: fc.constantFrom('auto', 'none'),
  lora: null,
  response_format: fc.constantFrom(
    { type: 'json_object' },
    { type: 'json_schema', json_schema: { type: 'boolean' } },
    {
      type: 'json_schema',
      json_schema: { type: 'object', properties: { a: { enum: ['b', null, 5] } }, required: ['a'] },
    },
  ),
};
/** Enough for the longest of these, a token for each byte. */
const tokensForJson = 12;

/** Where the schema alone counts; but for account and, mostly, model, without which nothing else would be looked at. */
export const asked: Hints = {
  account_id: fc.constant(accountId),
  model_name: fc.constantFrom(model, model, model, '@cf/nobody/nothing'),
  model: fc.constantFrom(model, model, model, '@cf/nobody/nothing', ''),
  'cf-consn-model-id': fc.constantFrom(model, model, model, 'nothing'),
  max_tokens: fc.oneof(fc.integer({ min: -2, max: 600 }), fc.constantFrom(-1, 0, 511, 512, 513)),
};

/** Whether the fields of a body go together. */
export function goTogether(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return true;
  const { messages, inputs, input, top_logprobs: nTop, logprobs, echo, best_of: bestOf, n } = body as Schema;
  const { response_format: format, max_tokens: limit, max_completion_tokens: newLimit } = body as Schema;
  if (Array.isArray(messages) && messages.length === 0) return false; // nothing to answer to
  if (typeof nTop === 'number' && logprobs !== true) return false;
  if (echo === true && typeof logprobs === 'number') return false;
  if (typeof bestOf === 'number' && bestOf !== (n ?? 1)) return false;
  if (format && Number(newLimit ?? limit ?? tokensForJson) < tokensForJson) return false;
  return goTogether(inputs) && goTogether(input);
}
