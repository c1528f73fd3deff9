// From what a request asks to a matcher of tokens. One per vocabulary; grammars that were asked for lately are kept.
import type { CallableTool, Constraint } from '../engine/generation.ts';
import type { ConstraintLimits } from '../engine/token-constraint.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import { type Term, Terms } from '../grammar/term.ts';
import { TokenGrammar } from '../grammar/token-grammar.ts';
import { TokenMatcher } from '../grammar/token-matcher.ts';
import { type TokenBytes, TokenTrie } from '../grammar/token-trie.ts';
import { WorkBudget } from '../grammar/work-budget.ts';
import { JsonTerms, type Spacing } from './json-terms.ts';
import { SchemaDocument } from './schema-node.ts';
import { SchemaTerms } from './schema-terms.ts';

/** Grammars kept; each has some megabytes at most. */
const maxGrammars = 16;
/** Longer constraints are not kept. */
const maxKeyChars = 100_000;
/** Objects and arrays inside each other, in the text of a constraint. */
const maxNesting = 1000;

export class GrammarCompiler {
  readonly #tokenBytes: TokenBytes;
  readonly #trie: TokenTrie;
  readonly #spacing: Spacing;
  /** By the constraint's JSON, the one used last at the end. */
  readonly #grammars = new Map<string, TokenGrammar | GrammarError>();

  /** @param spacing `compact`: no white space at all */
  constructor(tokenBytes: TokenBytes, spacing: Spacing = 'free') {
    this.#tokenBytes = tokenBytes;
    this.#trie = new TokenTrie(tokenBytes);
    this.#spacing = spacing;
  }

  /**
   * Holds an answer to a constraint.
   * @throws GrammarError for a schema that cannot be held, or an answer that cannot be complete within the limits
   */
  compile(constraint: Constraint, limits: ConstraintLimits): TokenMatcher {
    const grammar = this.#grammarOf(constraint);
    const beginId = constraint.type === 'tool_calls' ? constraint.beginId : undefined;
    if (beginId === undefined) requireRoom(grammar, limits.maxTokens, this.#trie.longest);
    return new TokenMatcher(grammar, this.#tokenBytes.length, limits, beginId);
  }

  /**
   * Whether there is an answer of some length that could be held to a constraint.
   * @param budget for several that are asked about together
   */
  canHold(constraint: Constraint, budget?: WorkBudget): boolean {
    try {
      this.#grammarOf(constraint, budget);
      return true;
    } catch (error) {
      if (error instanceof GrammarError) return false;
      throw error;
    }
  }

  #grammarOf(constraint: Constraint, budget?: WorkBudget): TokenGrammar {
    requireShallow(constraint);
    const key = JSON.stringify(constraint);
    const grammar = this.#grammars.get(key) ?? this.#buildOrRefuse(constraint, budget ?? new WorkBudget());
    this.#grammars.delete(key);
    // Why it was refused is kept too, unless there was less to spend for it than for any other.
    const isKept = key.length <= maxKeyChars && !(budget && grammar instanceof GrammarError);
    if (isKept) this.#grammars.set(key, grammar);
    for (const oldest of this.#grammars.keys()) {
      if (this.#grammars.size <= maxGrammars) break;
      this.#grammars.delete(oldest);
    }
    if (grammar instanceof GrammarError) throw grammar;
    return grammar;
  }

  #buildOrRefuse(constraint: Constraint, budget: WorkBudget): TokenGrammar | GrammarError {
    try {
      return this.#build(constraint, budget);
    } catch (error) {
      if (error instanceof GrammarError) return error;
      throw error;
    }
  }

  #build(constraint: Constraint, budget: WorkBudget): TokenGrammar {
    const terms = new Terms(this.#trie.writable, budget);
    const json = new JsonTerms(terms, this.#spacing);
    const root = json.document(valueTerm(constraint, json));
    terms.finish();
    if (root === terms.never) throw new GrammarError('no value that could be written fits the schema');
    if (root.cost === Infinity) {
      throw new GrammarError(
        'no answer would ever be complete: the schema refers to itself without end, or the vocabulary lacks a byte',
      );
    }
    return new TokenGrammar(this.#trie, this.#tokenBytes, terms, root);
  }
}

function valueTerm(constraint: Constraint, json: JsonTerms): Term {
  switch (constraint.type) {
    case 'json_object':
      return json.anyObject;
    case 'json_schema':
      return new SchemaTerms(json).valueOf([new SchemaDocument(constraint.schema).root]);
    case 'tool_calls': {
      const schemas = new SchemaTerms(json);
      const calls = constraint.tools.map((tool) => callTerm(tool, json, schemas));
      return json.array(json.list(json.terms.alt(...calls), 1, constraint.maxCalls));
    }
    default:
      return constraint satisfies never;
  }
}

/** `{"name": ..., "arguments": {...}}`, as models are trained to write it. */
function callTerm({ name, parameters }: CallableTool, json: JsonTerms, schemas: SchemaTerms): Term {
  const { terms, comma, colon } = json;
  const args = parameters === undefined ? json.anyObject : argumentsTerm(name, parameters, schemas);
  const members = terms.seq(
    terms.seq(terms.literal('"name"'), colon, terms.literal(JSON.stringify(name))),
    terms.seq(comma, terms.literal('"arguments"'), colon, args),
  );
  return json.object(members);
}

const anObject = new SchemaDocument({ type: 'object' });

function argumentsTerm(name: string, parameters: unknown, schemas: SchemaTerms): Term {
  try {
    return schemas.valueOf([new SchemaDocument(parameters).root, anObject.root]);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    throw new GrammarError(`the parameters of tool '${name}': ${error.message}`);
  }
}

/** What recurses over a schema relies on it. */
function requireShallow(constraint: Constraint): void {
  let level: unknown[] = [constraint];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxNesting) throw new GrammarError(`the schema is nested more than ${maxNesting} deep`);
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

function requireRoom(grammar: TokenGrammar, maxTokens: number, longest: number): void {
  const { start } = grammar;
  if (grammar.canEnd(start, maxTokens)) return;
  const planned = grammar.planOf(start)?.length;
  const needed = planned === undefined ? `at least ${Math.ceil(start.cost / longest)}` : planned;
  throw new GrammarError(`the shortest answer takes ${needed} tokens, there is room for ${maxTokens}`);
}
