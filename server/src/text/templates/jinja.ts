// The Jinja template that a model's file brings. What it writes itself may hold control pieces, such as `<|im_end|>`;
// what users wrote may not: their contents go through the template marked, and control pieces are cut out of its
// result before the marks are taken off. So a template sees of a content whether it is empty, its white space and its
// length, but can neither look for words in it nor escape it. Tools, calls and results of tools it must read and escape:
// they are guarded instead.
import { Template } from '@huggingface/jinja';
import {
  type ChatMessage,
  type ChatTemplate,
  type EncodedPrompt,
  TemplateError,
  type TemplateExtras,
} from '../chat-template.ts';
import { Guard, unguard } from '../guarded-text.ts';
import { isApart, mark, unmark } from '../marked-text.ts';
import { type Markers, markersOf, someMarkers } from '../markers.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { beginPieces, dialectOf, type ToolDialect } from '../tool-dialect.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { readConversation, speakerOf } from './conversation.ts';
import { withoutThoughts } from './thoughts.ts';
import { toolsAsText } from './tools-as-text.ts';

const maxSourceLength = 2 ** 17; // the longest published ones have some 10,000 characters

/** The template of one file, for its vocabulary. */
export class JinjaTemplate implements ChatTemplate {
  readonly name = 'jinja';
  readonly endIds: readonly number[];
  readonly dialect: ToolDialect | undefined;
  readonly toolCallsId: number | undefined;
  readonly thinks: boolean;
  readonly #source: string;
  readonly #escapes: boolean;
  /** Some templates write calls, but leave it to others to say which tools there are. */
  readonly #listsTools: boolean;
  readonly #template: Template;
  readonly #specials: Readonly<Record<'bos_token' | 'eos_token' | 'unk_token', string>>;
  readonly #markers: Markers;
  readonly #guard: Guard;
  /** What `tools` is where there are none: transformers says null, which a template made for tools may not take. */
  #noTools: readonly never[] | null = null;

  /** Throws a TemplateError for a source that cannot be parsed, or not even render one user message. */
  constructor(source: string, vocabulary: Vocabulary) {
    if (source.length > maxSourceLength) {
      throw new TemplateError(`expected at most ${maxSourceLength} characters, found ${source.length}`);
    }
    const { pieces, bosId, eosId, unkId } = vocabulary;
    const text = (id: number | undefined) => (id === undefined ? '' : (pieces[id] as string));
    this.#source = source;
    this.#escapes = /ensure_ascii\s*=\s*true/i.test(source);
    this.#listsTools = /\btools\b/.test(source);
    this.#specials = { bos_token: text(bosId), eos_token: text(eosId), unk_token: text(unkId) };
    this.#markers = someMarkers(markersOf(vocabulary), isApart);
    this.#guard = new Guard(this.#markers);
    this.dialect = dialectOf(source);
    const begin = this.dialect && beginPieces[this.dialect];
    this.toolCallsId = begin === undefined ? undefined : this.#markers.ids.get(begin);
    this.thinks = source.includes('</think>');
    try {
      this.#template = new Template(source);
    } catch (error) {
      throw new TemplateError(textOf(error));
    }
    this.#checkUsable();
    this.endIds = this.#findEnd(vocabulary);
  }

  #checkUsable(): void {
    const messages = [{ role: 'user', content: 'a' }];
    try {
      this.#renderMarked(messages, {});
    } catch (error) {
      this.#noTools = [];
      try {
        this.#renderMarked(messages, {});
      } catch {
        throw error; // in the words of the usual way
      }
    }
  }

  /** The text that the template makes of the messages, control pieces written out. */
  render(messages: readonly ChatMessage[], extras: TemplateExtras = {}): string {
    return this.#plain(this.#renderMarked(messages, extras));
  }

  #plain(text: string): string {
    return unmark(unguard(text, this.#escapes));
  }

  encode(messages: readonly ChatMessage[], tokenizer: Tokenizer, extras: TemplateExtras = {}): EncodedPrompt {
    const { addBos, bos } = tokenizer.vocabulary;
    const rendered = this.#renderAny(messages, extras);
    const parts = rendered.split(this.#markers.pattern);
    const ids = parts.flatMap((part) => this.#markers.ids.get(part) ?? tokenizer.encode(this.#plain(part)));
    return {
      ids: addBos && ids[0] !== bos[0] ? [...bos, ...ids] : ids,
      continuesText: false,
      // Contents are marked, so that this is the template's own.
      beginsInThoughts: (this.thinks && rendered.trimEnd().endsWith('<think>')) || undefined,
    };
  }

  /**
   * Many templates refuse messages whose speakers do not take turns, or any system message. Such a conversation is brought
   * into the shape they take: neighbours of one role become one turn, then the system text a part of the first one.
   */
  #renderAny(messages: readonly ChatMessage[], extras: TemplateExtras): string {
    const { tools = [], variables } = extras;
    try {
      return this.#listsTools
        ? this.#renderMarked(messages, extras)
        : this.#renderMarked(toolsAsText(messages, tools), { variables });
    } catch (error) {
      for (const [folded, others] of otherForms(messages, extras)) {
        try {
          return this.#renderMarked(folded, others);
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
      written = this.#renderMarked(messages, {}, false);
    } catch {
      return []; // it takes no finished conversation
    }
    const [space, piece = ''] = written.slice(written.lastIndexOf(answer) + answer.length).split(this.#markers.pattern);
    const id = this.#markers.ids.get(piece);
    return id !== undefined && kinds[id] === 'control' && space?.trim() === '' ? [id] : [];
  }

  #renderMarked(
    messages: readonly ChatMessage[],
    { tools = [], variables }: TemplateExtras,
    isAnswerWanted = true,
  ): string {
    const described = tools.map((tool) => ({ type: 'function', function: this.#guard.value(tool) }));
    try {
      return this.#template.render({
        ...(this.#guard.value(variables ?? {}) as object),
        ...this.#specials,
        messages: messages.map((message) => this.#messageOf(message)),
        add_generation_prompt: isAnswerWanted,
        tools: described.length > 0 ? described : this.#noTools,
        documents: null,
      });
    } catch (error) {
      // From `raise_exception`, or of the template's own making: as it has rendered others, it is about these messages.
      throw new TemplateError(`the model's chat template refuses the messages: ${this.#plain(textOf(error))}`);
    }
  }

  #messageOf(message: ChatMessage): Record<string, unknown> {
    const { role, content, toolCalls, toolCallId, name } = message;
    if (this.dialect !== undefined && role === 'tool' && toolCallId !== undefined) {
      const result = { role: 'tool', content: this.#guard.text(content), tool_call_id: this.#guard.text(toolCallId) };
      return name === undefined ? result : { ...result, name: this.#guard.text(name) };
    }
    const { thoughts, said } = withoutThoughts(message, this.#source);
    return {
      role: speakerOf(role),
      content: mark(said),
      ...(thoughts !== undefined && { reasoning_content: mark(thoughts) }),
      ...(this.dialect !== undefined &&
        toolCalls && {
          tool_calls: toolCalls.map(({ id, name: tool, arguments: args }) => ({
            id: this.#guard.text(id ?? ''),
            type: 'function',
            function: { name: this.#guard.text(tool), arguments: this.#guard.value(args) },
          })),
        }),
    };
  }
}

/** Forms that stricter templates take: without tools of their own, which are told in words, and in turns. */
function* otherForms(
  messages: readonly ChatMessage[],
  { tools = [], variables }: TemplateExtras,
): Generator<[ChatMessage[], TemplateExtras]> {
  const hasTools = tools.length > 0 || messages.some(({ toolCalls, role }) => toolCalls || role === 'tool');
  const told = hasTools ? toolsAsText(messages, tools) : messages;
  if (hasTools) yield [[...told], { variables }];
  for (const folded of foldings(told)) yield [folded, { variables }];
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
