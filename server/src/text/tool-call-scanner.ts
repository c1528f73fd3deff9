// Reads the calls of tools out of their JSON while it is being written, so that arguments can be streamed. For text that
// a grammar holds to `{"name": ..., "arguments": {...}}`, alone, between tags or in an array; anything else gives no pieces.

import type { ToolDialect } from './tool-dialect.ts';

/** A piece of one call. */
export interface ToolCallDelta {
  /** Which of the calls, from 0. */
  readonly index: number;
  /** With the first piece of a call. */
  readonly name?: string | undefined;
  /** JSON that continues the arguments; may be empty. */
  readonly arguments: string;
}

/** Scans one completion. */
export class ToolCallScanner {
  /** How many brackets are open where a call's own keys stand: `[{"name": ...` or `{"name": ...`. */
  readonly #callDepth: number;
  readonly #argumentsKey: string;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  /** The string that is being read at the depth of a call, with its quotes. */
  #string = '';
  /** The last key of the call, until its value has been read. */
  #key: string | undefined;
  #index = -1;
  #name: string | undefined;
  #hasBegun = false;

  constructor(dialect: ToolDialect = 'array') {
    this.#callDepth = dialect === 'array' ? 2 : 1;
    this.#argumentsKey = dialect === 'parameters' ? 'parameters' : 'arguments';
  }

  /** The pieces that these characters complete. */
  push(text: string): ToolCallDelta[] {
    const deltas: ToolCallDelta[] = [];
    let from = this.#inArguments ? 0 : -1; // where in the text the piece of arguments begins
    for (let i = 0; i < text.length; i++) {
      const wasInside = this.#inArguments;
      this.#step(text[i] as string);
      if (!wasInside && this.#inArguments) from = i;
      if (wasInside && !this.#inArguments) {
        this.#take(deltas, text.slice(from, i + 1));
        from = -1;
      }
    }
    if (from !== -1) this.#take(deltas, text.slice(from));
    return deltas;
  }

  get #inArguments(): boolean {
    return this.#depth > this.#callDepth && this.#key === this.#argumentsKey && this.#name !== undefined;
  }

  #take(deltas: ToolCallDelta[], text: string): void {
    deltas.push({ index: this.#index, name: this.#hasBegun ? undefined : this.#name, arguments: text });
    this.#hasBegun = true;
  }

  #step(char: string): void {
    if (this.#inString) this.#stepInString(char);
    else if (char === '"') {
      this.#inString = true;
      this.#string = '"';
    } else if (char === '{' || char === '[') this.#open();
    else if (char === '}' || char === ']') this.#depth--;
    else if (char === ',' && this.#depth === this.#callDepth) this.#key = undefined;
  }

  #stepInString(char: string): void {
    if (this.#depth === this.#callDepth) this.#string += char;
    if (this.#isEscaped) this.#isEscaped = false;
    else if (char === '\\') this.#isEscaped = true;
    else if (char === '"') this.#endString();
  }

  #open(): void {
    this.#depth++;
    if (this.#depth !== this.#callDepth) return;
    this.#index++;
    this.#key = undefined;
    this.#name = undefined;
    this.#hasBegun = false;
  }

  #endString(): void {
    this.#inString = false;
    if (this.#depth !== this.#callDepth) return;
    const value = JSON.parse(this.#string) as string;
    if (this.#key === undefined) this.#key = value;
    else if (this.#key === 'name') this.#name = value;
  }
}
