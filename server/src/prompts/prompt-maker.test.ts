// Templates that came with a model's file: hostile ones are stopped, and harm nothing but their own prompt.
import { expect, it, onTestFinished } from 'vitest';
import type { ChatMessage } from '../text/chat-template.ts';
import { Tokenizer } from '../text/tokenizer.ts';
import { Vocabulary } from '../text/vocabulary.ts';
import { PromptMaker } from './prompt-maker.ts';

const letters = [...'abcdefghijklmnopqrstuvwxyz▁'];
const pieces = ['<unk>', '<s>', '</s>', '<|im_end|>', ...letters];

function tokenizerOf(chatTemplate: string, more: readonly string[] = []): Tokenizer {
  const all = [...pieces, ...more];
  return new Tokenizer(
    new Vocabulary({
      pieces: all,
      scores: all.map(() => 0),
      kinds: all.map((_piece, id) => (id === 0 ? 2 : id < 4 || id >= pieces.length ? 3 : 1)),
      bosId: 1,
      eosId: 2,
      unkId: 0,
      addBos: true,
      addEos: false,
      addSpacePrefix: false,
      removeExtraWhitespaces: false,
      chatTemplate,
    }),
  );
}

async function open(template: string, more?: readonly string[]): Promise<{ maker: PromptMaker; notices: string[] }> {
  const notices: string[] = [];
  const hints = { names: [], limits: { mostMs: 800, memoryMiB: 64 }, onNotice: (n: string) => void notices.push(n) };
  const maker = await PromptMaker.open(tokenizerOf(template, more), hints);
  onTestFinished(() => maker.close());
  return { maker, notices };
}

const user: ChatMessage = { role: 'user', content: 'hello' };
const make = (maker: PromptMaker, n: number, owner = 'a') =>
  maker.make({ messages: Array.from({ length: n }, () => user), raw: false, tools: [] }, { mostTokens: 1000, owner });

const plain = "{% for m in messages %}{{ m['content'] }}<|im_end|>{% endfor %}";
const onFourth = (body: string) => `{% if messages|length > 3 %}${body}{% endif %}${plain}`;
const doubling = (times: number, use: string) =>
  `{% set n = namespace(s='\\n') %}{% for i in range(${times}) %}{% set n.s = n.s ~ n.s %}{% endfor %}${use}`;

const nestedLoops = '{% for i in range(100000) %}{% for j in range(10000) %}{% endfor %}{% endfor %}';

it.each([
  ['a loop that does not end', nestedLoops, /took more than 0.8 s/],
  ['a range that does not fit into memory', '{% for i in range(1000000000) %}{% endfor %}', /took more|memory/],
  ['an allocation that V8 does not survive', doubling(24, '{{ n.s|indent(100000) }}'), /took more|memory/],
])('%s, from the fourth message on, is an error of that request', async (_what, body, words) => {
  const { maker, notices } = await open(onFourth(body));
  expect(notices).toEqual([]);
  await expect(make(maker, 4)).rejects.toMatchObject({ kind: 'badInput', message: expect.stringMatching(words) });
  // A new process answers the next request. A prompt beyond what fits is counted, not sent.
  const long = await maker.make({ messages: [user, user], raw: false, tools: [] }, { mostTokens: 12, owner: 'b' });
  expect([long.ids, long.nTokens]).toEqual([[], 13]);
  expect((await make(maker, 2, 'b')).ids).toEqual([1, 11, 8, 15, 15, 18, 3, 11, 8, 15, 15, 18, 3]);
});

it.each([
  ['blanks', `{{ messages${' '.repeat(120_000)}}}`, /took more than 0.8 s/],
  ['an allocation that V8 does not survive', doubling(24, '{{ n.s|indent(100000) }}'), /took more|memory/],
])('%s at the start leaves the plain template and a notice', async (_what, body, words) => {
  const { maker, notices } = await open(body + plain);
  expect(maker.template.name).toBe('plain');
  expect(notices.join()).toMatch(
    /^The file's chat template cannot be used, so messages are joined as plain text: it .+\./,
  );
  expect(notices.join()).toMatch(words);
  expect((await make(maker, 1)).ids).toEqual([1, 11, 8, 15, 15, 18]);
});
