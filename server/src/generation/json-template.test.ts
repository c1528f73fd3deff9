// JSON from a template is the JSON of the object, whatever the texts hold.
import { expect, it } from 'vitest';
import { jsonTemplate } from './json-template.ts';

const make = (a: string, b: string) => ({
  id: 'x "$1"',
  choices: [{ delta: { content: a }, end: null }],
  b,
  c: undefined,
});
const texts = ['', ' once', '"\\\n\u0000\u2028', '\ud83d\ude00', '\ud83d', '$&', "$1 $` '", '","b":"'];

it('is what JSON.stringify gives', () => {
  const template = jsonTemplate(make);
  for (const a of texts) for (const b of texts) expect(template(a, b)).toBe(JSON.stringify(make(a, b)));
});
