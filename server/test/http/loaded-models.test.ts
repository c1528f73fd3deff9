// GET /tramontane/models and POST /tramontane/models/unload: what is told of models in memory, and who may unload them.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Residency, Resident } from '../../src/engine/residency.ts';
import type { EngineState } from '../../src/engine/state.ts';
import { atRest } from '../../src/engine/stats.ts';
import { createToken } from '../../src/tokens/edit.ts';
import { accountId, authorization, engineOf, model, openServerOf, tokenizer } from './harness.ts';
import { readerOf } from './reader.ts';

/** A model that can leave the memory, and whether it was told to. */
function residing(residency: Partial<Residency> = {}) {
  const state = { status: 'ready' as EngineState['status'] };
  const resident: Resident = {
    residency: () => ({ idleSince: undefined, leavesAt: undefined, leavesWhenIdle: false, ...residency }),
    leave: async () => {
      state.status = 'unloaded';
    },
  };
  const engine = {
    ...engineOf(async function* () {}),
    stats: () => ({ ...atRest, nRunning: 2, nWaiting: 1, memory: { weights: 1000, cache: 200, scratch: 30 } }),
    state: (): EngineState => ({ ...state, nRestarts: 0, lastFailure: null }),
  };
  const common = { name: model, path: 'x.gguf', tokenizer, deviceName: 'A device', close: async () => {} };
  return { ...common, engine, resident };
}

async function post(url: string, body: unknown, headers: Record<string, string> = { authorization }) {
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${url}/tramontane/models/unload`, init);
  return {
    status: response.status,
    ...((await response.json()) as { result: unknown; errors: { message: string }[] }),
  };
}

async function list(url: string) {
  const response = await fetch(`${url}/tramontane/models`, { headers: { authorization } });
  return ((await response.json()) as { result: unknown[] }).result;
}

describe('models in memory', () => {
  it('are told with what they take, what runs, and when they leave', async () => {
    const [idleSince, leavesAt] = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-01T12:05:00Z')];
    const elsewhere = readerOf('@cf/baai/bge-m3', 'text-embeddings');
    const server = await openServerOf([residing({ idleSince, leavesAt }), elsewhere]);
    expect(await list(server.url)).toEqual([
      {
        name: model,
        status: 'ready',
        device: 'A device',
        memory_bytes: { weights: 1000, cache: 200, scratch: 30 },
        requests_running: 2,
        requests_waiting: 1,
        idle_since: idleSince.toISOString(),
        unloads_at: leavesAt.toISOString(),
        unloads_when_idle: false,
      },
      expect.objectContaining({ name: '@cf/baai/bge-m3', device: null, memory_bytes: null, unloads_at: null }),
    ]);
    expect((await fetch(`${server.url}/tramontane/models`)).status).toBe(401);
    await server.close();
  });

  it('leave when they are told to, by any of their names', async () => {
    const server = await openServerOf([residing()], { alias: ['small'] });
    const { status, result } = await post(server.url, { model: 'small' });
    expect([status, result]).toEqual([200, expect.objectContaining({ name: model, status: 'unloaded' })]);
    expect(await list(server.url)).toMatchObject([{ status: 'unloaded', memory_bytes: null }]);
    await server.close();
  });

  it('stay where the model is unknown, elsewhere, or the request wrong', async () => {
    const server = await openServerOf([residing(), readerOf('@cf/baai/bge-m3', 'text-embeddings')]);
    expect(await post(server.url, { model: 'none' })).toMatchObject({ status: 400 });
    expect(await post(server.url, {})).toMatchObject({ status: 400 });
    expect(await post(server.url, { model, force: true })).toMatchObject({ status: 400 });
    expect(await post(server.url, { model: '@cf/baai/bge-m3' })).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringContaining('it runs on another engine') }],
    });
    expect(await list(server.url)).toMatchObject([{ status: 'ready' }, { status: 'ready' }]);
    await server.close();
  });

  it('cannot be unloaded by a token of a file, which other people have too', async () => {
    const tokenFile = join(await mkdtemp(join(tmpdir(), 'tramontane-')), 'tokens.json');
    const { secret } = await createToken(tokenFile, { name: 'guest', accounts: [accountId] });
    const server = await openServerOf([residing()], { tokenFile });
    const { status, errors } = await post(server.url, { model }, { authorization: `Bearer ${secret}` });
    expect([status, errors[0]?.message]).toEqual([403, expect.stringContaining("the server's settings")]);
    expect(await list(server.url)).toMatchObject([{ status: 'ready' }]);
    await server.close();
  });
});
