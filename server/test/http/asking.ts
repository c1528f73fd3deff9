// What both sides of a test's socket know. It asks nothing of Vitest, so that other processes can have it too.
import { bundledModelName } from '../../src/catalogue.ts';

export const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
export const apiToken = 'token-of-the-tests';
export const authorization = `Bearer ${apiToken}`;
export const model = bundledModelName;

/** The `data:` of each frame; throws where the bytes are anything but frames. */
export function framesOf(text: string): string[] {
  const frames = text.split('\n\n');
  if (frames.pop() !== '') throw new Error(`the stream does not end with an empty line: ${JSON.stringify(text)}`);
  return frames.map((frame) => {
    const data = /^data: ([^\r\n]*)$/.exec(frame)?.[1];
    if (data === undefined) throw new Error(`not a frame: ${JSON.stringify(frame)}`);
    return data;
  });
}

/** Waits until something holds, for things that happen on the other side of a socket. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, timeoutMs = 5000): Promise<void> {
  const startedMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedMs > timeoutMs) throw new Error(`after ${timeoutMs} ms still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
