// One schema of MaskBench: compiles it, replays its instances token by token, and times each mask.
import { GrammarCompiler } from '../../src/constraints/grammar-compiler.ts';
import type { UndeclaredProperties } from '../../src/engine/generation.ts';
import { GrammarError } from '../../src/grammar/grammar-error.ts';
import type { TokenBytes } from '../../src/grammar/token-trie.ts';

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

/** Texts as tokens. */
export interface TokenSource {
  readonly tokens: TokenBytes;
  readonly stopId: number;
  encode(text: string): readonly number[];
}

/** Replays schemas over one vocabulary, and collects the times. */
export class Replayer {
  /** Microseconds from a schema to its first mask. */
  readonly ttfm: number[] = [];
  /** Microseconds of each mask, with the step to its state. */
  readonly tbm: number[] = [];
  readonly #source: TokenSource;
  readonly #compiler: GrammarCompiler;
  readonly #undeclared: UndeclaredProperties;
  readonly #now: () => number;

  /**
   * @param undeclared where properties come that a schema does not declare
   * @param now a clock, in microseconds
   */
  constructor(source: TokenSource, undeclared: UndeclaredProperties, now = () => performance.now() * 1000) {
    this.#source = source;
    this.#undeclared = undeclared;
    this.#now = now;
    this.#compiler = new GrammarCompiler(source.tokens);
  }

  replay({ name, schema, tests }: SchemaCase): Result {
    try {
      const startedAt = this.#now();
      this.#matcher(schema).allowed();
      this.ttfm.push(this.#now() - startedAt);
      const wrong = tests
        .map(({ valid, data }) => ({ valid, ...this.#goesThrough(schema, JSON.stringify(data)) }))
        .filter(({ valid, accepted }) => valid !== accepted)
        .sort((a, b) => Number(a.valid) - Number(b.valid));
      const [first] = wrong;
      if (!first) return { name, outcome: 'passing', detail: '' };
      return { name, outcome: first.valid ? 'validRefused' : 'invalidAccepted', detail: first.detail };
    } catch (error) {
      const isRefusal = error instanceof GrammarError;
      return { name, outcome: isRefusal ? 'compileError' : 'crash', detail: String(isRefusal ? error.message : error) };
    }
  }

  #matcher(schema: unknown) {
    const limits = { maxTokens: 1_000_000, stopIds: [this.#source.stopId] };
    return this.#compiler.compile({ type: 'json_schema', schema, undeclared: this.#undeclared }, limits);
  }

  #goesThrough(schema: unknown, text: string): { accepted: boolean; detail: string } {
    const matcher = this.#matcher(schema);
    const { tokens, stopId } = this.#source;
    let before = 0;
    for (const id of this.#source.encode(text)) {
      const startedAt = this.#now();
      const mask = matcher.allowed();
      const isAllowed = has(mask, id);
      if (isAllowed) matcher.accept(id);
      this.tbm.push(this.#now() - startedAt);
      const bytes = tokens[id]?.length ?? 0;
      if (!isAllowed)
        return { accepted: false, detail: `${tail(text, before)}>>>${text.slice(before, before + bytes)}` };
      before += bytes;
    }
    return { accepted: matcher.isComplete || has(matcher.allowed(), stopId), detail: text.slice(-200) };
  }
}

function tail(text: string, end: number): string {
  return text.slice(Math.max(0, end - 200), end);
}

function has(mask: Uint32Array, id: number): boolean {
  return (((mask[id >> 5] as number) >>> (id & 31)) & 1) === 1;
}
