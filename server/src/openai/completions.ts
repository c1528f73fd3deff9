// POST .../v1/completions: how continued texts look.
import type { Answer } from '../generation/collect.ts';
import type { PlaceLogprobs, TextEvent, TokenLogprob } from '../text-generation.ts';
import type { OpenAiSerializer } from './chunks.ts';
import type { OpenAiRequest } from './request.ts';

/** The serializer of one request. */
export function completionSerializer({ inputs: [input] }: OpenAiRequest): OpenAiSerializer {
  const withLogprobs = input?.logprobs !== undefined;
  const offsets = new Map<number, TextOffsets>(); // by index, in a stream
  return {
    object: 'text_completion',
    chunkObject: 'text_completion',
    choice: ({ text, finishReason, logprobs }: Answer, index, echo) => ({
      index,
      text: echo + text,
      logprobs: withLogprobs ? describeLogprobs(logprobs ?? [], new TextOffsets()) : null,
      finish_reason: finishReason,
    }),
    *deltas(event: TextEvent, index, echo) {
      if (event.type === 'text') {
        const known = offsets.get(index) ?? new TextOffsets();
        offsets.set(index, known);
        const logprobs = withLogprobs ? describeLogprobs(event.logprobs ?? [], known) : null;
        yield { index, text: echo + event.text, logprobs, finish_reason: null };
      } else if (event.type === 'end') {
        yield { index, text: echo, logprobs: null, finish_reason: event.finishReason };
      }
    },
  };
}

/** Where in the answer each token begins, in UTF-16 units; a token may begin inside a character. */
class TextOffsets {
  readonly #decoder = new TextDecoder();
  #length = 0;

  next({ bytes }: TokenLogprob): number {
    const offset = this.#length;
    this.#length += this.#decoder.decode(Uint8Array.from(bytes), { stream: true }).length;
    return offset;
  }
}

function describeLogprobs(places: readonly PlaceLogprobs[], offsets: TextOffsets): object {
  return {
    tokens: places.map(nameOf),
    token_logprobs: places.map(({ logprob }) => logprob),
    top_logprobs: places.map(({ top }) => Object.fromEntries(top.map((token) => [nameOf(token), token.logprob]))),
    text_offset: places.map((token) => offsets.next(token)),
  };
}

/** The token's text; for a part of a character its bytes, since all such parts would read U+FFFD. */
function nameOf({ text, bytes }: TokenLogprob): string {
  if (text !== '\uFFFD') return text;
  return `bytes:${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}`;
}
