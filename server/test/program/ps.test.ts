// `tramontane ps` and `stop`, against a server in a process of its own whose model really comes and goes.
import { describe, expect, it, vi } from 'vitest';
import { comeAndGo, type Round } from '../../bench/come-and-go/rounds.ts';
import type { Command, CommandValues } from '../../src/cli/command.ts';
import { command as ps, tableOf } from '../../src/cli/ps.ts';
import { command as stop } from '../../src/cli/stop.ts';
import { until } from '../http/asking.ts';
import { start } from './program.ts';

const model = '@cf/tinystories/stories-260k';
const token = 'token-of-the-test';

/** What a command prints. */
async function printed(command: Command, values: CommandValues, names: readonly string[] = []): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await command.run(values, names);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

describe('a running server', () => {
  it('tells what is loaded, unloads it, loads it again for a request, and loses none', async () => {
    const server = start(['serve'], { PORT: '0', TRAMONTANE_API_TOKEN: token });
    await until(() => server.stdout().includes('/v1\n'), 'it serves', 60_000);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(server.stdout())?.[0] ?? '';
    const own = { url, token };
    const row = new RegExp(`^NAME +STATUS +MEMORY +DEVICE.*\n${model} +ready +\\d+ [KM]iB .* 0 +0 +\\d+ s +-\n$`);
    expect(await printed(ps, own)).toMatch(row);
    await expect(printed(ps, { url, token: 'wrong' })).rejects.toThrow('--token or TRAMONTANE_API_TOKEN');
    await expect(printed(stop, own, ['no-such-model'])).rejects.toThrow("this server has '@cf/tinystories");
    await expect(printed(stop, { ...own, all: true }, [model])).rejects.toThrow('takes a model or --all, not both');
    expect(await printed(stop, own)).toBe(`${model} is unloaded\n`);
    const told = JSON.parse(await printed(ps, { ...own, json: true }));
    expect(told).toMatchObject({ name: model, status: 'unloaded', memory_bytes: null });
    await expect(printed(stop, own)).rejects.toThrow('no model is loaded');
    const answer = await fetch(`${url}/v1/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ model, prompt: 'Once', max_tokens: 2 }),
    });
    expect(answer.status).toBe(200);
    expect(await printed(stop, own, [model])).toBe(`${model} is unloaded\n`);

    // While it comes and goes no request is lost, and no engine stays. bench/come-and-go.ts does a hundred rounds of it.
    const rounds: Round[] = [];
    const subject = { url, apiToken: token, model, pid: server.child.pid as number };
    for await (const round of comeAndGo(subject, 3)) rounds.push(round);
    for (const round of rounds) {
      expect(round).toMatchObject({ nWhole: 6, lost: [], unloadedBytes: null, nEnginesLeft: 0 });
    }
    const taken = new Set(rounds.flatMap(({ loadedBytes }) => loadedBytes ?? []));
    expect(taken.size).toBeLessThanOrEqual(1); // it takes the same each time
    expect(server.log().filter(({ msg }) => msg === 'model loaded').length).toBeGreaterThanOrEqual(4);
  });

  it('that is not there is named with its address', async () => {
    await expect(printed(ps, { url: 'http://127.0.0.1:1' })).rejects.toThrow(
      'there is no server at http://127.0.0.1:1 (bad port); tramontane serve starts one, --url names another',
    );
  });
});

it('the table says when a model leaves, in the largest unit that says enough', () => {
  const base = {
    name: 'm',
    status: 'ready' as const,
    device: 'GPU',
    memory_bytes: { weights: 2 ** 30, cache: 2 ** 30, scratch: 0 },
    requests_running: 0,
    requests_waiting: 0,
    idle_since: '2026-03-01T12:00:00.000Z',
    unloads_at: '2026-03-01T12:20:00.000Z',
    unloads_when_idle: false,
  };
  const now = Date.parse('2026-03-01T12:15:00.000Z');
  expect(tableOf([base], now)).toMatch(/m +ready +2\.00 GiB +GPU +0 +0 +15 min +in 5 min$/);
  expect(tableOf([{ ...base, unloads_when_idle: true }], now)).toMatch(/when idle$/);
  expect(tableOf([{ ...base, device: null, memory_bytes: null, unloads_at: null }], now)).toMatch(/- +elsewhere .*-$/);
});
