// What an answer is held to, between the layers: from what a request asks, by way of a vocabulary, to a grammar. The text
// layer asks beforehand whether it can be held, the engine is given the same compiler to hold it.
import type { Constraint } from './engine/generation.ts';
import type { ConstraintLimits } from './engine/token-constraint.ts';
import { ServerError } from './errors.ts';
import { GrammarError } from './grammar/grammar-error.ts';
import { WorkBudget } from './grammar/work-budget.ts';
import { GrammarCompiler } from './json-schema/grammar-compiler.ts';
import { tokenBytes } from './text/token-bytes.ts';
import type { Tool } from './text/tools.ts';
import type { Vocabulary } from './text/vocabulary.ts';

/** What the answer has to be, where any text will not do. */
export type JsonFormat = { type: 'json_object' } | { type: 'json_schema'; schema: unknown };

/** Which tools may be called, and how. */
export interface ToolUse {
  readonly tools: readonly Tool[];
  /** The answer must be calls. */
  readonly forced: boolean;
  /** Several calls in one answer are fine. */
  readonly parallel: boolean;
}

/** Calls in one answer, where several are fine. */
const maxCalls = 16;

const compilers = new WeakMap<Vocabulary, GrammarCompiler>();

/** The compiler of a vocabulary, made when it is first asked for: a tenth of a second for 32,000 pieces. */
export function grammarsOf(vocabulary: Vocabulary): GrammarCompiler {
  let compiler = compilers.get(vocabulary);
  if (!compiler) {
    compiler = new GrammarCompiler(tokenBytes(vocabulary));
    compilers.set(vocabulary, compiler);
  }
  return compiler;
}

/** What a request asks of its answer. */
export interface Asked {
  readonly format?: JsonFormat | undefined;
  readonly toolUse?: ToolUse | undefined;
  /** The control id that the model's calls begin with, where it has one. */
  readonly toolCallsId?: number | undefined;
}

/**
 * What the answer is held to, if to anything. Calls that must be made go before a format, and a format before calls that
 * may be made. Throws 5006 where it cannot be held, or cannot be complete within the limits.
 */
export function constraintOf(asked: Asked, vocabulary: Vocabulary, limits: ConstraintLimits): Constraint | undefined {
  const { format, toolUse, toolCallsId } = asked;
  const constraint = toolUse?.forced ? callsOf(toolUse) : format;
  if (!constraint)
    return toolUse && toolCallsId !== undefined ? callsIfBegun(toolUse, toolCallsId, vocabulary) : undefined;
  try {
    grammarsOf(vocabulary).compile(constraint, limits);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    throw new ServerError('badInput', `JSON Mode couldn't be met: ${error.message}`, { cause: error });
  }
  return constraint;
}

function callsOf({ tools, parallel }: ToolUse): Constraint & { type: 'tool_calls' } {
  const callable = tools.map(({ name, parameters }) => ({ name, ...(parameters && { parameters }) }));
  return { type: 'tool_calls', tools: callable, maxCalls: parallel ? maxCalls : 1 };
}

/**
 * Nobody asked for a call: where a tool's parameters cannot be held, its arguments are at least an object. So are those of
 * all tools that come once together they have become too costly.
 */
function callsIfBegun(toolUse: ToolUse, beginId: number, vocabulary: Vocabulary): Constraint {
  const grammars = grammarsOf(vocabulary);
  const budget = new WorkBudget();
  const tools = toolUse.tools.map((tool) =>
    grammars.canHold(callsOf({ ...toolUse, tools: [tool] }), budget) ? tool : { name: tool.name },
  );
  const calls = callsOf({ ...toolUse, tools });
  const isHeld = grammars.canHold(calls);
  return { ...(isHeld ? calls : callsOf({ ...toolUse, tools: tools.map(({ name }) => ({ name })) })), beginId };
}
