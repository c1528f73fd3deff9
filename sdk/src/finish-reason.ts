// Infers why an answer ended, for services that only count its tokens.
import type { FinishReason, Usage } from './model.ts';

/** `max_tokens` where the input has none. */
const defaultMaxTokens = 256;

/** What tells why an answer ended. */
export interface Ended {
  usage: Usage | undefined;
  hasToolCalls: boolean;
}

/** `length` for an answer as long as its limit; undefined where the limit is not known. */
export function inferFinishReason(
  { usage, hasToolCalls }: Ended,
  { max_tokens: limit }: Record<string, unknown>,
): FinishReason | undefined {
  if (usage === undefined) return undefined;
  const { completion_tokens: n } = usage;
  // A model that exceeds the usual limit without being asked to has another limit.
  if (typeof limit !== 'number' && n > defaultMaxTokens) return undefined;
  if (n >= (typeof limit === 'number' ? limit : defaultMaxTokens)) return 'length';
  return hasToolCalls ? 'tool_calls' : 'stop';
}

/** The usage in a frame or an answer. Some services send a count of zero after the right one; it is ignored. */
export function usageOf(usage: unknown): Usage | undefined {
  const { prompt_tokens: asked, completion_tokens: written } = Object(usage) as Partial<Usage>;
  return typeof written === 'number' && (written > 0 || Boolean(asked)) ? (usage as Usage) : undefined;
}
