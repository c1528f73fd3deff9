// Bytes -> the data of SSE messages, whatever the bytes are cut into: inside of a character, of a line, of CRLF.
import { createParser, type ParseError } from 'eventsource-parser';

// A frame holds a few tokens; whoever sends a megabyte without an end does not speak this protocol.
const maxFrameChars = 1 << 20;

/** Collects bytes, and gives messages as soon as they are whole. */
export class MessageDecoder {
  readonly #decoder = new TextDecoder();
  #whole: string[] = [];
  #fault: ParseError | undefined;
  readonly #parser = createParser({
    maxBufferSize: maxFrameChars,
    onEvent: ({ data }) => this.#whole.push(data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') this.#fault ??= error;
    },
  });

  /**
   * The messages that these bytes complete.
   *
   * @throws ParseError if one is longer than a frame can be
   */
  decode(bytes: Uint8Array): string[] {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    if (this.#fault) throw this.#fault;
    const whole = this.#whole;
    this.#whole = [];
    return whole;
  }
}
