// A server's process for tests to kill. Starts an engine that idles and one that it keeps busy and that can be made to
// hang, and prints their pids.
import { faultyProgram, start } from './harness.ts';

const idle = await start();
const busy = await start({ program: faultyProgram(process.argv[2] ?? ''), timeouts: { silenceMs: 600_000 } });
process.send?.([idle.pid(), busy.pid()]);
for (;;) {
  const request = { promptIds: [1], maxTokens: 100, stopIds: [], sampling: { temperature: 0 } };
  for await (const _token of busy.engine.generate(request));
}
