// How models write calls of tools, each as it was trained to.

/**
 * `array`: `[TOOL_CALLS][{"name": ..., "arguments": {...}}]`, Mistral up to v7.
 * `named`: `[TOOL_CALLS]name[ARGS]{...}`, Mistral from v11 on.
 * `tagged`: `<tool_call>{"name": ..., "arguments": {...}}</tool_call>`, Hermes and Qwen.
 * `parameters`: `{"name": ..., "parameters": {...}}`, Llama 3; or in Python's words, `[name(argument=value)]`.
 */
export type ToolDialect = 'array' | 'named' | 'tagged' | 'parameters';

/** The dialect that a file's template writes calls in; undefined where it knows no tools. */
export function dialectOf(template: string): ToolDialect | undefined {
  if (!/\btools\b/.test(template)) return undefined;
  // Later models write arguments as XML between these tags; they are told in words instead.
  if (template.includes('<tool_call>')) return /<function=|<arg_key>/.test(template) ? undefined : 'tagged';
  if (template.includes('[TOOL_CALLS]')) return template.includes('[ARGS]') ? 'named' : 'array';
  if (template.includes('<|python_tag|>') || /"parameters\\?"\s*:/.test(template)) return 'parameters';
  return undefined;
}

/** Pieces that calls are written with: they are read as text, also where the vocabulary has them as control pieces. */
export const callPieces: Readonly<Record<ToolDialect, readonly string[]>> = {
  array: [],
  named: ['[TOOL_CALLS]', '[CALL_ID]', '[ARGS]'],
  tagged: ['<tool_call>', '</tool_call>'],
  parameters: [],
};

/** The piece that calls begin with, where the dialect has one. */
export const beginPieces: Readonly<Record<ToolDialect, string | undefined>> = {
  array: '[TOOL_CALLS]',
  named: '[TOOL_CALLS]',
  tagged: '<tool_call>',
  parameters: undefined,
};
