// Fields of a request that no schema here has. Those that cannot change an answer are accepted, those of other servers and
// newer versions are accepted with the value that switches them off, and all others are refused by name: a field that is
// ignored in silence would give another answer than the one that was asked for. A run on Workers AI ignores every other
// field, and a Worker that sends one has to work here too: runs name in a header what they ignored, and refuse only what
// would change the answer.
import leven from 'leven';
import { ServerError } from '../errors.ts';

/**
 * They say who asks, how it is billed, cached or logged, or how fast it should be; or they are about tools where there are
 * none, and about the model where the path names it.
 */
const harmless = new Set([
  'cache_prompt',
  'cache_salt',
  'metadata',
  'model',
  'parallel_tool_calls',
  'prediction',
  'priority',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'request_id',
  'safety_identifier',
  'service_tier',
  'store',
  'user',
]);

/** Fields of OpenAI, vLLM, llama.cpp and Mistral, with the values that ask for nothing. */
const switchedOff: Readonly<Record<string, readonly unknown[]>> = {
  add_generation_prompt: [true],
  add_special_tokens: [true, false],
  allowed_token_ids: [[]],
  audio: [[], ''],
  bad_words: [[]],
  best_of: [1],
  chat_template_kwargs: [{}],
  continue_final_message: [false],
  dry_multiplier: [0],
  dynatemp_range: [0],
  early_stopping: [false],
  echo: [false],
  frequency_penalty: [0],
  functions: [[]],
  guided_choice: [[]],
  guided_grammar: [''],
  guided_regex: [''],
  ignore_eos: [false],
  image: [[], ''],
  images: [[]],
  include_stop_str_in_output: [false],
  length_penalty: [1],
  logit_bias: [{}, []],
  logprobs: [false],
  min_p: [0],
  min_tokens: [0],
  mirostat: [0],
  modalities: [['text']],
  n: [1],
  prompt_logprobs: [false],
  reasoning_effort: ['none', 'minimal'],
  return_token_ids: [false],
  return_tokens_as_token_ids: [false],
  safe_prompt: [false],
  skip_special_tokens: [true],
  spaces_between_special_tokens: [true],
  stream: [false],
  stop_token_ids: [[]],
  stream_options: [{}, { include_usage: true }],
  suffix: [''],
  tfs_z: [1],
  tool_choice: ['auto', 'none'],
  tools: [[]],
  top_a: [0],
  typical_p: [1],
  use_beam_search: [false],
  video: [[], ''],
  verbosity: ['medium'],
  xtc_probability: [0],
};

/**
 * Refuses with 5006 the first field that is not known.
 * @param known the fields that the operation reads
 * @param path of the object in the body, with a dot at its end
 */
export function requireKnownFields(
  body: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  path = '',
): void {
  for (const { name, isServedElsewhere } of unknownFields(body, known)) {
    refuseUnknown(path + name, isServedElsewhere, known);
  }
}

/**
 * The fields of a run that nothing here reads. Refuses with 5006 those that would change the answer: fields of other
 * servers that ask for something, and misspelt ones.
 * @param known the fields that the operation reads
 */
export function ignoredFields(body: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): string[] {
  return [...unknownFields(body, known)].map(({ name, isServedElsewhere }) => {
    if (isServedElsewhere || closest(name, known) !== undefined) refuseUnknown(name, isServedElsewhere, known);
    return name;
  });
}

/** The fields that are neither known nor without an effect. */
function* unknownFields(body: Readonly<Record<string, unknown>>, known: ReadonlySet<string>) {
  for (const [name, value] of Object.entries(body)) {
    if (known.has(name) || harmless.has(name) || value === null || value === undefined) continue;
    const off = Object.hasOwn(switchedOff, name) ? switchedOff[name] : undefined;
    if (off?.some((each) => JSON.stringify(each) === JSON.stringify(value))) continue;
    yield { name, isServedElsewhere: off !== undefined };
  }
}

function refuseUnknown(field: string, isServedElsewhere: boolean, known: ReadonlySet<string>): never {
  const best = isServedElsewhere ? undefined : closest(field.slice(field.lastIndexOf('.') + 1), known);
  const advice = best === undefined ? '; leave it out' : `; did you mean '${best}'?`;
  return refuseField(field, `is not ${isServedElsewhere ? 'supported' : 'known'} here${advice}`);
}

/** Throws 5006 about a field. @param field its name, or its path with dots */
export function refuseField(field: string, reason: string): never {
  const pointer = `/${field.replaceAll('.', '/')}`;
  throw new ServerError('badInput', `Error: '${pointer}' ${reason}`, { param: field });
}

/** No field has a longer name, and comparing long ones takes long. */
const maxNameChars = 64;

function closest(name: string, known: ReadonlySet<string>): string | undefined {
  if (name.length > maxNameChars) return undefined;
  const close = [...known].filter((each) => leven(each, name.toLowerCase()) <= Math.min(3, each.length / 3));
  return close.sort((a, b) => leven(a, name) - leven(b, name))[0];
}
