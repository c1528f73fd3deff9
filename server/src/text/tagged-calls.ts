// Calls of tools as models write them between tags of their own: JSON, XML, or DeepSeek's special tokens. A text is read as
// calls if all of it is in the form; half a call stays text.
import { endsInString } from './json-text.ts';
import { parseRecord, parseToolCalls, type Tool, type ToolCall } from './tools.ts';

/** A form of calls that stand between two tags. */
export interface TaggedForm {
  readonly open: string;
  readonly close: string;
  /** A second pair of tags, which stand for a call without the first; they are part of its text. */
  readonly bare?: Pick<TaggedForm, 'open' | 'close' | 'isWhole'> | undefined;
  /** Whether the text ends where a call may end. Where it does not, the closing tag behind it is part of an argument. */
  isWhole?(text: string): boolean;
  /** The calls in the text between the tags; undefined if it is anything else. */
  parse(text: string, tools: readonly Tool[]): ToolCall[] | undefined;
}

const tag = { open: '<tool_call>', close: '</tool_call>' };

/** `<tool_call>{"name": ..., "arguments": {...}}</tool_call>`: Hermes, Qwen. */
export const jsonForm: TaggedForm = { ...tag, parse: parseToolCalls, isWhole: (text) => !endsInString(text) };

/**
 * `<tool_call><function=name><parameter=key>\nvalue\n</parameter></function></tool_call>`: Qwen3-Coder, Nemotron 3. The
 * outer tags are often forgotten.
 */
export const functionForm: TaggedForm = {
  ...tag,
  bare: {
    open: '<function=',
    close: '</function>',
    isWhole: (text) => !text.includes('<parameter=') || endsWith(text, '</parameter>'),
  },
  isWhole: (text) => endsWith(text, '</function>'),
  parse: (text, tools) =>
    readAll(new Cursor(text), (cursor) => {
      const name = cursor.between('<function=', '>');
      const args: [string, string][] = [];
      while (!cursor.takes('</function>')) {
        const key = cursor.between('<parameter=', '>');
        args.push([key, cursor.upTo('</parameter>', ['<parameter=', '</function>']).replace(/^\n|\n$/g, '')]);
      }
      return callOf(name, args, tools);
    }),
};

/** `<tool_call>name<arg_key>key</arg_key><arg_value>value</arg_value></tool_call>`: GLM. */
export const argumentForm: TaggedForm = {
  ...tag,
  isWhole: (text) => !text.includes('<arg_key>') || endsWith(text, '</arg_value>'),
  parse: (text, tools) =>
    readAll(new Cursor(text), (cursor) => {
      const name = cursor.upToAny('<arg_key>');
      const args: [string, string][] = [];
      while (!cursor.isAtEnd) {
        const key = cursor.between('<arg_key>', '</arg_key>');
        cursor.need('<arg_value>');
        args.push([key, cursor.upTo('</arg_value>', ['<arg_key>', ''])]);
      }
      return callOf(name, args, tools);
    }),
};

/** `<minimax:tool_call><invoke name="name"><parameter name="key">value</parameter></invoke></minimax:tool_call>`: MiniMax. */
export const invokeForm: TaggedForm = {
  open: '<minimax:tool_call>',
  close: '</minimax:tool_call>',
  isWhole: (text) => endsWith(text, '</invoke>'),
  parse: (text, tools) =>
    readAll(new Cursor(text), (cursor) => {
      const name = cursor.between('<invoke name="', '">');
      const args: [string, string][] = [];
      while (!cursor.takes('</invoke>')) {
        const key = cursor.between('<parameter name="', '">');
        args.push([key, cursor.upTo('</parameter>', ['<parameter name="', '</invoke>'])]);
      }
      return callOf(name, args, tools);
    }),
};

/** DeepSeek's pieces; V3.1 and later leave out the type and the fence around the JSON. */
export const deepSeekPieces = {
  open: '<｜tool▁calls▁begin｜>',
  close: '<｜tool▁calls▁end｜>',
  begin: '<｜tool▁call▁begin｜>',
  separator: '<｜tool▁sep｜>',
  end: '<｜tool▁call▁end｜>',
} as const;

/** DeepSeek V3, R1 and its distillations, V3.1. */
export const deepSeekForm: TaggedForm = {
  open: deepSeekPieces.open,
  close: deepSeekPieces.close,
  isWhole: (text) => endsWith(text, deepSeekPieces.end),
  parse: (text) =>
    readAll(new Cursor(text), (cursor) => {
      const before = cursor.between(deepSeekPieces.begin, deepSeekPieces.separator);
      const behind = cursor.upTo(deepSeekPieces.end, [deepSeekPieces.begin, '']);
      const [, name, json] = /^([^\n]+)\n```json\n([\s\S]*?)\n?```\s*$/.exec(behind) ?? [];
      const args = parseRecord(json ?? behind);
      if (args === undefined) throw new FormError();
      return { name: (name ?? before).trim(), arguments: args };
    }),
};

const endsWith = (text: string, mark: string) => text.trimEnd().endsWith(mark);

/** The text is in another form. */
class FormError extends Error {}

function readAll(cursor: Cursor, readOne: (cursor: Cursor) => ToolCall): ToolCall[] | undefined {
  try {
    const calls = [readOne(cursor)];
    while (!cursor.isAtEnd) calls.push(readOne(cursor));
    return calls;
  } catch (error) {
    if (error instanceof FormError) return undefined;
    throw error;
  }
}

/** A place in a text. White space before tags is passed over. */
class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    this.#at = this.#behindSpace(this.#at);
    return this.#at === this.#text.length;
  }

  takes(mark: string): boolean {
    const at = this.#behindSpace(this.#at);
    if (!this.#text.startsWith(mark, at)) return false;
    this.#at = at + mark.length;
    return true;
  }

  need(mark: string): void {
    if (!this.takes(mark)) throw new FormError();
  }

  /** A name between two marks. */
  between(open: string, close: string): string {
    this.need(open);
    const end = this.#text.indexOf(close, this.#at);
    const name = end === -1 ? '' : this.#text.slice(this.#at, end).trim();
    if (name === '' || name.includes('\n')) throw new FormError();
    this.#at = end + close.length;
    return name;
  }

  /** A name up to a mark, which stays, or up to the end. */
  upToAny(mark: string): string {
    const end = this.#text.indexOf(mark, this.#at);
    const name = this.#text.slice(this.#at, end === -1 ? undefined : end).trim();
    if (name === '' || /[\s<{[]/.test(name)) throw new FormError();
    this.#at = end === -1 ? this.#text.length : end;
    return name;
  }

  /**
   * A value up to a mark behind which one of `next` comes: a value may contain the mark itself. An empty one is the end
   * of the text.
   */
  upTo(mark: string, next: readonly string[]): string {
    for (let end = this.#text.indexOf(mark, this.#at); end !== -1; end = this.#text.indexOf(mark, end + 1)) {
      const behind = this.#behindSpace(end + mark.length);
      const comes = (one: string) => (one === '' ? behind === this.#text.length : this.#text.startsWith(one, behind));
      if (!next.some(comes)) continue;
      const value = this.#text.slice(this.#at, end);
      this.#at = end + mark.length;
      return value;
    }
    throw new FormError();
  }

  #behindSpace(at: number): number {
    const space = /\s*/y;
    space.lastIndex = at;
    space.test(this.#text);
    return space.lastIndex;
  }
}

function callOf(name: string, args: readonly [string, string][], tools: readonly Tool[]): ToolCall {
  const properties = tools.find((tool) => tool.name === name)?.parameters?.properties;
  const schemaOf = (key: string): unknown =>
    isRecord(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return { name, arguments: Object.fromEntries(args.map(([key, text]) => [key, argumentOf(text, schemaOf(key))])) };
}

/** Templates write strings as they are and other values as JSON, or in Python's words: the schema says what is meant. */
function argumentOf(text: string, schema: unknown): unknown {
  const types = typesOf(schema);
  const mayBeText = types.length === 0 || types.includes('string');
  const value = parsed(text.trim());
  if (value === undefined) return text;
  const isMeant = types.length === 0 || types.some((type) => type !== 'string' && isOfType(value, type));
  return isMeant || !mayBeText ? value : text;
}

/** The types that a schema names, those of its alternatives included. */
function typesOf(schema: unknown): string[] {
  if (!isRecord(schema)) return [];
  const { type, anyOf, oneOf, enum: values, const: value } = schema;
  if (type !== undefined) return [type].flat().filter((one) => typeof one === 'string');
  const alternatives = [anyOf, oneOf].filter(Array.isArray).flat();
  if (alternatives.length > 0) return alternatives.flatMap(typesOf);
  const constants: unknown[] = value !== undefined ? [value] : Array.isArray(values) ? values : [];
  return constants.map((one) => (one === null ? 'null' : Array.isArray(one) ? 'array' : typeof one));
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === 'object' ? isRecord(value) : typeof value === type;
}

const pythonWords: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

function parsed(text: string): unknown {
  if (Object.hasOwn(pythonWords, text)) return pythonWords[text];
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
