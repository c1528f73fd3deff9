// Fields of a run that nothing here reads: Workers AI ignores them, so a Worker that sends them works here too, and hears
// of it. What would change the answer is refused.
import { expect, it } from 'vitest';
import { echoing, startServer } from './harness.ts';

const ask = async (fields: object) => {
  const server = await startServer(echoing);
  return server.run('', { body: JSON.stringify({ prompt: 'Lily', ...fields }) });
};

it.each([
  ['one', { guardrails: { enabled: true } }, 'guardrails'],
  ['several', { task: 'chat', trace: 'a' }, 'task, trace'],
  ['a name that no header can hold', { 'ü\n,': 1, '\ud800': 1 }, '%C3%BC%0A%2C, %EF%BF%BD'],
  ['many', Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`zzzzzzzzz${i}`, i])), /zzzzzzzzz9, and 2 more$/],
  ['a long name', { ['q'.repeat(10_000)]: 1 }, 'q'.repeat(64)],
])('are named in a header: %s', async (_, fields, told) => {
  const response = await ask(fields);
  expect(response.status).toBe(200);
  expect(response.headers.get('x-tramontane-ignored')).toEqual(
    typeof told === 'string' ? told : expect.stringMatching(told),
  );
});

it('are not spoken of where there are none, or where they have no effect', async () => {
  for (const fields of [{}, { user: 'me', min_p: 0, unknown: null }]) {
    const response = await ask(fields);
    expect([response.status, response.headers.get('x-tramontane-ignored')]).toEqual([200, null]);
  }
});

it.each([
  ['min_p', { min_p: 0.2 }, "'/min_p' is not supported here; leave it out"],
  ['logit_bias', { logit_bias: { 5: 10 } }, "'/logit_bias' is not supported here; leave it out"],
  ['max_token', { max_token: 5 }, "'/max_token' is not known here; did you mean 'max_tokens'?"],
])('are refused where they would change the answer: %s', async (_, fields, words) => {
  const response = await ask(fields);
  expect(response.status).toBe(400);
  expect(JSON.stringify(await response.json())).toContain(words);
});
