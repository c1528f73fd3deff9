// Several async iterables as one, each event as soon as it is there.

/** The events of all sources, each with the index of its source. Leaving the loop leaves every source. */
export async function* mergeIterables<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<[number, T]> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const pending = new Map(iterators.map((iterator, i) => [i, nextOf(iterator, i)]));
  try {
    while (pending.size > 0) {
      const { i, result } = await Promise.race(pending.values());
      pending.delete(i);
      if (result.done) continue;
      // Goes behind the others, so that a source which is always ready cannot starve them.
      pending.set(i, nextOf(iterators[i] as AsyncIterator<T>, i));
      yield [i, result.value];
    }
  } finally {
    for (const promise of pending.values()) promise.catch(() => {}); // nobody waits for them any more
    await Promise.allSettled([...pending.keys()].map((i) => iterators[i]?.return?.()));
  }
}

async function nextOf<T>(iterator: AsyncIterator<T>, i: number): Promise<{ i: number; result: IteratorResult<T> }> {
  return { i, result: await iterator.next() };
}
