// What a request requires of its answer, as the plain data of a constraint, which the engine's compiler compiles.
import type { Constraint, UndeclaredProperties } from '../engine/generation.ts';
import { ServerError } from '../errors.ts';
import { heldDialect, type ToolDialect } from '../text/tool-dialect.ts';
import type { Tool } from '../text/tools.ts';

/** The required format of the answer. */
export type JsonFormat =
  | { type: 'json_object' }
  | { type: 'json_schema'; schema: unknown; undeclared?: UndeclaredProperties | undefined };

/** Which tools may be called, and how. */
export interface ToolUse {
  readonly tools: readonly Tool[];
  /** The answer must be calls. */
  readonly forced: boolean;
  /** Whether one answer may have several calls. */
  readonly parallel: boolean;
}

/** Most calls in one answer. */
const maxCalls = 16;

/** Most objects and arrays inside each other in a constraint. */
const maxNesting = 1000;

/** What a request requires of its answer. */
export interface AnswerForm {
  readonly format?: JsonFormat | undefined;
  readonly toolUse?: ToolUse | undefined;
  /** The control id that begins the model's calls, if it has one. */
  readonly toolCallsId?: number | undefined;
  /** How the model writes them. */
  readonly dialect?: ToolDialect | undefined;
  /** Where undeclared properties come, if the format does not say so itself. */
  readonly undeclared?: UndeclaredProperties | undefined;
}

/**
 * The constraint of an answer, or undefined if any text will do. Forced calls take precedence over a format, and a
 * format over optional calls.
 * @throws ServerError badInput (5006) for one so deep that it could not be sent to the engine
 */
export function constraintOf({ format, toolUse, undeclared, ...model }: AnswerForm): Constraint | undefined {
  const asked = toolUse?.forced ? callsOf(toolUse, model) : (format ?? optionalCalls(toolUse, model));
  const constraint =
    asked && asked.type !== 'json_object' ? { ...asked, undeclared: asked.undeclared ?? undeclared } : asked;
  if (constraint && nestingExceeds(constraint, maxNesting)) {
    throw cannotBeHeld(constraint.type, `the schema is nested more than ${maxNesting} deep`);
  }
  return constraint;
}

/** The refusal of a constraint, with the field of the request that contains it. */
export function cannotBeHeld(kind: Constraint['type'], reason: string, cause?: unknown): ServerError {
  const param = kind === 'tool_calls' ? 'tools' : 'response_format';
  return new ServerError('badInput', `JSON Mode couldn't be met: ${reason}`, { param, cause });
}

type ModelForm = Pick<AnswerForm, 'toolCallsId' | 'dialect'>;

/**
 * Without a token that begins calls, it cannot be recognised where a text ends and a call begins. Calls with control
 * pieces between them are left to the model, too.
 */
function optionalCalls(toolUse: ToolUse | undefined, model: ModelForm): Constraint | undefined {
  const beginId = model.dialect === 'named' ? undefined : model.toolCallsId;
  return toolUse && beginId !== undefined ? { ...callsOf(toolUse, model), beginId } : undefined;
}

function callsOf(
  { tools, parallel }: ToolUse,
  { toolCallsId, dialect = 'array' }: ModelForm,
): Constraint & { type: 'tool_calls' } {
  const callable = tools.map(({ name, parameters }) => ({ name, parameters }));
  // The prompt ends with the first tag where that is a token.
  const form = dialect === 'tagged' && toolCallsId !== undefined ? 'opened' : heldDialect(dialect);
  const calls = { type: 'tool_calls', tools: callable, maxCalls: parallel ? maxCalls : 1 } as const;
  return form === 'array' ? calls : { ...calls, form };
}

function nestingExceeds(value: unknown, most: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}
