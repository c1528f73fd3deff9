// Streams for tests, made of text or of bytes cut wherever the test wants them cut.

/** A stream of these pieces; it ends after the last one, or fails with `failure`. */
export function streamOf(pieces: readonly (string | Uint8Array)[], failure?: Error): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const queue = pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece));
  return new ReadableStream({
    pull(controller) {
      const next = queue.shift();
      if (next) controller.enqueue(next);
      else if (failure) controller.error(failure);
      else controller.close();
    },
  });
}

/** The frames as the API sends them: each value as JSON, a string as it stands. */
export function frames(...values: readonly unknown[]): string {
  return values.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`).join('');
}

/** Everything an async iterable yields. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** What a promise rejects with; it is an error if it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const unique = Symbol();
  const outcome = await promise.then(
    () => unique,
    (error: unknown) => error,
  );
  if (outcome === unique) throw new Error('expected a rejection, but there was an answer');
  return outcome;
}
