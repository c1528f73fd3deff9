// The one seam between text and tokens: validated input in, text deltas and usage out.
import type { FinishReason } from './engine/generation.ts';

/** Tokens of one answer; total = prompt + completion. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** What a generation yields: pieces of text, never cut inside a character, then one end. */
export type TextEvent =
  | { type: 'text'; text: string }
  | { type: 'end'; finishReason: FinishReason; usage: Usage };
