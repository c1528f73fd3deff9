// SIGINT and SIGTERM: the first asks the server to stop, another one ends it at once.

/** A terminal's Ctrl+C reaches a whole group of programs, and npm passes it on: signals within this time are one. */
const sameSignalMs = 1000;

/** Listens from now on; the returned signal aborts at the first SIGINT or SIGTERM. */
export function watchStopSignals(): AbortSignal {
  const stop = new AbortController();
  let firstMs = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) {
        firstMs = performance.now();
        stop.abort();
      } else if (performance.now() - firstMs > sameSignalMs) process.exit(1);
    });
  }
  return stop.signal;
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
