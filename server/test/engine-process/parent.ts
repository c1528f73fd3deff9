// A server's process, to be killed: starts an engine that idles and one that can be made to hang, which it keeps busy.
// It tells their pids.
import { faultyProgram, start } from './harness.ts';

const idle = await start();
const busy = await start({ program: faultyProgram(process.argv[2] ?? ''), timeouts: { silenceMs: 600_000 } });
process.send?.([idle.pid(), busy.pid()]);
for (;;) {
  const request = { promptIds: [1], maxTokens: 100, stopIds: [], sampling: { temperature: 0 } };
  for await (const _token of busy.engine.generate(request));
}
