// What an answer is held to, from what a request asks of it: plain data, which the engine's compiler takes further.
import type { Constraint } from '../engine/generation.ts';
import { ServerError } from '../errors.ts';
import type { Tool } from '../text/tools.ts';

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

/** Objects and arrays inside each other, in the text of a constraint. */
const maxNesting = 1000;

/** What a request asks of its answer. */
export interface AnswerForm {
  readonly format?: JsonFormat | undefined;
  readonly toolUse?: ToolUse | undefined;
  /** The control id that the model's calls begin with, where it has one. */
  readonly toolCallsId?: number | undefined;
}

/**
 * The constraint of an answer, or undefined where any text will do. Calls that must be made go before a format, and a
 * format before calls that may be made.
 * @throws ServerError badInput (5006) for one so deep that it could not be sent to the engine
 */
export function constraintOf({ format, toolUse, toolCallsId }: AnswerForm): Constraint | undefined {
  const constraint = toolUse?.forced ? callsOf(toolUse) : (format ?? optionalCalls(toolUse, toolCallsId));
  if (constraint && nestingExceeds(constraint, maxNesting)) {
    throw cannotBeHeld(constraint, `the schema is nested more than ${maxNesting} deep`);
  }
  return constraint;
}

/** The refusal of a constraint, with the field of the request that asks for it. */
export function cannotBeHeld({ type }: Constraint, reason: string, cause?: unknown): ServerError {
  const param = type === 'tool_calls' ? 'tools' : 'response_format';
  return new ServerError('badInput', `JSON Mode couldn't be met: ${reason}`, { param, cause });
}

/** Without a token that begins calls, nothing tells where a text ends and a call begins. */
function optionalCalls(toolUse: ToolUse | undefined, beginId: number | undefined): Constraint | undefined {
  return toolUse && beginId !== undefined ? { ...callsOf(toolUse), beginId } : undefined;
}

function callsOf({ tools, parallel }: ToolUse): Constraint & { type: 'tool_calls' } {
  const callable = tools.map(({ name, parameters }) => ({ name, parameters }));
  return { type: 'tool_calls', tools: callable, maxCalls: parallel ? maxCalls : 1 };
}

function nestingExceeds(value: unknown, most: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}
