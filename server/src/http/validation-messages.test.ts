// Texts for keywords that today's schema does not use, so that it may start to.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { noMatchText } from './validation-messages.ts';

function reason(properties: Record<string, object>, value: unknown): string {
  const ajv = new Ajv2020({ strict: false, verbose: true, allErrors: true });
  const validate = ajv.compile({ type: 'object', properties, required: ['prompt'] });
  validate(value);
  const text = noMatchText([{ required: ['prompt'], faults: validate.errors ?? [] }]);
  return text.replace("Error: oneOf at '/' not met, 0 matches: ", '');
}

it.each([
  [{ type: 'xml' }, "enum xml not in json_object,json_schema at '/response_format/type'"],
  [{ type: 5 }, "enum 5 not in json_object,json_schema at '/response_format/type'"],
  ['xml', "Type mismatch of '/response_format', 'object' not in 'string'"],
])('a choice: %j', (responseFormat, text) => {
  const type = { type: 'string', enum: ['json_object', 'json_schema'] };
  const properties = { response_format: { type: 'object', properties: { type } } };
  expect(reason(properties, { prompt: 'a', response_format: responseFormat })).toBe(text);
});

it('limits of length and open limits', () => {
  const properties = { prompt: { type: 'string', maxLength: 2 }, n: { type: 'number', exclusiveMinimum: 0 } };
  expect(reason(properties, { prompt: 'abc' })).toBe("'/prompt' must have at most 2 characters");
  expect(reason(properties, { prompt: 'a', n: 0 })).toBe("'/n' must be > 0");
});

it('anything else keeps the validator’s words, with the place', () => {
  const properties = { prompt: { type: 'string', pattern: '^a' } };
  expect(reason(properties, { prompt: 'b' })).toBe('\'/prompt\' must match pattern "^a"');
});
