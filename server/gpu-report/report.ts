// The report as it is kept: written anew after each step, so that a run that is cut off leaves what it has found.
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a step found. */
export interface StepResult {
  /** Markdown: paragraphs and tables. */
  readonly summary?: readonly string[] | undefined;
  /** Every figure, for report.json. */
  readonly data?: unknown;
  /** Why the step, or a part of it, could not be taken. */
  readonly failure?: string | undefined;
}

interface Kept extends StepResult {
  readonly name: string;
  readonly seconds: number;
}

export class Report {
  readonly #out: string;
  readonly #head: Readonly<Record<string, unknown>>;
  readonly #steps: Kept[] = [];

  /** @param head what was measured with which settings: report.json opens with it */
  constructor(out: string, head: Readonly<Record<string, unknown>>) {
    this.#out = out;
    this.#head = head;
    mkdirSync(out, { recursive: true });
    this.#save();
  }

  log(text: string): void {
    appendFileSync(join(this.#out, 'log.txt'), `${text}\n`);
  }

  /** Keeps a step, and prints its summary. */
  add(name: string, seconds: number, result: StepResult): void {
    const step = { name, seconds, ...result };
    this.#steps.push(step);
    this.#save();
    console.log(`\n${sectionOf(step)}`);
  }

  /** Names of the steps that are not whole. */
  get failures(): readonly string[] {
    return this.#steps.filter(({ failure }) => failure !== undefined).map(({ name }) => name);
  }

  #save(): void {
    const head = Object.entries(this.#head).map(([name, value]) => `${name}: ${plain(value)}`);
    const markdown = ['# Tramontane on this machine', head.join('  \n'), ...this.#steps.map(sectionOf)];
    this.#write('report.md', `${markdown.join('\n\n')}\n`);
    this.#write('report.json', `${JSON.stringify({ ...this.#head, steps: this.#steps }, null, 1)}\n`);
  }

  /** Never half a file, whenever the process ends. */
  #write(name: string, text: string): void {
    writeFileSync(join(this.#out, `.${name}`), text);
    renameSync(join(this.#out, `.${name}`), join(this.#out, name));
  }
}

function sectionOf({ name, seconds, summary = [], failure }: Kept): string {
  const problem =
    failure === undefined ? [] : [`Not whole: ${failure.split('\n').slice(0, 3).join(' | ').slice(0, 600)}`];
  return [`## ${name} (${seconds.toFixed(1)} s)`, ...summary, ...problem].join('\n\n');
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
