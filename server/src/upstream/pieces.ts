// One frame of a streamed answer, in the form that answer-events.ts puts together: what OpenAI's chunks and Ollama's
// lines have in common.
import type { PlaceLogprobs, TokenLogprob, Usage } from '../text-model.ts';
import { elements, fields, number, text } from './json.ts';

/** A part of a call: its beginning has a name, the parts of its arguments follow. */
export interface CallPiece {
  /** Which call of the answer; absent: a new one where there is a name. */
  readonly index?: number | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** A part of their JSON, or all of them as an object. */
  readonly arguments?: unknown;
}

/** What one frame of a stream adds to an answer. */
export interface Piece {
  readonly text: string;
  readonly reasoning: string;
  readonly logprobs: readonly PlaceLogprobs[];
  readonly calls: readonly CallPiece[];
  readonly finishReason: string | undefined;
  readonly usage: Usage | undefined;
}

/** A chunk of /chat/completions or /completions; or a whole answer, of a server that does not stream. */
export function pieceOfChunk(chunk: unknown): Piece {
  const { choices, usage, timings } = fields(chunk);
  const choice = fields(elements(choices)[0]);
  const delta = fields(choice.delta ?? choice.message);
  const content = contentOf(delta.content);
  const { function_call: oldCall } = delta;
  return {
    text: content.text || word(choice.text) || word(delta.refusal) || '',
    // vLLM's newer name is the second one; both are the same text.
    reasoning: word(delta.reasoning_content) ?? word(delta.reasoning) ?? content.reasoning,
    logprobs: readLogprobs(choice.logprobs),
    calls: [
      ...elements(delta.tool_calls).map(callOf),
      ...(fields(oldCall) === oldCall ? [callOf({ index: 0, function: oldCall })] : []),
    ],
    finishReason: word(choice.finish_reason),
    usage: withCached(usageOf(usage, 'prompt_tokens', 'completion_tokens'), usage, timings),
  };
}

/** A line of Ollama's /api/chat or /api/generate. */
export function pieceOfLine(line: unknown): Piece {
  const outer = fields(line);
  const message = fields(outer.message);
  return {
    text: text(message.content) ?? text(outer.response) ?? '',
    reasoning: text(message.thinking) ?? text(outer.thinking) ?? '',
    logprobs: [],
    calls: elements(message.tool_calls).map((call) => ({ ...callOf(call), index: undefined })),
    finishReason: outer.done === true ? (text(outer.done_reason) ?? 'stop') : undefined,
    usage: outer.done === true ? usageOf(outer, 'prompt_eval_count', 'eval_count') : undefined,
  };
}

function callOf(wire: unknown): CallPiece {
  const call = fields(wire);
  const called = fields(call.function);
  return { index: number(call.index), id: word(call.id), name: word(called.name), arguments: called.arguments };
}

/** A text that says something: some servers send empty ones for what they do not say. */
function word(value: unknown): string | undefined {
  return text(value) || undefined;
}

/** Text, or a list of its parts, in which Mistral's API puts thoughts. */
function contentOf(wire: unknown): { text: string; reasoning: string } {
  let reasoning = '';
  const texts = Array.isArray(wire) ? wire : [wire];
  const said = texts.map((part) => {
    const { text: inner, thinking } = fields(part);
    for (const thought of elements(thinking)) reasoning += text(fields(thought).text) ?? '';
    return text(part) ?? text(inner) ?? '';
  });
  return { text: said.join(''), reasoning };
}

function usageOf(wire: unknown, promptKey: string, completionKey: string): Usage | undefined {
  const counts = fields(wire);
  const prompt = number(counts[promptKey]);
  const completion = number(counts[completionKey]);
  if (prompt === undefined && completion === undefined) return undefined;
  const [nPrompt, nCompletion] = [prompt ?? 0, completion ?? 0];
  return { prompt_tokens: nPrompt, completion_tokens: nCompletion, total_tokens: nPrompt + nCompletion };
}

/** vLLM tells them only if it was started with `--enable-prompt-tokens-details`; older llama-servers among their timings. */
function withCached(usage: Usage | undefined, wire: unknown, timings: unknown): Usage | undefined {
  const { cached_tokens: told } = fields(fields(wire).prompt_tokens_details);
  const cached = number(told) ?? number(fields(timings).cache_n) ?? 0;
  if (!usage || cached <= 0) return usage;
  return { ...usage, prompt_tokens_details: { cached_tokens: Math.min(cached, usage.prompt_tokens) } };
}

/** Chat completions list places; completions have columns, but llama-server lists places there too. */
function readLogprobs(wire: unknown): PlaceLogprobs[] {
  const { content, tokens, token_logprobs: values, top_logprobs: tops } = fields(wire);
  if (Array.isArray(content)) {
    return content.map((one) => ({ ...readToken(one), top: elements(fields(one).top_logprobs).map(readToken) }));
  }
  return elements(tokens).map((token, i) => ({
    ...readToken({ token, logprob: elements(values)[i] }),
    top: Object.entries(fields(elements(tops)[i]))
      .map(([other, logprob]) => readToken({ token: other, logprob }))
      .sort((a, b) => b.logprob - a.logprob),
  }));
}

const encoder = new TextEncoder();

function readToken(wire: unknown): TokenLogprob {
  const { token, logprob, bytes } = fields(wire);
  const name = text(token) ?? '';
  const given = Array.isArray(bytes) ? bytes.filter((byte) => typeof byte === 'number') : undefined;
  // A part of a character, as completions write it: `bytes:\xe2\x80`.
  const escaped = /^bytes:((\\x[0-9a-f]{2})+)$/i.exec(name)?.[1];
  const own = escaped?.match(/[0-9a-f]{2}/gi)?.map((hex) => Number.parseInt(hex, 16));
  return {
    text: own === undefined ? name : '\uFFFD',
    bytes: given ?? own ?? [...encoder.encode(name)],
    logprob: number(logprob) ?? Number.NEGATIVE_INFINITY,
  };
}
