// Values and older forms of OpenAI's API and its servers, brought to those of openapi.yaml.

import { renameAliases } from '../generation/field-aliases.ts';
import { refuseField } from '../generation/fields.ts';
import { propertiesOf } from '../generation/request-messages.ts';

type Body = Record<string, unknown>;

/** The body with the names and values of openapi.yaml. Anything but an object is left as it is: validation refuses it. */
export function renameFields(sent: unknown): unknown {
  const renamed = renameAliases(sent);
  if (renamed !== propertiesOf(renamed)) return renamed;
  const body: Body = { ...renamed };
  if (body.seed === -1) delete body.seed; // llama.cpp: draw one
  if (body.top_k === 0 || body.top_k === -1) delete body.top_k; // vLLM, llama.cpp: all tokens
  for (const name of ['max_tokens', 'max_completion_tokens']) if (body[name] === -1) delete body[name]; // to the window's end
  return body;
}

/** `functions` and `function_call`, the older form of tools. Undefined where the body has none. */
export function toolsOfFunctions({ functions, function_call: call, tools }: Body): Body | undefined {
  if (!Array.isArray(functions) || functions.length === 0) {
    const isCall = call !== undefined && call !== null && call !== 'auto' && call !== 'none';
    if (isCall) refuseField('function_call', "needs '/functions'; beside '/tools' it is 'tool_choice'");
    return undefined;
  }
  if (Array.isArray(tools) && tools.length > 0) refuseField('functions', "and '/tools' cannot be sent together");
  const { name } = propertiesOf(call);
  const choice = name === undefined ? (call ?? 'auto') : { type: 'function', function: { name } };
  if (name === undefined && choice !== 'auto' && choice !== 'none') {
    refuseField('function_call', "takes 'auto', 'none' or an object {name}");
  }
  const nameless = functions.findIndex((each: unknown) => typeof propertiesOf(each).name !== 'string');
  if (nameless !== -1) refuseField(`functions.${nameless}`, "must be an object with a 'name'");
  return {
    tools: functions.map((each: unknown) => ({ type: 'function', function: each })),
    tool_choice: choice,
    parallel_tool_calls: false,
  };
}
