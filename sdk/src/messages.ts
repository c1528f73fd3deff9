// Bytes -> the data of SSE messages, whatever the bytes are cut into: inside of a character, of a line, of CRLF.
import { createParser } from 'eventsource-parser';

// A frame holds a few tokens; whoever sends a megabyte without an end does not speak this protocol.
const maxFrameChars = 1 << 20;

/** One message: its data, and the name of its event where it has one. */
export interface Message {
  readonly event: string | undefined;
  readonly data: string;
}

/** Collects bytes, and gives messages as soon as they are whole. */
export class MessageDecoder {
  readonly #decoder = new TextDecoder();
  #whole: Message[] = [];
  readonly #parser = createParser({
    maxBufferSize: maxFrameChars,
    onEvent: ({ event, data }) => this.#whole.push({ event, data }),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });

  /**
   * The messages that these bytes complete.
   *
   * @throws ParseError if one is longer than a frame can be
   */
  decode(bytes: Uint8Array): Message[] {
    return this.#parse(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What was still to be completed by an empty line when the bytes ended. */
  end(): Message[] {
    return this.#parse('\n\n');
  }

  #parse(text: string): Message[] {
    this.#parser.feed(text);
    const whole = this.#whole;
    this.#whole = [];
    return whole;
  }
}
