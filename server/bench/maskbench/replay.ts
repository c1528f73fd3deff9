// One schema of MaskBench: compiles it, replays its instances token by token, and times each mask.
import type { MaskEngine, MaskMatcher, TokenSource } from './engine.ts';

/** A schema, and values that fit it or do not. */
export interface SchemaCase {
  readonly name: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly valid: boolean; readonly data: unknown }[];
}

export type Outcome = 'passing' | 'compileError' | 'validRefused' | 'invalidAccepted' | 'crash';

/** What became of one schema. */
export interface Result {
  readonly name: string;
  readonly outcome: Outcome;
  /** The refusal, or the beginning of the text up to the token that was refused. */
  readonly detail: string;
}

/** Replays schemas on one engine, and collects the times. */
export class Replayer {
  /** Microseconds from a schema to its first mask. */
  readonly ttfm: number[] = [];
  /** Microseconds of each mask, with the step to its state. */
  readonly tbm: number[] = [];
  readonly #source: TokenSource;
  readonly #engine: MaskEngine;
  readonly #now: () => number;

  /** @param now a clock, in microseconds */
  constructor(source: TokenSource, engine: MaskEngine, now = () => performance.now() * 1000) {
    this.#source = source;
    this.#engine = engine;
    this.#now = now;
  }

  async replay({ name, schema, tests }: SchemaCase): Promise<Result> {
    try {
      const startedAt = this.#now();
      const matcher = await this.#engine.matcher(schema);
      await matcher.allowed();
      this.ttfm.push(this.#now() - startedAt);
      matcher.dispose?.();
    } catch (error) {
      const outcome = this.#engine.isRefusal(error) ? 'compileError' : 'crash';
      return { name, outcome, detail: error instanceof Error ? error.message : String(error) };
    }
    try {
      const wrong: { valid: boolean; detail: string }[] = [];
      for (const { valid, data } of tests) {
        const { accepted, detail } = await this.#goesThrough(schema, JSON.stringify(data));
        if (accepted !== valid) wrong.push({ valid, detail });
      }
      const first = wrong.find(({ valid }) => !valid) ?? wrong[0];
      if (!first) return { name, outcome: 'passing', detail: '' };
      return { name, outcome: first.valid ? 'validRefused' : 'invalidAccepted', detail: first.detail };
    } catch (error) {
      return { name, outcome: 'crash', detail: String(error) };
    }
  }

  async #goesThrough(schema: unknown, text: string): Promise<{ accepted: boolean; detail: string }> {
    const matcher = await this.#engine.matcher(schema);
    const result = await this.#accepts(matcher, text);
    matcher.dispose?.();
    return result;
  }

  async #accepts(matcher: MaskMatcher, text: string): Promise<{ accepted: boolean; detail: string }> {
    const { tokens, stopId } = this.#source;
    let before = 0;
    for (const id of this.#source.encode(text)) {
      const startedAt = this.#now();
      const mask = await matcher.allowed();
      const isAllowed = has(mask, id);
      if (isAllowed) matcher.accept(id);
      this.tbm.push(this.#now() - startedAt);
      const bytes = tokens[id]?.length ?? 0;
      if (!isAllowed)
        return { accepted: false, detail: `${tail(text, before)}>>>${text.slice(before, before + bytes)}` };
      before += bytes;
    }
    return { accepted: matcher.isComplete || has(await matcher.allowed(), stopId), detail: text.slice(-200) };
  }
}

function tail(text: string, end: number): string {
  return text.slice(Math.max(0, end - 200), end);
}

function has(mask: Uint32Array, id: number): boolean {
  return (((mask[id >> 5] as number) >>> (id & 31)) & 1) === 1;
}
