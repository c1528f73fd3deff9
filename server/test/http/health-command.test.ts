// `tramontane health`, against a server: what health checks of containers run.
import { expect, it, vi } from 'vitest';
import { command } from '../../src/cli/health.ts';
import type { EngineState } from '../../src/engine/state.ts';
import { saying, startServer } from './harness.ts';

it('succeeds while the server lives, and fails with the reason where it is not there or not ready', async () => {
  const away: EngineState = { status: 'restarting', nRestarts: 0, lastFailure: null };
  const server = await startServer({ ...saying(''), state: () => away });
  const { port } = new URL(server.url);
  const written: unknown[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(text) > 0);
  await command.run({ host: '0.0.0.0', port }, []);
  vi.restoreAllMocks();
  expect(written).toEqual(['{"status":"ok"}\n']);
  await expect(command.run({ port, ready: true }, [])).rejects.toThrow(/\/readyz answers 503: .*"restarting"/);
  await server.close();
  await expect(command.run({ port }, [])).rejects.toThrow(`http://127.0.0.1:${port}/healthz does not answer: `);
});
