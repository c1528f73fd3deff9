// The Jinja template that a model's file brings. What it writes itself may hold control pieces, such as `<|im_end|>`;
// what users wrote may not: their contents go through the template marked, and control pieces are cut out of its
// result before the marks are taken off. So a template sees of a content whether it is empty, its white space and its
// length, but can neither look for words in it nor escape it.
import { Template } from '@huggingface/jinja';
import { type ChatMessage, type ChatTemplate, type EncodedPrompt, TemplateError } from '../chat-template.ts';
import type { Tokenizer } from '../tokenizer.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { speakerOf } from './conversation.ts';
import { isApart, mark, unmark } from './marked-text.ts';

const maxSourceLength = 2 ** 17; // the longest published ones have some 10,000 characters

/** See above; for one vocabulary. */
export class JinjaTemplate implements ChatTemplate {
  readonly name = 'jinja';
  readonly #template: Template;
  readonly #specials: Readonly<Record<'bos_token' | 'eos_token' | 'unk_token', string>>;
  readonly #controlIds: ReadonlyMap<string, number>;
  readonly #controls: RegExp;

  /** Throws a TemplateError for a source that cannot be parsed, or not even render one user message. */
  constructor(source: string, vocabulary: Vocabulary) {
    if (source.length > maxSourceLength) {
      throw new TemplateError(`expected at most ${maxSourceLength} characters, found ${source.length}`);
    }
    const { pieces, bosId, eosId, unkId } = vocabulary;
    const text = (id: number) => pieces[id] as string;
    this.#specials = { bos_token: text(bosId), eos_token: text(eosId), unk_token: text(unkId) };
    this.#controlIds = controlIdsOf(vocabulary);
    this.#controls = anyOf([...this.#controlIds.keys()]);
    try {
      this.#template = new Template(source);
    } catch (error) {
      throw new TemplateError(textOf(error));
    }
    this.#renderMarked([{ role: 'user', content: 'a' }]);
  }

  /** The text that the template makes of the messages, control pieces written out. */
  render(messages: readonly ChatMessage[]): string {
    return unmark(this.#renderMarked(messages));
  }

  encode(messages: readonly ChatMessage[], tokenizer: Tokenizer): EncodedPrompt {
    const { addBos, bosId } = tokenizer.vocabulary;
    const parts = this.#renderMarked(messages).split(this.#controls);
    const ids = parts.flatMap((part) => this.#controlIds.get(part) ?? tokenizer.encode(unmark(part)));
    return { ids: addBos && ids[0] !== bosId ? [bosId, ...ids] : ids, continuesText: false };
  }

  #renderMarked(messages: readonly ChatMessage[]): string {
    try {
      return this.#template.render({
        ...this.#specials,
        messages: messages.map(({ role, content }) => ({ role: speakerOf(role), content: mark(content) })),
        add_generation_prompt: true,
        tools: null,
        documents: null,
      });
    } catch (error) {
      // From `raise_exception`, or of the template's own making: as it has rendered others, it is about these messages.
      throw new TemplateError(`the model's chat template refuses the messages: ${unmark(textOf(error))}`);
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The pieces that a template may write to mean their ids. */
function controlIdsOf({ pieces, kinds, bosId, eosId }: Vocabulary): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [id, piece] of pieces.entries()) {
    // BOS and EOS by their number too: some files mark them as normal pieces.
    const isControl = kinds[id] === 'control' || id === bosId || id === eosId;
    if (isControl && piece !== '' && isApart(piece) && !ids.has(piece)) ids.set(piece, id);
  }
  return ids;
}

/** Matches any of the texts, the longest where several fit, as the one group that `split` then keeps. */
function anyOf(texts: readonly string[]): RegExp {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`(${escaped.join('|') || '(?!)'})`);
}
