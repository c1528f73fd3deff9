// Whether an answer is text or calls of tools, told while it is being written: text goes on at once, what may become a
// call is held back until it is one, or is none.
import { splitOutsideObjects } from './json-text.ts';
import { mayBeginPythonCalls, parsePythonCalls } from './python-calls.ts';
import { TaggedCallReader } from './tagged-call-reader.ts';
import { type ToolDialect, taggedForms } from './tool-dialect.ts';
import { parseRecord, parseToolCalls, type Tool, type ToolCall } from './tools.ts';

/** How an answer writes its calls. */
export interface CallOptions {
  /** @defaultValue `array` */
  readonly dialect?: ToolDialect | undefined;
  /** The prompt ends with the piece that begins calls. */
  readonly beginsInCalls?: boolean | undefined;
  /** The tools with the schemas of their arguments: XML does not say what is a number. */
  readonly tools?: readonly Tool[] | undefined;
}

/** Reads one answer: in any dialect calls may also be the JSON that models without one are asked for in words. */
export class ToolCallReader {
  readonly #names: ReadonlySet<string>;
  readonly #dialect: ToolDialect;
  readonly #tagged: TaggedCallReader | null;
  #held = '';
  #isText = false;
  /** Behind the piece that begins calls nothing else comes. */
  #isExpected = false;

  /** @param names the tools that may be called; a call of any other is text */
  constructor(names: Iterable<string>, { dialect = 'array', beginsInCalls = false, tools }: CallOptions = {}) {
    this.#names = new Set(names);
    this.#dialect = dialect;
    this.#isExpected = beginsInCalls && dialect === 'named';
    const form = taggedForms[dialect];
    const beginsInside = beginsInCalls && dialect === 'tagged';
    this.#tagged = form ? new TaggedCallReader(this.#names, form, { tools, beginsInside }) : null;
  }

  /** From here on the model writes calls: it has said so by a control token. */
  expectCalls(): void {
    this.#isText = false;
    this.#isExpected = this.#dialect === 'named';
  }

  /** The text that is certain to be text. */
  push(text: string): string {
    return this.#hold(this.#tagged ? this.#tagged.push(text) : text);
  }

  #hold(text: string): string {
    if (this.#isText) return text;
    this.#held += text;
    if (this.#isExpected || this.#mayBeginCalls()) return '';
    this.#isText = true;
    const certain = this.#held;
    this.#held = '';
    return certain;
  }

  /** What the answer was in the end: calls, and the text that was still held back. */
  end(): { readonly calls: readonly ToolCall[]; readonly text: string } {
    const certain = this.#tagged ? this.#hold(this.#tagged.end()) : '';
    const tagged = this.#tagged?.calls ?? [];
    const held = this.#held;
    this.#held = '';
    if (tagged.length > 0) return { calls: tagged, text: certain + (held.trim() === '' ? '' : held) };
    if (this.#isText) return { calls: [], text: certain };
    const calls = this.#parse(held);
    const isCalls = calls?.every(({ name }) => this.#names.has(name)) === true;
    return isCalls ? { calls, text: '' } : { calls: [], text: certain + held };
  }

  #mayBeginCalls(): boolean {
    return mayBeginCalls(this.#held) || (this.#dialect === 'parameters' && mayBeginPythonCalls(this.#held));
  }

  #parse(text: string): ToolCall[] | undefined {
    if (this.#dialect === 'named') return parseNamedCalls(text) ?? parseToolCalls(text);
    if (this.#dialect !== 'parameters') return parseToolCalls(text);
    // Llama 3.1 writes several calls with semicolons between.
    const several = splitOutsideObjects(text, ';').map(parseToolCalls);
    return several.every((calls) => calls !== undefined) ? several.flat() : parsePythonCalls(text);
  }
}

/** `name[ARGS]{...}`, once or several times, with ids between in some versions. */
function parseNamedCalls(text: string): ToolCall[] | undefined {
  const parts = splitOutsideObjects(text, '[TOOL_CALLS]').filter((part) => part.trim() !== '');
  const calls = parts.map((part) => {
    const [, name, id, args] = /^\s*([^\s[\]{}]+?)\s*(?:\[CALL_ID\]([^[]*))?\[ARGS\]([\s\S]*)$/.exec(part) ?? [];
    const read = args === undefined ? undefined : parseRecord(args);
    return name === undefined || read === undefined ? undefined : { id, name, arguments: read };
  });
  return calls.length > 0 && calls.every((call) => call !== undefined) ? calls : undefined;
}

/** Calls begin with an object, or with an array of objects; white space is free. */
function mayBeginCalls(text: string): boolean {
  const begin = /^\s*(\S?)\s*(\S?)\s*(\S?)/.exec(text)?.slice(1).join('') ?? '';
  return '[{"'.startsWith(begin) || '{"'.startsWith(begin.slice(0, 2));
}
