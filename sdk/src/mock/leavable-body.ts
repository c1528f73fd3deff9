// A response body that a reader can leave although somebody has cloned the response. msw clones each response and leaves
// the clone unread; the halves of the platform's own tee() wait for each other when they are cancelled, so a client that
// waits for its cancel() would never go on.

/** One reader's half of a body. */
interface Half {
  controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Whether somebody has read from it. */
  isRead: boolean;
  isLeft: boolean;
}

/** The same stream; its halves, when it is split, can be cancelled one by one. */
export function leavable(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return Object.defineProperty(stream, 'tee', { value: () => split(stream) });
}

/** The text as such a stream. */
export function leavableText(text: string): ReadableStream<Uint8Array> {
  return leavable(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
    }),
  );
}

function split(stream: ReadableStream<Uint8Array>): [ReadableStream<Uint8Array>, ReadableStream<Uint8Array>] {
  const reader = stream.getReader();
  const halves: [Half, Half] = [newHalf(), newHalf()];
  const toBoth = (give: (controller: ReadableStreamDefaultController<Uint8Array>) => void) => {
    for (const { controller, isLeft } of halves) if (controller && !isLeft) give(controller);
  };
  let reading: Promise<void> | undefined;
  const read = async () => {
    try {
      const { done, value } = await reader.read();
      toBoth((controller) => (done ? controller.close() : controller.enqueue(value.slice())));
    } catch (error) {
      toBoth((controller) => controller.error(error));
    } finally {
      reading = undefined;
    }
  };
  const streamOf = (half: Half, other: Half) =>
    leavable(
      new ReadableStream<Uint8Array>(
        {
          start(controller) {
            half.controller = controller;
          },
          pull() {
            half.isRead = true;
            reading ??= read();
            return reading;
          },
          async cancel(reason) {
            half.isLeft = true;
            if (other.isLeft || !other.isRead) await reader.cancel(reason);
          },
        },
        { highWaterMark: 0 },
      ),
    );
  const [first, second] = halves;
  return [streamOf(first, second), streamOf(second, first)];
}

function newHalf(): Half {
  return { controller: undefined, isRead: false, isLeft: false };
}
