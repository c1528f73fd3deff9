import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { tokenizerJsonOf } from '../../test/checkpoint/tokenizer-json.ts';
import { openVocabulary } from './open-vocabulary.ts';
import { Tokenizer } from './tokenizer.ts';

const tiny = fileURLToPath(new URL('../../test/goldens/tiny-mistral-swa', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'folder-vocabulary-'));
afterAll(() => rm(temporary, { recursive: true }));

/** A folder with tiny-mistral-swa's tokenizer.model and these files; an object is written as JSON. */
function folderWith(files: Record<string, object | string>, isWithModel = true): string {
  const folder = mkdtempSync(join(temporary, 'model-'));
  if (isWithModel) copyFileSync(join(tiny, 'tokenizer.model'), join(folder, 'tokenizer.model'));
  for (const [name, content] of Object.entries({ 'config.json': {}, ...files })) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

describe('the vocabulary of a folder', () => {
  it('is tokenizer.model’s, with the usual special ids', async () => {
    const vocabulary = await openVocabulary(tiny);
    expect(vocabulary).toMatchObject({ size: 512, bosId: 1, eosId: 2, unkId: 0, addBos: true, addEos: false });
    expect(vocabulary.chatTemplate).toBeUndefined();
  });

  it('is tokenizer.json’s where there is no tokenizer.model', async () => {
    const own = await openVocabulary(tiny);
    const folder = folderWith({ 'tokenizer.json': tokenizerJsonOf(own, 'apart') }, false);
    const text = 'Once upon a time, there was a  café ☕';
    for (const path of [folder, join(folder, 'config.json'), join(folder, 'tokenizer.json')]) {
      expect(new Tokenizer(await openVocabulary(path)).encode(text)).toEqual(new Tokenizer(own).encode(text));
    }
  });

  it('has the special ids, and BOS or not, by tokenizer_config.json', async () => {
    const folder = folderWith({
      'config.json': { bos_token_id: 5, eos_token_id: 6 },
      'tokenizer_config.json': {
        bos_token: { content: '</s>' },
        eos_token: '<s>',
        add_bos_token: false,
        add_eos_token: true,
      },
    });
    expect(await openVocabulary(folder)).toMatchObject({ bosId: 2, eosId: 1, addBos: false, addEos: true });
  });

  it('or else by config.json', async () => {
    const config = { bos_token_id: 5, eos_token_id: [6, 7] };
    const unknown = { 'tokenizer_config.json': { eos_token: '<none>', bos_token: null } };
    for (const files of [{}, unknown]) {
      const vocabulary = await openVocabulary(folderWith({ 'config.json': config, ...files }));
      expect(vocabulary).toMatchObject({ bosId: 5, eosId: 6 });
    }
  });

  it('has pieces that were added behind those of tokenizer.model', async () => {
    const added = {
      0: { content: '<unk>', special: true },
      513: { content: '<|im_start|>', special: true },
      512: { content: '<|im_end|>', special: true },
      514: { content: '<note>', special: false },
    };
    const config = { eos_token: '<|im_end|>', added_tokens_decoder: added };
    const vocabulary = await openVocabulary(folderWith({ 'tokenizer_config.json': config }));
    expect(vocabulary).toMatchObject({ size: 515, eosId: 512 });
    expect(vocabulary.controlId('<|im_start|>')).toBe(513);
    expect(new Tokenizer(vocabulary).encode('<|im_start|><note>').filter((id) => id >= 512)).toEqual([514]);
  });

  it('has pieces that were added in the place of others, and after a gap', async () => {
    const files = {
      'added_tokens.json': { '<|im_end|>': 511, '<note>': 514 },
      'special_tokens_map.json': { eos_token: { content: '<|im_end|>' }, additional_special_tokens: ['<note>'] },
    };
    const vocabulary = await openVocabulary(folderWith(files));
    expect(vocabulary).toMatchObject({ size: 515, eosId: 511, endIds: [511], absentIds: [512, 513] });
    expect([vocabulary.pieces[511], vocabulary.kinds[514]]).toEqual(['<|im_end|>', 'control']);
  });

  it('ends answers with every EOS that any of its files names', async () => {
    const ends = async (files: Record<string, object>) => (await openVocabulary(folderWith(files))).endIds;
    expect(await ends({ 'config.json': { eos_token_id: [2, 300] } })).toEqual([2, 300]);
    expect(await ends({ 'generation_config.json': { eos_token_id: [2, 300] } })).toEqual([2, 300]);
    const named = { 'tokenizer_config.json': { eos_token: '<s>' }, 'generation_config.json': { eos_token_id: 5 } };
    expect(await ends(named)).toEqual([1, 5]);
  });

  it('leaves out added tokens that the model has no embedding for, and says so', async () => {
    const files = { 'config.json': { vocab_size: 512 }, 'added_tokens.json': { '[PAD]': 512 } };
    const vocabulary = await openVocabulary(folderWith(files));
    expect(vocabulary.size).toBe(512);
    expect(vocabulary.notices).toEqual(['the model has 512 embeddings: the added tokens "[PAD]" are not used']);
  });

  it('brings the chat template, from whichever file has it', async () => {
    const template = async (files: Record<string, object | string>) =>
      (await openVocabulary(folderWith(files))).chatTemplate;
    expect(await template({ 'tokenizer_config.json': { chat_template: 'one' } })).toBe('one');
    const several = [
      { name: 'tool_use', template: 'two' },
      { name: 'default', template: 'three' },
    ];
    expect(await template({ 'tokenizer_config.json': { chat_template: several } })).toBe('three');
    expect(await template({ 'tokenizer_config.json': { chat_template: 'one' }, 'chat_template.jinja': 'four' })).toBe(
      'four',
    );
  });

  const faults: [string, Record<string, object | string>][] = [
    ['tokenizer_config.json: is not valid JSON', { 'tokenizer_config.json': '{' }],
    ['tokenizer_config.json: "eos_token": expected an object, found 7', { 'tokenizer_config.json': { eos_token: 7 } }],
    ['"add_bos_token": expected true or false, found 1', { 'tokenizer_config.json': { add_bos_token: 1 } }],
    ['"chat_template": expected a string, found an object', { 'tokenizer_config.json': { chat_template: {} } }],
    ['config.json: "eos_token_id": expected a number or numbers', { 'config.json': { eos_token_id: ['2'] } }],
    [
      'added token "x": expected an id below 1048576, found 2000000',
      { 'tokenizer_config.json': { added_tokens_decoder: { 2000000: { content: 'x' } } } },
    ],
    ['tokenizer.model: the SentencePiece model: 127 bytes needed', { 'tokenizer.model': '\x0a\x7f' }],
  ];
  it.each(faults)('is refused: %s', async (words, files) => {
    const folder = folderWith(files);
    await expect(openVocabulary(folder)).rejects.toThrow(words);
    await expect(openVocabulary(folder)).rejects.toThrow(folder);
  });
});
