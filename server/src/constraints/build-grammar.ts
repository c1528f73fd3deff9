// Builds the grammar of a constraint. All it needs from the vocabulary is which bytes can be written, so it may run in
// another thread than the matching.
import type { Constraint } from '../engine/generation.ts';
import { GrammarError } from '../grammar/grammar-error.ts';
import type { Term, Terms } from '../grammar/term.ts';
import { WorkBudget } from '../grammar/work-budget.ts';
import { type JsonTerms, jsonTerms, type Spacing } from '../json-schema/json.ts';
import { SchemaDocument } from '../json-schema/schema-node.ts';
import { SchemaTerms } from '../json-schema/schema-terms.ts';

/** What a grammar is built for. */
export interface GrammarSettings {
  /** [256] Whether there is a token of just this byte. */
  readonly writable: readonly boolean[];
  /** `compact`: no white space at all. */
  readonly spacing: Spacing;
}

/** The texts that a constraint allows. */
export interface Grammar {
  readonly terms: Terms;
  readonly root: Term;
}

type ToolCalls = Extract<Constraint, { type: 'tool_calls' }>;

/**
 * Builds the grammar of a constraint. Optional calls are never refused: a tool whose parameters are not supported takes
 * any object.
 * @throws GrammarError for an unsupported constraint, or one that no answer can satisfy
 */
export function buildGrammar(constraint: Constraint, settings: GrammarSettings): Grammar {
  if (constraint.type !== 'tool_calls' || constraint.beginId === undefined) return buildStrictly(constraint, settings);
  const withoutParameters = { ...constraint, tools: constraint.tools.map(({ name }) => ({ name })) };
  return (
    buildIfHeld(constraint, settings) ??
    buildIfHeld(withHeldParameters(constraint, settings), settings) ??
    buildStrictly(withoutParameters, settings)
  );
}

/** A grammar, or the reason for its refusal. */
export function builtOrRefused(constraint: Constraint, settings: GrammarSettings): Grammar | GrammarError {
  try {
    return buildGrammar(constraint, settings);
  } catch (error) {
    if (error instanceof GrammarError) return error;
    throw error;
  }
}

function buildIfHeld(constraint: Constraint, settings: GrammarSettings, budget?: WorkBudget): Grammar | undefined {
  try {
    return buildStrictly(constraint, settings, budget);
  } catch (error) {
    if (error instanceof GrammarError) return undefined;
    throw error;
  }
}

function withHeldParameters(calls: ToolCalls, settings: GrammarSettings): Constraint {
  const budget = new WorkBudget();
  const tools = calls.tools.map((tool) =>
    buildIfHeld({ ...calls, tools: [tool] }, settings, budget) ? tool : { name: tool.name },
  );
  return { ...calls, tools };
}

/** @param budget shared by grammars that are built together */
export function buildStrictly(constraint: Constraint, settings: GrammarSettings, budget = new WorkBudget()): Grammar {
  const json = jsonTerms(settings.writable, settings.spacing, budget);
  const { terms } = json;
  const calls = constraint.type === 'tool_calls' ? callTerms(constraint, json) : [];
  const value = constraint.type === 'tool_calls' ? callsTerm(calls, constraint, json) : valueTerm(constraint, json);
  const root = json.document(value);
  terms.finish();
  requirePossible(root, terms);
  // A tool whose call can never be completed would be missing from the grammar in silence.
  const isOptional = constraint.type === 'tool_calls' && constraint.beginId !== undefined;
  if (isOptional) for (const call of calls) requirePossible(call, terms);
  return { terms, root };
}

function requirePossible(term: Term, terms: Terms): void {
  if (term === terms.never) throw new GrammarError('no value that could be written fits the schema');
  if (term.cost === Infinity) {
    throw new GrammarError(
      'no answer would ever be complete: the schema refers to itself without end, or the vocabulary lacks a byte',
    );
  }
}

function valueTerm(constraint: Exclude<Constraint, ToolCalls>, json: JsonTerms): Term {
  switch (constraint.type) {
    case 'json_object':
      return json.anyObject;
    case 'json_schema':
      return new SchemaTerms(json, constraint.undeclared).wholeOf([new SchemaDocument(constraint.schema).root]);
    default:
      return constraint satisfies never;
  }
}

/** One or more of the calls, as the model was trained to write them. */
function callsTerm(calls: readonly Term[], { maxCalls, form = 'array' }: ToolCalls, json: JsonTerms): Term {
  const { terms, gap } = json;
  const call = terms.alt(...calls);
  switch (form) {
    case 'array':
      return json.array(json.list(call, 1, maxCalls));
    case 'tagged':
    case 'opened': {
      const rest = terms.seq(terms.seq(gap, call), terms.seq(gap, terms.literal('</tool_call>')));
      const whole = terms.seq(terms.literal('<tool_call>'), rest);
      const others = terms.repeat(terms.seq(gap, whole), 0, maxCalls - 1);
      return terms.seq(form === 'opened' ? rest : whole, others);
    }
    case 'parameters':
    case 'named':
      return call;
    default:
      return form satisfies never;
  }
}

function callTerms({ tools, undeclared, form }: ToolCalls, json: JsonTerms): Term[] {
  const schemas = new SchemaTerms(json, undeclared);
  return tools.map(({ name, parameters }) => {
    const args = parameters === undefined ? json.anyObject : argumentsTerm(name, parameters, schemas);
    if (form === 'named') return json.terms.seq(json.terms.literal(`${name}[ARGS]`), args);
    return callTerm(name, form === 'parameters' ? '"parameters"' : '"arguments"', args, json);
  });
}

/** `{"name": ..., "arguments": {...}}` */
function callTerm(name: string, argumentsKey: string, args: Term, json: JsonTerms): Term {
  const { terms, comma, colon } = json;
  const members = terms.seq(
    terms.seq(terms.literal('"name"'), colon, terms.literal(JSON.stringify(name))),
    terms.seq(comma, terms.literal(argumentsKey), colon, args),
  );
  return json.object(members);
}

const anObject = new SchemaDocument({ type: 'object' });

function argumentsTerm(name: string, parameters: unknown, schemas: SchemaTerms): Term {
  try {
    return schemas.wholeOf([new SchemaDocument(parameters).root, anObject.root]);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    throw new GrammarError(`the parameters of tool '${name}': ${error.message}`);
  }
}
