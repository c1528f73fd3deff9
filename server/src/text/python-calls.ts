// Calls of tools in Python's words, `[get_weather(city="Rome", days=2), sum(a=1, b=2)]`, as Llama 3.2 and 4 write them.
import type { ToolCall } from './tools.ts';

const words: Readonly<Record<string, unknown>> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
};
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };
const maxDepth = 100;

/** Whether a text may be, or become, such a list. */
export function mayBeginPythonCalls(text: string): boolean {
  return /^\s*(\[\s*([A-Za-z_][\w.]*\s*(\([\s\S]*)?)?)?$/.test(text.slice(0, 200));
}

/** The calls in a text that is nothing but a list of them; undefined for any other text. */
export function parsePythonCalls(text: string): ToolCall[] | undefined {
  try {
    return new PythonReader(text).calls();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class PythonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  calls(): ToolCall[] {
    this.#need('[');
    const calls = [this.#call()];
    while (this.#take(',')) calls.push(this.#call());
    this.#need(']');
    if (this.#rest().trim() !== '') throw new SyntaxError('more text');
    return calls;
  }

  #call(): ToolCall {
    const name = this.#match(/^[A-Za-z_][\w.]*/);
    this.#need('(');
    const args: [string, unknown][] = [];
    while (!this.#take(')')) {
      const key = this.#match(/^[A-Za-z_]\w*/);
      this.#need('=');
      args.push([key, this.#value(0)]);
      if (!this.#take(',')) {
        this.#need(')');
        break;
      }
    }
    return { name, arguments: Object.fromEntries(args) };
  }

  #value(depth: number): unknown {
    if (depth > maxDepth) throw new SyntaxError('nested too deeply');
    if (this.#take('[')) return this.#list(']', () => this.#value(depth + 1));
    if (this.#take('(')) return this.#list(')', () => this.#value(depth + 1));
    if (this.#take('{')) {
      return Object.fromEntries(
        this.#list('}', (): [string, unknown] => {
          const key = this.#string();
          this.#need(':');
          return [key, this.#value(depth + 1)];
        }),
      );
    }
    const [quote = ''] = this.#rest();
    if (quote === '"' || quote === "'") return this.#string();
    const word = this.#match(/^(-?\d+(\.\d*)?([eE][+-]?\d+)?|[A-Za-z]+)/);
    if (Object.hasOwn(words, word)) return words[word];
    const number = Number(word);
    if (Number.isNaN(number)) throw new SyntaxError(word);
    return number;
  }

  #list<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.#take(end)) {
      items.push(item());
      if (!this.#take(',')) {
        this.#need(end);
        break;
      }
    }
    return items;
  }

  #string(): string {
    const literal = this.#match(/^("([^"\\]|\\[\s\S])*"|'([^'\\]|\\[\s\S])*')/);
    return literal
      .slice(1, -1)
      .replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([\s\S]))/g, (_, u?: string, x?: string, char?: string) =>
        char === undefined ? String.fromCharCode(Number.parseInt(u ?? x ?? '', 16)) : (escapes[char] ?? char),
      );
  }

  #rest(): string {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#text.slice(this.#at);
  }

  #match(pattern: RegExp): string {
    const [found] = pattern.exec(this.#rest()) ?? [];
    if (found === undefined) throw new SyntaxError(`at ${this.#at}`);
    this.#at += found.length;
    return found;
  }

  #take(sign: string): boolean {
    if (!this.#rest().startsWith(sign)) return false;
    this.#at += sign.length;
    return true;
  }

  #need(sign: string): void {
    if (!this.#take(sign)) throw new SyntaxError(`expected ${sign}`);
  }
}
