// Other programs that a bench starts and ends.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A port that nobody listens on, a moment ago at least. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** vLLM compiles for minutes on a machine with few cores. */
const startMinutes = 8;

/** Waits until a page is answered 200. Throws when the program ends before, or takes too long. */
export async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < startMinutes * 120; i++) {
    const end = child.exitCode ?? child.signalCode;
    if (end !== null) throw new Error(`it ended with ${end} before it was ready`);
    const res = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
    if (res?.ok) return;
    await sleep(500);
  }
  throw new Error(`it was not ready in ${startMinutes} minutes`);
}

/** Ends it; by force when it does not within 15 seconds. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exit;
  clearTimeout(timer);
}
