// The playground's parts without a page: the requests it makes, the code it shows for them, and its calculator.
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { calculate, callCalculator } from '../../playground/calculator.ts';
import { codeSample, languages } from '../../playground/code-samples.ts';
import { firstSettings, requestOf, type Settings, type Turn } from '../../playground/conversation.ts';

const settings: Settings = { ...firstSettings, model: '@cf/me/model' };
const question: Turn = { role: 'user', content: 'What\'s "a" \\ wind?\nSay it.' };
const toolTurns: readonly Turn[] = [
  question,
  { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'calculator', arguments: '{"expression":"1+1"}' }] },
  { role: 'tool', callId: 'c1', name: 'calculator', content: '2' },
];

describe('requests', () => {
  it('leave out what is left to the server', () => {
    expect(requestOf(settings, [question])).toEqual({
      path: '/v1/chat/completions',
      body: { model: '@cf/me/model', messages: [{ role: 'user', content: question.content }], max_tokens: 256 },
    });
  });

  it('say each setting that was made', () => {
    const { body } = requestOf(
      {
        ...settings,
        system: 'Be brief.',
        temperature: 0,
        topP: 0.5,
        seed: 7,
        format: 'schema',
        schema: '{"type":"null"}',
      },
      [question],
    );
    expect(body).toMatchObject({
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }],
      temperature: 0,
      top_p: 0.5,
      seed: 7,
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'null' } } },
    });
  });

  it('link calls of tools to their results, and leave out answers that failed', () => {
    const failed: Turn = { role: 'assistant', content: 'half', toolCalls: [], error: 'broke off' };
    const { body } = requestOf({ ...settings, calculator: true }, [failed, ...toolTurns]);
    expect(body.messages).toEqual([
      { role: 'user', content: question.content },
      {
        role: 'assistant',
        content: '',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'calculator', arguments: '{"expression":"1+1"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: '2' },
    ]);
  });

  it('continue the text in raw mode', () => {
    const answer: Turn = { role: 'assistant', content: ' a time', toolCalls: [] };
    const { path, body } = requestOf({ ...settings, mode: 'raw' }, [{ role: 'user', content: 'Once upon' }, answer]);
    expect([path, body.prompt]).toEqual(['/v1/completions', 'Once upon a time']);
  });
});

describe('code', () => {
  const cases: readonly (readonly [string, Settings, readonly Turn[]])[] = [
    ['a chat', settings, [question]],
    ['raw text', { ...settings, mode: 'raw' }, [question]],
    ['a schema', { ...settings, format: 'schema' }, [question]],
    ['tools', { ...settings, calculator: true }, toolTurns],
  ];
  it.each(cases.flatMap((row) => languages.slice(1).map((language) => [language, ...row] as const)))(
    '%s: %s is JavaScript that has the text of the question unchanged',
    (language, _title, sampleSettings, turns) => {
      const code = codeSample(language, sampleSettings, turns, 'http://127.0.0.1:8787');
      const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true });
      expect(diagnostics).toEqual([]);
      expect(stringsOf(code)).toContain(question.content);
      expect(stringsOf(code)).toContain('@cf/me/model');
    },
  );

  it('curl: a body that a shell passes on unchanged', () => {
    const code = codeSample('curl', settings, [question], 'http://127.0.0.1:8787');
    const [, body = ''] = code.match(/-d '(.*)'$/s) ?? [];
    expect(JSON.parse(body.replaceAll("'\\''", "'"))).toEqual({
      messages: [{ role: 'user', content: question.content }],
      max_tokens: 256,
      stream: true,
    });
  });

  it('says that a schema is not JSON', () => {
    expect(() => codeSample('SDK', { ...settings, format: 'schema', schema: '{' }, [question], '')).toThrow(
      SyntaxError,
    );
  });
});

/** All string literals of a program. */
function stringsOf(code: string): string[] {
  const found: string[] = [];
  const look = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('sample.ts', code, ts.ScriptTarget.Latest));
  return found;
}

describe('calculator', () => {
  it.each([
    ['2+3*4', 14],
    ['(2 + 3) * 4', 20],
    ['-2 - -3', 1],
    ['1e3/8', 125],
    ['.5 + 1.25', 1.75],
    ['2-3-4', -5],
    ['8/4/2', 1],
  ])('%s', (expression, value) => expect(calculate(expression)).toBe(value));

  it.each(['', '2 +', '(1', '1 2', 'process.exit()', '1..2', '2 ** 3'])('refuses %j', (expression) => {
    expect(() => calculate(expression)).toThrow(SyntaxError);
  });

  it('tells the model what was wrong', () => {
    expect(callCalculator('{"expression":"6*7"}')).toBe('42');
    expect(callCalculator('{"expression":')).toMatch(/^error: /);
    expect(callCalculator('{"expression":"x"}')).toBe('error: unexpected x');
  });
});
