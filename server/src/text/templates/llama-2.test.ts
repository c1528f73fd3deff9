import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChatMessage } from '../chat-template.ts';
import { openVocabulary } from '../open-vocabulary.ts';
import { Tokenizer } from '../tokenizer.ts';
import { JinjaTemplate } from './jinja.ts';
import { llama2Template } from './llama-2.ts';

// Llama 2's vocabulary has the same special ids, and `[INST]` is text in it as well.
const tokenizer = new Tokenizer(
  await openVocabulary(fileURLToPath(new URL('../../../test/goldens/mistral-v1.tokenizer.model', import.meta.url))),
);

/** As published with the chat models. */
const published =
  "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}" +
  "{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}" +
  '{% set system_message = false %}{% endif %}{% for message in loop_messages %}' +
  "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}" +
  "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}" +
  '{% if loop.index0 == 0 and system_message != false %}' +
  "{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}" +
  "{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}" +
  "{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}" +
  "{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}";

const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string, prefix = false): ChatMessage => ({ role: 'assistant', content, prefix });
const encode = (...messages: ChatMessage[]) => llama2Template.encode(messages, tokenizer);

it('has the ids of the published template wherever that one accepts the conversation', () => {
  const reference = new JinjaTemplate(published, tokenizer.vocabulary);
  const content = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom(' a ', '\nb\n', '<s>', '</s>', '<<SYS>>', '[/INST]'),
  );
  // Python's Jinja tells a blank text from false; the library compares as JavaScript does, and takes it for no system text.
  const system = fc.option(content.filter((text) => text.trim() !== ''));
  fc.assert(
    fc.property(system, fc.array(content, { minLength: 1, maxLength: 5 }), (systemText, contents) => {
      const messages = contents.map((text, i) => (i % 2 === 0 ? user(text) : assistant(text)));
      if (systemText !== null) messages.unshift({ role: 'system', content: systemText });
      expect(encode(...messages)).toEqual(reference.encode(messages, tokenizer));
    }),
  );
});

it('takes a system text that is blank for one', () => {
  expect(encode({ role: 'system', content: '\t' }, user('a')).ids).toEqual([
    1,
    ...tokenizer.encode('[INST] <<SYS>>\n\t\n<</SYS>>\n\na [/INST]'),
  ]);
});

it('takes conversations that the published template refuses', () => {
  expect(encode(user('a'), user('b'))).toEqual(encode(user('a\n\nb')));
  expect(encode(assistant('a'), user('b'))).toEqual(encode(user(''), assistant('a'), user('b')));
  expect(encode(user('a'), { role: 'system', content: 'b' })).toEqual(
    encode({ role: 'system', content: 'b' }, user('a')),
  );
});

it('goes on with an answer that was begun', () => {
  const { ids, continuesText } = encode(user('a'), assistant('One, two,', true));
  expect(ids).toEqual([1, ...tokenizer.encode('[INST] a [/INST] One, two,')]);
  expect(continuesText).toBe(true);
  expect(encode(user('a'), assistant(' ', true))).toEqual(encode(user('a')));
});
