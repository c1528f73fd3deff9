// Why an answer ended, where the service does not say: inferred from what it took and what it was allowed.
import type { FinishReason, Usage } from './model.ts';

/** `max_tokens` where the input has none. */
const defaultMaxTokens = 256;

/** What of an answer tells why it ended. */
export interface Ended {
  usage: Usage | undefined;
  hasToolCalls: boolean;
}

/** `length` for an answer as long as it may be; undefined where nobody can know. */
export function inferFinishReason(
  { usage, hasToolCalls }: Ended,
  { max_tokens: limit }: Record<string, unknown>,
): FinishReason | undefined {
  if (usage === undefined) return undefined;
  const { completion_tokens: n } = usage;
  // A model that says more than the usual limit, unasked, has another one.
  if (typeof limit !== 'number' && n > defaultMaxTokens) return undefined;
  if (n >= (typeof limit === 'number' ? limit : defaultMaxTokens)) return 'length';
  return hasToolCalls ? 'tool_calls' : 'stop';
}

/** What a frame or an answer says of its tokens. Some services send a last count of nothing after the right one. */
export function usageOf(usage: unknown): Usage | undefined {
  const { prompt_tokens: asked, completion_tokens: written } = Object(usage) as Partial<Usage>;
  return typeof written === 'number' && (written > 0 || Boolean(asked)) ? (usage as Usage) : undefined;
}
