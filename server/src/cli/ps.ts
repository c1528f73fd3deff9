// `tramontane ps`: which models a running server has in memory.
import type { components } from '../generated/openapi.gen.ts';
import { askServer, readServer, serverOptions } from './asked-server.ts';
import type { Command } from './command.ts';
import { size } from './progress.ts';
import { columns } from './table.ts';

type LoadedModel = components['schemas']['LoadedModel'];

/** `tramontane ps` */
export const command: Command = {
  name: 'ps',
  summary: 'List the models that a running server has in memory.',
  description: `One line for each model: its state, what it takes of the device, the answers that run and wait, since when it is idle,
and when it is unloaded. --json prints what the server tells, an object per line (GET /tramontane/models).

  tramontane ps --url http://127.0.0.1:8787`,
  options: { json: { type: 'boolean', help: 'One JSON object per line.' }, ...serverOptions },
  async run(values) {
    const { result } = await askServer<{ result: LoadedModel[] }>(readServer(values), '/tramontane/models');
    const lines = values.json === true ? result.map((model) => JSON.stringify(model)) : [tableOf(result, Date.now())];
    process.stdout.write(`${lines.join('\n')}\n`);
  },
};

/** @param nowMs milliseconds since 1970 */
export function tableOf(models: readonly LoadedModel[], nowMs: number): string {
  const head = ['NAME', 'STATUS', 'MEMORY', 'DEVICE', 'RUNNING', 'WAITING', 'IDLE', 'UNLOADS'];
  return columns([head, ...models.map((model) => rowOf(model, nowMs))]);
}

function rowOf(model: LoadedModel, nowMs: number): string[] {
  const { memory_bytes: memory, idle_since: idleSince, unloads_at: unloadsAt } = model;
  return [
    model.name,
    model.status,
    memory ? size(memory.weights + memory.cache + memory.scratch) : '-',
    model.device ?? 'elsewhere',
    String(model.requests_running),
    String(model.requests_waiting),
    idleSince ? time(nowMs - Date.parse(idleSince)) : '-',
    model.unloads_when_idle ? 'when idle' : unloadsAt ? `in ${time(Date.parse(unloadsAt) - nowMs)}` : '-',
  ];
}

/** A time as one number and one unit: `45 s`, `12 min`, `3 h`. */
function time(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
