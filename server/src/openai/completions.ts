// POST .../v1/completions: how continued texts look for clients of OpenAI's API.

import type { Answer } from '../generation/answer.ts';
import type { PlaceLogprobs, TextEvent, TokenLogprob } from '../text-generation.ts';
import type { OpenAiSerializer } from './answer.ts';
import type { OpenAiRequest } from './request.ts';

/** See above. */
export function completionSerializer({ inputs: [input] }: OpenAiRequest): OpenAiSerializer {
  const withLogprobs = input?.logprobs !== undefined;
  const offsets = new Map<number, TextOffsets>(); // by index, in a stream
  return {
    object: 'text_completion',
    chunkObject: 'text_completion',
    choice: ({ text, finishReason, logprobs }: Answer, index, before) => ({
      index,
      text: before + text,
      logprobs: withLogprobs ? completionLogprobs(logprobs ?? [], new TextOffsets()) : null,
      finish_reason: finishReason,
    }),
    *deltas(event: TextEvent, index, before) {
      if (event.type === 'text') {
        const known = offsets.get(index) ?? new TextOffsets();
        offsets.set(index, known);
        const logprobs = withLogprobs ? completionLogprobs(event.logprobs ?? [], known) : null;
        yield { index, text: before + event.text, logprobs, finish_reason: null };
      } else {
        yield { index, text: before, logprobs: null, finish_reason: event.finishReason };
      }
    },
  };
}

/** Where in an answer's text its tokens begin, which may be in the middle of a character. */
class TextOffsets {
  readonly #decoder = new TextDecoder();
  #length = 0;

  next({ bytes }: TokenLogprob): number {
    const offset = this.#length;
    this.#length += this.#decoder.decode(Uint8Array.from(bytes), { stream: true }).length;
    return offset;
  }
}

function completionLogprobs(places: readonly PlaceLogprobs[], offsets: TextOffsets): object {
  return {
    tokens: places.map(nameOf),
    token_logprobs: places.map(({ logprob }) => logprob),
    top_logprobs: places.map(({ top }) => Object.fromEntries(top.map((token) => [nameOf(token), token.logprob]))),
    text_offset: places.map((token) => offsets.next(token)),
  };
}

/** Its text; for a part of a character its bytes, since all of those would read the same. */
function nameOf({ text, bytes }: TokenLogprob): string {
  if (text !== '\uFFFD') return text;
  return `bytes:${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}`;
}
