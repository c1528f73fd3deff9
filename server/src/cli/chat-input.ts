// What a person types into a chat: messages of one line or several, and commands that begin with a slash.

export type ChatInput =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string; readonly rest: string }
  /** More lines belong to it. */
  | { readonly kind: 'unfinished' };

const fence = '"""';

/** Puts lines together: `"""` opens and closes several lines, a backslash at the end of a line continues it. */
export class InputReader {
  #lines: string[] = [];
  #isFenced = false;

  /** True while the next line continues what was typed before. */
  get isUnfinished(): boolean {
    return this.#isFenced || this.#lines.length > 0;
  }

  /** Forgets unfinished lines. */
  clear(): void {
    this.#lines = [];
    this.#isFenced = false;
  }

  read(line: string): ChatInput {
    if (this.#isFenced) return this.#readFenced(line);
    if (!this.isUnfinished && line.trimStart().startsWith(fence))
      return this.#open(line.trimStart().slice(fence.length));
    if (line.endsWith('\\')) {
      this.#lines.push(line.slice(0, -1));
      return { kind: 'unfinished' };
    }
    const isContinued = this.isUnfinished;
    const text = [...this.#lines, line].join('\n');
    this.clear();
    const [, name, rest = ''] = (!isContinued && /^\/(\S+)\s*(.*)$/.exec(text.trim())) || [];
    return name === undefined ? { kind: 'message', text } : { kind: 'command', name, rest };
  }

  #open(rest: string): ChatInput {
    this.#isFenced = true;
    return rest === '' ? { kind: 'unfinished' } : this.#readFenced(rest);
  }

  #readFenced(line: string): ChatInput {
    if (!line.trimEnd().endsWith(fence)) {
      this.#lines.push(line);
      return { kind: 'unfinished' };
    }
    const last = line.trimEnd().slice(0, -fence.length);
    const text = [...this.#lines, ...(last === '' ? [] : [last])].join('\n');
    this.clear();
    return { kind: 'message', text };
  }
}
