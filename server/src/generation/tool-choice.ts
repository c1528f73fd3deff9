// Tools and the choice among them, as clients send them, in Workers AI's form or in OpenAI's, in one form.
import { ServerError } from '../errors.ts';
import type { Tool, ToolUse } from '../text-generation.ts';
import { propertiesOf } from './request-messages.ts';

/** The fields of a body that are about tools. */
export interface ToolFields {
  tools?: readonly unknown[] | null | undefined;
  tool_choice?: unknown;
  parallel_tool_calls?: boolean | null | undefined;
}

const param = 'tool_choice';

/**
 * The tools that the answer may call; undefined where it may call none. Throws 5006 for a choice that cannot be read or
 * that names an unknown tool.
 */
export function readToolUse(body: ToolFields): ToolUse | undefined {
  const tools = (body.tools ?? []).flatMap(readTool);
  const choice = readToolChoice(body.tool_choice);
  if (choice.mode === 'none') return undefined;
  const forced = choice.mode === 'required';
  const callable = choice.names?.map((name) => find(tools, name)) ?? tools;
  if (forced && callable.length === 0) {
    throw new ServerError('badInput', `Error: '/tool_choice' asks for a call, but '/tools' has no tool`, { param });
  }
  if (callable.length === 0) return undefined;
  return { tools: callable, forced, parallel: body.parallel_tool_calls ?? true };
}

function find(tools: readonly Tool[], name: string): Tool {
  const found = tools.find((tool) => tool.name === name);
  if (found) return found;
  const known = tools.map((tool) => `'${tool.name}'`).join(', ') || 'none';
  throw new ServerError('badInput', `Error: '/tool_choice' names '${name}', the tools are ${known}`, { param });
}

interface ToolChoice {
  readonly mode: 'auto' | 'none' | 'required';
  /** Only these tools may be called; absent: all. */
  readonly names?: readonly string[];
}

/** A word, one tool or several, in the forms of OpenAI's two APIs; Mistral's API says `any` for `required`. */
function readToolChoice(choice: unknown): ToolChoice {
  if (choice === undefined || choice === null || choice === 'auto') return { mode: 'auto' };
  if (choice === 'none') return { mode: 'none' };
  if (choice === 'required' || choice === 'any') return { mode: 'required' };
  const { type = 'function', allowed_tools: allowed } = propertiesOf(choice);
  const name = toolName(choice);
  if (type === 'function' && name !== undefined) return { mode: 'required', names: [name] };
  if (type === 'allowed_tools') {
    const { mode, tools } = propertiesOf(allowed ?? choice);
    const names = Array.isArray(tools) ? tools.map(toolName) : [];
    const isNamed = names.length > 0 && names.every((found) => found !== undefined);
    if ((mode === 'auto' || mode === 'required') && isNamed) return { mode, names };
  }
  throw new ServerError(
    'badInput',
    "Error: '/tool_choice' takes 'auto', 'none', 'required', an object {type: function, function: {name}} or " +
      '{type: allowed_tools, allowed_tools: {mode: auto or required, tools}}; ' +
      `found was ${JSON.stringify(choice).slice(0, 100)}`,
    { param },
  );
}

function toolName(sent: unknown): string | undefined {
  const outer = propertiesOf(sent);
  const { name } = propertiesOf(outer.function ?? outer);
  return typeof name === 'string' ? name : undefined;
}

/** Flat or in OpenAI's form. Workers AI accepts anything else and ignores it. */
function readTool(sent: unknown): Tool[] {
  const outer = propertiesOf(sent);
  const { name, description, parameters } = propertiesOf(outer.function ?? outer);
  if (typeof name !== 'string') return [];
  const schema = propertiesOf(parameters);
  return [
    {
      name,
      description: typeof description === 'string' ? description : undefined,
      parameters: Object.keys(schema).length > 0 ? schema : undefined,
    },
  ];
}
