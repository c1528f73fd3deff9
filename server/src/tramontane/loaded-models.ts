// GET /tramontane/models and POST /tramontane/models/unload: which models are in memory, and how one leaves it.
import type { RequestHandler } from 'express';
import type { Resident } from '../engine/residency.ts';
import type { EngineState } from '../engine/state.ts';
import type { EngineStats } from '../engine/stats.ts';
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { requireKnownFields } from '../generation/fields.ts';
import { propertiesOf } from '../generation/request-messages.ts';
import { contextOf } from '../http/request-context.ts';
import { sendJson } from '../http/send-json.ts';
import { Validator } from '../http/validator.ts';
import { findModel } from '../openai/answer.ts';
import type { ServedModel, ServedModels } from '../served-models.ts';
import { successBody } from '../workers-ai/envelope.ts';

/** A model as this room sees it. */
export interface ModelInMemory {
  readonly name: string;
  /** Undefined where its engine is elsewhere. */
  readonly device: string | undefined;
  state(): EngineState;
  /** Undefined where its engine is elsewhere. */
  stats(): EngineStats | undefined;
  /** Undefined where it stays in memory for as long as the server runs. */
  readonly resident: Resident | undefined;
}

const validator = new Validator('UnloadRequest');
const fields = new Set(validator.properties);

export function listLoaded(models: readonly ModelInMemory[]): RequestHandler {
  return (_req, res) => sendJson(res, 200, successBody(models.map(describe)));
}

/** @param ownTokenId of the token in the server's settings: the only one that may unload */
export function unloadModel(
  served: ServedModels,
  models: readonly ModelInMemory[],
  ownTokenId: string | undefined,
): RequestHandler {
  return async (req, res) => {
    if (contextOf(res).token?.id !== ownTokenId) {
      throw new ServerError(
        'otherAccount',
        "Only the token of the server's settings (TRAMONTANE_API_TOKEN) may unload models",
      );
    }
    findModel(res, served, req.body);
    validator.require(req.body);
    requireKnownFields(propertiesOf(req.body), fields);
    const { name } = contextOf(res).model as ServedModel; // the schema requires one
    const model = models.find((one) => one.name === name);
    if (!model?.resident) throw new ServerError('badInput', `Error: '${name}' cannot be unloaded: ${whyNot(model)}`);
    await model.resident.leave();
    sendJson(res, 200, successBody(describe(model)));
  };
}

function whyNot(model: ModelInMemory | undefined): string {
  return model?.device === undefined ? 'it runs on another engine' : 'its engine runs in the process of the server';
}

function describe({ name, device, resident, ...model }: ModelInMemory): components['schemas']['LoadedModel'] {
  const { status } = model.state();
  const stats = status === 'unloaded' ? undefined : model.stats();
  const residency = resident?.residency();
  return {
    name,
    status,
    device: device ?? null,
    memory_bytes: stats?.memory ?? null,
    requests_running: stats?.nRunning ?? 0,
    requests_waiting: stats?.nWaiting ?? 0,
    idle_since: residency?.idleSince?.toISOString() ?? null,
    unloads_at: residency?.leavesAt?.toISOString() ?? null,
    unloads_when_idle: residency?.leavesWhenIdle ?? false,
  };
}
