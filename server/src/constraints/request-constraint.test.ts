// What a request asks of its answer, as the engine's constraint.
import { expect, it } from 'vitest';
import { constraintOf } from './request-constraint.ts';

const tools = [{ name: 'sum', description: 'Adds.', parameters: { type: 'object' } }];
const calls = { type: 'tool_calls', tools: [{ name: 'sum', parameters: { type: 'object' } }] };
const format = { type: 'json_schema' as const, schema: { type: 'integer' } };

it.each([
  ['nothing, where any text will do', {}, undefined],
  ['a format', { format }, format],
  ['calls that must be made', { toolUse: { tools, forced: true, parallel: false } }, { ...calls, maxCalls: 1 }],
  [
    'calls rather than a format',
    { format, toolUse: { tools, forced: true, parallel: true } },
    { ...calls, maxCalls: 16 },
  ],
  [
    'a format rather than calls that may be made',
    { format, toolUse: { tools, forced: false, parallel: true } },
    format,
  ],
  [
    'calls from a token on',
    { toolUse: { tools, forced: false, parallel: false }, toolCallsId: 5 },
    { ...calls, maxCalls: 1, beginId: 5 },
  ],
  [
    'calls between tags, the first of which is in the prompt',
    { toolUse: { tools, forced: true, parallel: false }, toolCallsId: 5, dialect: 'tagged' as const },
    { ...calls, maxCalls: 1, form: 'opened' },
  ],
  [
    'calls with their first tag, where it is no token',
    { toolUse: { tools, forced: true, parallel: false }, dialect: 'tagged' as const },
    { ...calls, maxCalls: 1, form: 'tagged' },
  ],
  [
    'nothing, where control pieces stand inside of calls that may be made',
    { toolUse: { tools, forced: false, parallel: false }, toolCallsId: 5, dialect: 'named' as const },
    undefined,
  ],
  ['nothing, where no token begins calls', { toolUse: { tools, forced: false, parallel: false } }, undefined],
])('is %s', (_, form, constraint) => expect(constraintOf(form)).toEqual(constraint));

it('refuses what is nested too deeply to be sent to an engine, with the field that asks for it', () => {
  let schema: Record<string, unknown> = { type: 'string' };
  for (let i = 0; i < 20_000; i++) schema = { items: schema };
  const message = "JSON Mode couldn't be met: the schema is nested more than 1000 deep";
  expect(() => constraintOf({ format: { type: 'json_schema', schema } })).toThrow(
    expect.objectContaining({ kind: 'badInput', message, param: 'response_format' }),
  );
  const toolUse = { tools: [{ name: 'sum', parameters: schema }], forced: false, parallel: false };
  expect(() => constraintOf({ toolUse, toolCallsId: 5 })).toThrow(expect.objectContaining({ message, param: 'tools' }));
});
