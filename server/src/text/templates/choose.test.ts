import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openVocabulary } from '../open-vocabulary.ts';
import { Tokenizer } from '../tokenizer.ts';
import { Vocabulary } from '../vocabulary.ts';
import { chooseTemplate, type TemplateHints } from './choose.ts';

const file = (name: string) => fileURLToPath(new URL(`../../../test/goldens/${name}`, import.meta.url));
const v1 = await openVocabulary(file('mistral-v1.tokenizer.model'));
const v3 = await openVocabulary(file('mistral-v3.tokenizer.model'));

// As published with Mistral 7B Instruct v0.1 in 2023, and with v0.1 and v0.2 since 2024.
const mistral2023 =
  '{{ bos_token }}{% for message in messages %}' +
  "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}" +
  "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}" +
  "{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}" +
  "{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token + ' ' }}" +
  "{% else %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}";
const mistral2024 = `{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}

{{- bos_token }}
{%- for message in loop_messages %}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
        {{- raise_exception('After the optional system message, conversation roles must alternate') }}
    {%- endif %}
    {%- if message["role"] == "user" %}
        {%- if loop.first and system_message is defined %}
            {{- " [INST] " + system_message + "\\n\\n" + message["content"] + " [/INST]" }}
        {%- else %}
            {{- " [INST] " + message["content"] + " [/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"] + eos_token}}
    {%- else %}
        {{- raise_exception("Only user and assistant roles are supported") }}
    {%- endif %}
{%- endfor %}
`;
const zephyr =
  "{% for message in messages %}{{ '<|' + message.role + '|>\\n' + message.content + eos_token }}\n{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

const kindNumbers = { normal: 1, unknown: 2, control: 3, 'user-defined': 4, unused: 5, byte: 6 };

function withTemplate(vocabulary: Vocabulary, chatTemplate: string | undefined): Vocabulary {
  const kinds = vocabulary.kinds.map((name) => kindNumbers[name]);
  return new Vocabulary({ ...vocabulary, scores: [...vocabulary.scores], kinds, chatTemplate });
}

function chosen(vocabulary: Vocabulary, hints: Partial<TemplateHints> = {}): string {
  return chooseTemplate(vocabulary, { names: [], ...hints }).name;
}

describe('a model of the catalogue', () => {
  it('is asked as its family is, in the version of its vocabulary', () => {
    expect(chosen(v1, { family: 'mistral' })).toBe('mistral-v1');
    expect(chosen(v3, { family: 'mistral' })).toBe('mistral-v3');
    expect(chosen(v1, { family: 'llama-2' })).toBe('llama-2');
    expect(chosen(v3, { family: 'plain' })).toBe('plain');
  });

  it('is not asked as its file says', () => {
    expect(chosen(withTemplate(v1, zephyr), { family: 'mistral' })).toBe('mistral-v1');
    expect(chosen(withTemplate(v1, '{% nonsense'), { family: 'plain' })).toBe('plain');
  });
});

describe('a model that the catalogue does not know', () => {
  it('with the control pieces of v0.3 is asked with them', () => {
    expect(chosen(v3)).toBe('mistral-v3');
    expect(chosen(withTemplate(v3, mistral2024))).toBe('mistral-v3');
  });

  it('is asked as its file says, also where it grew from v0.3', () => {
    expect(chosen(withTemplate(v1, zephyr))).toBe('jinja');
    expect(chosen(withTemplate(v3, zephyr))).toBe('jinja');
    expect(chosen(withTemplate(v1, zephyr), { names: ['mistral-7b-instruct'] })).toBe('jinja');
  });

  it('whose file writes like Mistral’s is asked as Mistral renders it, so that it takes any conversation', () => {
    const tokenizer = new Tokenizer(v1);
    for (const source of [mistral2023, mistral2024]) {
      const template = chooseTemplate(withTemplate(v1, source), { names: [] });
      expect(template.name).toBe('mistral-v1');
      const messages = ['system', 'user', 'user'].map((role) => ({ role, content: 'a' }));
      expect(template.encode(messages, tokenizer).ids.slice(0, 5)).toEqual([1, 733, 16289, 28793, 264]);
    }
  });

  it('and whose file has no template is asked as its names suggest', () => {
    expect(chosen(v1, { names: ['mine', 'mistral-7b-instruct-v0.1.Q4_K_M.gguf'] })).toBe('mistral-v1');
    expect(chosen(v1, { names: ['Mixtral-8x7B-Instruct'] })).toBe('mistral-v1');
    expect(chosen(v1, { names: ['llama-2-7b-chat.Q4_0.gguf'] })).toBe('llama-2');
    expect(chosen(v1, { names: ['mistral-7b-v0.1.Q4_0.gguf', 'llama-2-7b.gguf'] })).toBe('plain');
    expect(chosen(v1)).toBe('plain');
  });

  it('and whose template cannot be used is asked plainly, which is told', () => {
    const notices: string[] = [];
    const onNotice = (notice: string) => void notices.push(notice);
    expect(chosen(withTemplate(v1, '{% for m in messages %}'), { onNotice })).toBe('plain');
    expect(chosen(withTemplate(v1, '{{ messages[0].content | nonsense }}'), { onNotice })).toBe('plain');
    expect(notices).toHaveLength(2);
    for (const notice of notices) expect(notice).toMatch(/^The file's chat template cannot be used.*: ./);
    expect(notices[1]).toContain('nonsense');
  });
});
