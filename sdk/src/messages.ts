// Bytes -> SSE messages. The bytes may be cut anywhere: inside a character, a line, or CRLF.
import { createParser } from 'eventsource-parser';

// A frame holds a few tokens. A longer one means that the peer speaks another protocol.
const maxFrameChars = 1 << 20;

/** One message: its data, and the name of its event if it has one. */
export interface Message {
  readonly event: string | undefined;
  readonly data: string;
}

/** Collects bytes, and gives each message when it is complete. */
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

  /** The message that only lacked its empty line when the bytes ended. */
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
