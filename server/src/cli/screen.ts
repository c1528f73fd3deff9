// The terminal's error stream: permanent text, and one transient line below it that is rewritten in place. Where the stream
// is no terminal there is no transient line.

/** The stream that is written to. */
export interface ScreenOutput {
  readonly isTerminal: boolean;
  /** Width in columns; undefined if unknown. */
  readonly columns: () => number | undefined;
  readonly write: (text: string) => void;
  /** A clock in ms. */
  readonly now: () => number;
}

const clearLine = '\r\x1b[K';

export class Screen {
  readonly #output: ScreenOutput;
  #line = '';

  constructor(output: ScreenOutput) {
    this.#output = output;
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  /** Columns that a transient line may take: in the last one some terminals wrap. */
  get columns(): number {
    return (this.#output.columns() || 80) - 1;
  }

  now(): number {
    return this.#output.now();
  }

  /** Shows the transient line, or removes it if the text is empty. */
  show(line: string): void {
    if (!this.isTerminal || (line === '' && this.#line === '')) return;
    this.#line = line;
    this.#output.write(clearLine + line);
  }

  /** Writes permanent text, which ends with a line break, above the transient line. */
  print(text: string): void {
    this.#output.write(this.#line === '' ? text : clearLine + text + this.#line);
  }
}

/** The error stream of this process: standard output may be a pipe that carries the result. */
export const screen = new Screen({
  isTerminal: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
  columns: () => process.stderr.columns,
  write: (text) => process.stderr.write(text),
  now: () => performance.now(),
});
