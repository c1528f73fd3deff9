// The Jinja template that a model's file brings. What it writes itself may hold control pieces, such as `<|im_end|>`;
// what users wrote may not: their contents go through the template marked, and control pieces are cut out of its
// result before the marks are taken off. So a template sees of a content whether it is empty, its white space and its
// length, but can neither look for words in it nor escape it.
import { Template } from '@huggingface/jinja';
import { type ChatMessage, type ChatTemplate, type EncodedPrompt, TemplateError } from '../chat-template.ts';
import { isApart, mark, unmark } from '../marked-text.ts';
import { type Markers, markersOf, someMarkers } from '../markers.ts';
import type { Tokenizer } from '../tokenizer.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { readConversation, speakerOf } from './conversation.ts';

const maxSourceLength = 2 ** 17; // the longest published ones have some 10,000 characters

/** The template of one file, for its vocabulary. */
export class JinjaTemplate implements ChatTemplate {
  readonly name = 'jinja';
  readonly endIds: readonly number[];
  readonly #template: Template;
  readonly #specials: Readonly<Record<'bos_token' | 'eos_token' | 'unk_token', string>>;
  readonly #markers: Markers;

  /** Throws a TemplateError for a source that cannot be parsed, or not even render one user message. */
  constructor(source: string, vocabulary: Vocabulary) {
    if (source.length > maxSourceLength) {
      throw new TemplateError(`expected at most ${maxSourceLength} characters, found ${source.length}`);
    }
    const { pieces, bosId, eosId, unkId } = vocabulary;
    const text = (id: number | undefined) => (id === undefined ? '' : (pieces[id] as string));
    this.#specials = { bos_token: text(bosId), eos_token: text(eosId), unk_token: text(unkId) };
    this.#markers = someMarkers(markersOf(vocabulary), isApart);
    try {
      this.#template = new Template(source);
    } catch (error) {
      throw new TemplateError(textOf(error));
    }
    this.#renderMarked([{ role: 'user', content: 'a' }]);
    this.endIds = this.#findEnd(vocabulary);
  }

  /** The text that the template makes of the messages, control pieces written out. */
  render(messages: readonly ChatMessage[]): string {
    return unmark(this.#renderMarked(messages));
  }

  encode(messages: readonly ChatMessage[], tokenizer: Tokenizer): EncodedPrompt {
    const { addBos, bos } = tokenizer.vocabulary;
    const parts = this.#renderAny(messages).split(this.#markers.pattern);
    const ids = parts.flatMap((part) => this.#markers.ids.get(part) ?? tokenizer.encode(unmark(part)));
    return { ids: addBos && ids[0] !== bos[0] ? [...bos, ...ids] : ids, continuesText: false };
  }

  /**
   * Many templates refuse messages whose speakers do not take turns, or any system message. Such a conversation is brought
   * into the shape they take: neighbours of one role become one turn, then the system text a part of the first one.
   */
  #renderAny(messages: readonly ChatMessage[]): string {
    try {
      return this.#renderMarked(messages);
    } catch (error) {
      for (const folded of foldings(messages)) {
        try {
          return this.#renderMarked(folded);
        } catch {}
      }
      throw error; // in the template's words on the messages as they came
    }
  }

  /** The control piece that closes an assistant's turn: a model trained with the template ends its answers with it. */
  #findEnd({ kinds }: Vocabulary): number[] {
    const answer = mark('a');
    let written: string;
    try {
      const messages = ['user', 'assistant'].map((role) => ({ role, content: 'a' }));
      written = this.#renderMarked(messages, false);
    } catch {
      return []; // it takes no finished conversation
    }
    const [space, piece = ''] = written.slice(written.lastIndexOf(answer) + answer.length).split(this.#markers.pattern);
    const id = this.#markers.ids.get(piece);
    return id !== undefined && kinds[id] === 'control' && space?.trim() === '' ? [id] : [];
  }

  #renderMarked(messages: readonly ChatMessage[], isAnswerWanted = true): string {
    try {
      return this.#template.render({
        ...this.#specials,
        messages: messages.map(({ role, content }) => ({ role: speakerOf(role), content: mark(content) })),
        add_generation_prompt: isAnswerWanted,
        tools: null,
        documents: null,
      });
    } catch (error) {
      // From `raise_exception`, or of the template's own making: as it has rendered others, it is about these messages.
      throw new TemplateError(`the model's chat template refuses the messages: ${unmark(textOf(error))}`);
    }
  }
}

/** The conversation in shapes that stricter templates take: in turns, and without a system message. */
function* foldings(messages: readonly ChatMessage[]): Generator<ChatMessage[]> {
  const { system, turns } = readConversation(messages);
  const said = turns.map(({ speaker, content }) => ({ role: speaker, content }));
  if (system === '') return yield said;
  yield [{ role: 'system', content: system }, ...said];
  const [first, ...others] = said;
  yield [{ role: 'user', content: `${system}\n\n${first?.content ?? ''}`.trimEnd() }, ...others];
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
