// Reads calls of tools out of an answer that writes them between tags, such as `<tool_call>` and `</tool_call>`. Text around
// them goes on at once.
import type { TaggedForm } from './tagged-calls.ts';
import type { Tool, ToolCall } from './tools.ts';

interface Tags {
  readonly open: string;
  readonly close: string;
}

/** Closing tags that the arguments of one call may contain. The bound keeps the cost linear in the length of the text. */
const maxPassedEnds = 16;

/** Reads one answer. */
export class TaggedCallReader {
  readonly #names: ReadonlySet<string>;
  readonly #form: TaggedForm;
  readonly #tools: readonly Tool[];
  readonly #calls: ToolCall[] = [];
  #held = '';
  /** The tags of the call that is being read; undefined in text. */
  #inside: Tags | undefined;
  /** Where in the held text ends have been passed over, as they seem to belong to an argument. */
  #passedEnds: number[] = [];
  #searchedTo = 0;

  /**
   * @param names the tools that may be called; a call of any other is text
   * @param options.tools those of them whose arguments have schemas
   * @param options.beginsInside the prompt ends with the tag
   */
  constructor(
    names: Iterable<string>,
    form: TaggedForm,
    { tools = [], beginsInside = false }: { tools?: readonly Tool[] | undefined; beginsInside?: boolean } = {},
  ) {
    this.#names = new Set(names);
    this.#form = form;
    this.#tools = tools;
    this.#inside = beginsInside ? form : undefined;
  }

  /** The calls so far. */
  get calls(): readonly ToolCall[] {
    return this.#calls;
  }

  /** The text that is certain to be text. */
  push(text: string): string {
    this.#held += text;
    let certain = '';
    for (;;) {
      if (this.#inside) {
        const end = this.#endOfCall(this.#inside);
        if (end === undefined) return certain;
        certain += this.#endCallAt(end, this.#inside);
      } else {
        const found = this.#firstTag();
        if (found === undefined) break;
        certain += this.#said(this.#held.slice(0, found.at));
        this.#held = this.#held.slice(found.at + found.open.length);
        this.#inside = found.tags;
      }
    }
    const nHeld = Math.max(...this.#tags().map(({ open }) => lengthOfBeginning(this.#held, open)));
    certain += this.#said(this.#held.slice(0, this.#held.length - nHeld));
    this.#held = this.#held.slice(this.#held.length - nHeld);
    return certain;
  }

  /** What was held back: a call whose end is missing, or text. */
  end(): string {
    const [passed] = this.#passedEnds;
    if (this.#inside && passed !== undefined && !this.#read(this.#held)) {
      return this.#endCallAt(passed, this.#inside) + this.push('') + this.end();
    }
    const rest = this.#held;
    this.#held = '';
    return this.#inside ? this.#endCall(rest, '') : this.#said(rest);
  }

  /** Where the call ends that is being read: an argument may contain the tag. Undefined: the text may go on. */
  #endOfCall({ close }: Tags): number | undefined {
    const passed = this.#passedEnds;
    for (let at = this.#held.indexOf(close, this.#searchedTo); at !== -1; at = this.#held.indexOf(close, at + 1)) {
      const text = this.#held.slice(0, at);
      if (this.#isWhole(text) || passed.length === maxPassedEnds) return this.#read(text) ? at : (passed[0] ?? at);
      passed.push(at);
    }
    this.#searchedTo = Math.max((passed.at(-1) ?? -1) + 1, this.#held.length - close.length + 1);
    return undefined;
  }

  #isWhole(text: string): boolean {
    return (this.#isBare ? this.#form.bare : this.#form)?.isWhole?.(text) ?? true;
  }

  get #isBare(): boolean {
    return this.#inside?.open === this.#form.bare?.open;
  }

  #endCallAt(end: number, { close }: Tags): string {
    const text = this.#held.slice(0, end);
    this.#held = this.#held.slice(end + close.length);
    return this.#endCall(text, close);
  }

  /** The tags to look for in text, and what each begins: behind calls the end of a tag that was forgotten begins nothing. */
  #tags(): { readonly open: string; readonly tags: Tags | undefined }[] {
    const { open, close, bare } = this.#form;
    const tags = [{ open, tags: { open, close } }, ...(bare ? [{ open: bare.open, tags: bare }] : [])];
    return bare && this.#calls.length > 0 ? [...tags, { open: close, tags: undefined }] : tags;
  }

  #firstTag() {
    const found = this.#tags().map((each) => ({ ...each, at: this.#held.indexOf(each.open) }));
    return found.filter(({ at }) => at !== -1).sort((a, b) => a.at - b.at)[0];
  }

  /** White space between and behind calls is none of the answer's text. */
  #said(text: string): string {
    return this.#calls.length > 0 && text.trim() === '' ? '' : text;
  }

  #endCall(text: string, closed: string): string {
    const calls = this.#read(text);
    const { open = '' } = this.#inside ?? {};
    this.#inside = undefined;
    this.#passedEnds = [];
    this.#searchedTo = 0;
    if (!calls) return open + text + closed;
    this.#calls.push(...calls);
    return '';
  }

  /** The calls that stand between the tags; undefined for anything else. */
  #read(text: string): ToolCall[] | undefined {
    const { open = '', close = '' } = this.#inside ?? {};
    const calls = this.#form.parse(this.#isBare ? open + text + close : text, this.#tools);
    return calls?.every(({ name }) => this.#names.has(name)) ? calls : undefined;
  }
}

/** How many characters at the end of a text are the beginning of a word. */
export function lengthOfBeginning(text: string, word: string): number {
  for (let n = Math.min(text.length, word.length - 1); n > 0; n--) if (text.endsWith(word.slice(0, n))) return n;
  return 0;
}
