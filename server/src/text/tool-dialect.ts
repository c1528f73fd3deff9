// How models write calls of tools, each as it was trained to.
import {
  argumentForm,
  deepSeekForm,
  deepSeekPieces,
  functionForm,
  invokeForm,
  jsonForm,
  type TaggedForm,
} from './tagged-calls.ts';

/**
 * `array`: `[TOOL_CALLS][{"name": ..., "arguments": {...}}]`, Mistral up to v7.
 * `named`: `[TOOL_CALLS]name[ARGS]{...}`, Mistral from v11 on.
 * `tagged`: `<tool_call>{"name": ..., "arguments": {...}}</tool_call>`, Hermes and Qwen.
 * `parameters`: `{"name": ..., "parameters": {...}}`, Llama 3; or in Python's words, `[name(argument=value)]`.
 * `functions`, `arguments`, `invokes`, `deepseek`: see tagged-calls.ts.
 */
export type ToolDialect = 'array' | 'named' | 'tagged' | 'parameters' | SpelledDialect;
/** Dialects whose arguments, or what stands around them, is not JSON: a grammar does not hold calls to them. */
type SpelledDialect = 'functions' | 'arguments' | 'invokes' | 'deepseek';

/** Between the same tags stands XML in a form that is not read. */
const otherXml = /<(?:invoke|parameter|function|arg_key)[\s=>]/;

/** What the templates of a dialect contain. The first that fits counts. */
const signs: readonly (readonly [ToolDialect, (template: string) => boolean])[] = [
  ['deepseek', (template) => template.includes(deepSeekPieces.begin)],
  ['functions', (template) => template.includes('<tool_call>') && template.includes('<function=')],
  ['arguments', (template) => template.includes('<tool_call>') && template.includes('<arg_key>')],
  ['invokes', (template) => template.includes('<minimax:tool_call>') && template.includes('<invoke name=')],
  ['tagged', (template) => template.includes('<tool_call>') && !otherXml.test(template)],
  ['named', (template) => template.includes('[TOOL_CALLS]') && template.includes('[ARGS]')],
  ['array', (template) => template.includes('[TOOL_CALLS]')],
  ['parameters', (template) => template.includes('<|python_tag|>') || /"parameters\\?"\s*:/.test(template)],
];

/**
 * The dialect that a file's template writes calls in; undefined where it knows no tools, or writes calls in a way that is
 * not listed here. Then tools are told in words, which ask for JSON.
 */
export function dialectOf(template: string): ToolDialect | undefined {
  // DeepSeek's templates write calls and results, but do not list the tools.
  if (!/\btools\b/.test(template) && !template.includes(deepSeekPieces.begin)) return undefined;
  return signs.find(([, fits]) => fits(template))?.[0];
}

/** The forms of the dialects whose calls stand between tags. */
export const taggedForms: Readonly<Record<ToolDialect, TaggedForm | undefined>> = {
  array: undefined,
  named: undefined,
  parameters: undefined,
  tagged: jsonForm,
  functions: functionForm,
  arguments: argumentForm,
  invokes: invokeForm,
  deepseek: deepSeekForm,
};

/** The dialect that a grammar holds calls to: JSON in an array, which is read in every dialect, where it knows no other. */
export function heldDialect(dialect: ToolDialect): Exclude<ToolDialect, SpelledDialect> {
  return dialect === 'functions' || dialect === 'arguments' || dialect === 'invokes' || dialect === 'deepseek'
    ? 'array'
    : dialect;
}

const tagPieces = ['<tool_call>', '</tool_call>'];

/** Pieces that calls are written with: they are read as text, also where the vocabulary has them as control pieces. */
export const callPieces: Readonly<Record<ToolDialect, readonly string[]>> = {
  array: [],
  named: ['[TOOL_CALLS]', '[CALL_ID]', '[ARGS]'],
  tagged: tagPieces,
  parameters: [],
  functions: tagPieces,
  arguments: [...tagPieces, '<arg_key>', '</arg_key>', '<arg_value>', '</arg_value>'],
  invokes: [invokeForm.open, invokeForm.close],
  deepseek: Object.values(deepSeekPieces),
};

/** The piece that calls begin with, where the dialect has one that a grammar may begin behind. */
export const beginPieces: Readonly<Partial<Record<ToolDialect, string>>> = {
  array: '[TOOL_CALLS]',
  named: '[TOOL_CALLS]',
  tagged: '<tool_call>',
};
