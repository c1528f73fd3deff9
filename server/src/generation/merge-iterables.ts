// Several sequences of events as one, each event as soon as it is there.

/** The events of all sources, with the number of the source. Leaving the loop leaves all of them. */
export async function* inTurn<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<[number, T], void, void> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const waiting = new Map(iterators.map((iterator, i) => [i, ask(iterator, i)]));
  try {
    while (waiting.size > 0) {
      const { i, result } = await Promise.race(waiting.values());
      if (result.done) {
        waiting.delete(i);
      } else {
        // Asked anew, and so behind the others: a source that is always ready does not keep them from their turn.
        waiting.delete(i);
        waiting.set(i, ask(iterators[i] as AsyncIterator<T>, i));
        yield [i, result.value];
      }
    }
  } finally {
    for (const promise of waiting.values()) promise.catch(() => {}); // of no interest any more
    await Promise.allSettled([...waiting.keys()].map((i) => iterators[i]?.return?.()));
  }
}

async function ask<T>(iterator: AsyncIterator<T>, i: number): Promise<{ i: number; result: IteratorResult<T> }> {
  return { i, result: await iterator.next() };
}
