// Calls that models write in XML or with tokens of their own: whole, cut anywhere, and what is not quite a call.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolCallReader } from './tool-call-reader.ts';
import { dialectOf, type ToolDialect } from './tool-dialect.ts';

const tools = [
  {
    name: 'sum',
    parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: ['integer', 'null'] } } },
  },
  {
    name: 'weather',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string' },
        zip: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        days: { type: 'array' },
        exact: { type: 'boolean' },
      },
    },
  },
];

function read(pieces: readonly string[], dialect: ToolDialect) {
  const reader = new ToolCallReader(['sum', 'weather'], { dialect, tools, beginsInCalls: dialect === 'named' });
  const text = pieces.map((piece) => reader.push(piece)).join('');
  const end = reader.end();
  return { text: text + end.text, calls: end.calls };
}

const sum = { name: 'sum', arguments: { a: 1, b: 2 } };
const weather = { name: 'weather', arguments: { city: '12345', zip: '0815', days: [1, null], exact: true } };

const functions = {
  sum: '<tool_call>\n<function=sum>\n<parameter=a>\n1\n</parameter>\n<parameter=b>\n2\n</parameter>\n</function>\n</tool_call>',
  weather:
    '<tool_call>\n<function=weather>\n<parameter=city>\n12345\n</parameter>\n<parameter=zip>\n0815\n</parameter>\n' +
    '<parameter=days>\n[1, null]\n</parameter>\n<parameter=exact>\nTrue\n</parameter>\n</function>\n</tool_call>',
};
const written: Readonly<Record<string, { readonly sum: string; readonly weather: string }>> = {
  functions,
  arguments: {
    sum: '<tool_call>sum\n<arg_key>a</arg_key>\n<arg_value>1</arg_value>\n<arg_key>b</arg_key>\n<arg_value>2</arg_value>\n</tool_call>',
    weather:
      '<tool_call>weather\n<arg_key>city</arg_key>\n<arg_value>12345</arg_value>\n<arg_key>zip</arg_key><arg_value>0815</arg_value>' +
      '<arg_key>days</arg_key><arg_value>[1, null]</arg_value><arg_key>exact</arg_key><arg_value>true</arg_value></tool_call>',
  },
  invokes: {
    sum: '<minimax:tool_call>\n<invoke name="sum">\n<parameter name="a">1</parameter>\n<parameter name="b">2</parameter>\n</invoke>\n</minimax:tool_call>',
    weather:
      '<minimax:tool_call><invoke name="weather"><parameter name="city">12345</parameter><parameter name="zip">0815</parameter>' +
      '<parameter name="days">[1, null]</parameter><parameter name="exact">true</parameter></invoke></minimax:tool_call>',
  },
  deepseek: {
    sum: '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>sum\n```json\n{"a": 1, "b": 2}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    weather:
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather<｜tool▁sep｜>{"city": "12345", "zip": "0815", "days": [1, null], "exact": true}' +
      '<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
  },
};

describe.each(Object.entries(written))('calls in the dialect %s', (name, texts) => {
  const dialect = name as ToolDialect;

  it.each([
    ['one', texts.sum, '', [sum]],
    ['one of another tool, with arguments as their schemas say', texts.weather, '', [weather]],
    ['one behind a text', `Let me see. ${texts.sum}`, 'Let me see. ', [sum]],
    ['two', `${texts.weather}\n${texts.sum}\n`, '', [weather, sum]],
    ['JSON, which words ask for', JSON.stringify([sum]), '', [sum]],
  ])('are read: %s', (_, text, said, calls) => {
    expect(read([text], dialect)).toEqual({ text: said, calls });
    expect(read([...text], dialect)).toEqual({ text: said, calls });
  });

  it.each([
    ['half a call', texts.sum.slice(0, texts.sum.length / 2)],
    ['an unknown tool', texts.sum.replace('sum', 'unknown')],
    ['more text in the tags', texts.sum.replace(/<[^<]*$/, ' and so on$&')],
    ['the opening tag alone', texts.sum.replace(/>.*/s, '> is a tag')],
  ])('stay text otherwise: %s', (_, text) => {
    expect(read([...text], dialect)).toEqual({ text, calls: [] });
  });

  it('lose no character of a text', () => {
    const words = [...(texts.sum + texts.weather).matchAll(/<[^>]*>|[^<]+/g)].map(([word]) => word);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words)), (pieces) => {
        const { text, calls } = read(pieces, dialect);
        if (calls.length === 0) expect(text).toBe(pieces.join(''));
      }),
    );
  });
});

/** A call whose argument has what calls are written with. */
const hostile = (city: string): Readonly<Record<ToolDialect, string>> => {
  const args = JSON.stringify({ city });
  const inTags = `<function=weather><parameter=city>\n${city}\n</parameter></function>`;
  return {
    array: JSON.stringify([{ name: 'weather', arguments: { city } }]),
    named: `weather[ARGS]${args}`,
    tagged: `<tool_call>{"name": "weather", "arguments": ${args}}</tool_call>`,
    parameters: `{"name": "weather", "parameters": ${args}}`,
    functions: `<tool_call>${inTags}</tool_call>`,
    arguments: `<tool_call>weather<arg_key>city</arg_key><arg_value>${city}</arg_value></tool_call>`,
    invokes: `<minimax:tool_call><invoke name="weather"><parameter name="city">${city}</parameter></invoke></minimax:tool_call>`,
    deepseek: `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather<｜tool▁sep｜>${args}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
  };
};
const separators: Readonly<Partial<Record<ToolDialect, string>>> = { named: '[TOOL_CALLS]', parameters: '; ' };
const signs = [
  '</tool_call>',
  '<tool_call>',
  '[TOOL_CALLS]',
  '}; {',
  '"',
  '\\',
  '\\u0041',
  '{"name":',
  ']',
  '\u{1f600}',
  'ok',
];
const otherSigns = ['</minimax:tool_call>', '<｜tool▁calls▁end｜>', '[ARGS]', '</function', '\n', '</think>'];

it.each(Object.keys(hostile('')) as ToolDialect[])('reads arguments that have the signs of calls: %s', (dialect) => {
  const value = fc.array(fc.constantFrom(...signs, ...otherSigns), { minLength: 1, maxLength: 6 });
  const isSeveral = dialect !== 'array';
  fc.assert(
    fc.property(value, value, fc.array(fc.nat(400)), (one, other, cuts) => {
      // The first sign keeps texts that look like JSON from being read as such in XML.
      const cities = [one, other].slice(isSeveral ? 0 : 1).map((parts) => `x${parts.join('')}y`);
      const text = cities.map((city) => hostile(city)[dialect]).join(separators[dialect] ?? '\n');
      const calls = cities.map((city) => ({ name: 'weather', arguments: { city } }));
      const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
      const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
      expect(read([text], dialect)).toEqual({ text: '', calls });
      expect(read(pieces, dialect)).toEqual({ text: '', calls });
    }),
    { numRuns: 60 },
  );
});

it('takes a broken call for text, and reads the one behind it', () => {
  const good = hostile('Rome').tagged;
  const broken = '<tool_call>{"name": "weather, "arguments": {}}</tool_call>';
  for (const text of [`${broken}${good}`, `${broken} and ${good}${good}`]) {
    const calls = Array.from(text.matchAll(/Rome/g), () => ({ name: 'weather', arguments: { city: 'Rome' } }));
    const said = text.replaceAll(good, '');
    expect(read([...text], 'tagged')).toEqual({ text: said, calls });
    expect(read([text], 'tagged')).toEqual({ text: said, calls });
  }
});

it('reads functions without the tags around them, which Qwen3-Coder often forgets', () => {
  const bare = functions.sum.replace('<tool_call>\n', '');
  for (const text of [`Now. ${bare}`, `Now. ${bare.replace('\n</tool_call>', '')}`]) {
    expect(read([...text], 'functions')).toEqual({ text: 'Now. ', calls: [sum] });
  }
});

it('keeps what stands in a value: line ends, tags, and a text that looks like a number', () => {
  const value = '\n<b>1</b>\n</parameter> is XML\n';
  const text = `<tool_call><function=weather><parameter=city>\n${value}\n</parameter></function></tool_call>`;
  expect(read([text], 'functions').calls).toEqual([{ name: 'weather', arguments: { city: value } }]);
});

it('reads a long hostile text in linear time', () => {
  const text = `<tool_call><function=sum>${'<parameter=a>1</parameter> '.repeat(20_000)}`;
  const startedAt = performance.now();
  expect(read([text, '</tool_call>'], 'functions').calls).toEqual([]);
  const open = '<tool_call>"';
  const ends = ' </tool_call>'.repeat(20_000);
  expect(read([open + ends], 'tagged')).toEqual({ text: open + ends, calls: [] });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

it.each([
  ['functions', '{% if tools %}<tool_call>\n<function=f>\n<parameter=p>{% endif %}'],
  ['arguments', '{% if tools %}<tool_call>f<arg_key>k</arg_key>{% endif %}'],
  ['invokes', '{% if tools %}<minimax:tool_call><invoke name="f">{% endif %}'],
  ['deepseek', "{{'<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>' + tool['type'] + '<｜tool▁sep｜>'}}"],
  ['tagged', '{% if tools %}<tool_call>{"name": ...}</tool_call>{% endif %}'],
  [undefined, '{% if tools %}<tool_call><invoke name="f"></invoke></tool_call>{% endif %}'],
  [undefined, '{% if tools %}<seed:tool_call><function=f>{% endif %}'],
  [undefined, '{% if tools %}<|START_ACTION|>[{"tool_name": 1}]<|END_ACTION|>{% endif %}'],
  [undefined, 'no <tool_call> without a list of those that there are'],
])('a template shows its dialect: %s', (dialect, template) => {
  expect(dialectOf(template)).toBe(dialect);
});
