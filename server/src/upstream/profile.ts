// Finding out what stands behind a URL: which engine, what the model is called there, how long its texts may be. One look
// at its list of models tells most of it, since engines sign it.
import type { Connection } from './connection.ts';
import { type Dialect, dialects } from './dialects.ts';
import { UnreachableError } from './failures.ts';
import { elements, fields, number, text } from './json.ts';
import { type DialectName, dialectNames } from './options.ts';

/** What is known of an upstream once it has answered. */
export interface Profile {
  readonly name: DialectName;
  readonly dialect: Dialect;
  readonly model: string;
  /** In tokens; null where the engine does not say. */
  readonly contextWindow: number | null;
  /** Names of other base models there: no adapters of this one. */
  readonly otherModels: ReadonlySet<string>;
}

/** Asks. @throws UnreachableError, or an Error that says what the settings must say */
export async function findProfile(
  connection: Connection,
  { model, dialect }: { model: string | null; dialect: DialectName | 'auto' },
  signal: AbortSignal,
): Promise<Profile> {
  const listed = await connection.get('/models', false, signal);
  if (listed.status === 401 || listed.status === 403) {
    throw new UnreachableError(`it refuses our key (${listed.status})`);
  }
  const models = modelsIn(listed.body);
  // Where the model is named, a server that lists none can be asked all the same.
  const mayLackList = model !== null && isAbsent(listed.status);
  if (listed.status !== 200 && !mayLackList && dialect === 'auto') {
    const { location } = listed.headers;
    const where = location === undefined ? '' : `, and is at ${String(location).slice(0, 200)}`;
    throw new UnreachableError(`its list of models is answered ${listed.status}${where}`);
  }
  const name = dialect === 'auto' ? await recognise(connection, models, listed.headers, signal) : dialect;
  const ids = models.map(({ id }) => text(id)).filter((id) => id !== undefined);
  const bases = models.filter(({ parent }) => text(parent) === undefined);
  const known = model ?? (bases.length === 1 ? text(bases[0]?.id) : undefined);
  if (known === undefined) {
    const names =
      ids
        .slice(0, 20)
        .map((id) => `'${id}'`)
        .join(', ') || 'none';
    throw new Error(`which of its models is meant must be said behind a # in its URL; it lists ${names}`);
  }
  const entry = models.find(({ id }) => id === known) ?? (models.length === 1 ? models[0] : undefined);
  const window = number(entry?.max_model_len) ?? number(entry?.context_window);
  return {
    name,
    dialect: dialects[name],
    model: known,
    contextWindow: window ?? (name === 'llama-server' ? await slotWindow(connection, signal) : null),
    otherModels: new Set(bases.map(({ id }) => text(id) ?? '').filter((id) => id !== known)),
  };
}

/** Whether a page does not exist, on a server that answers. */
export function isAbsent(status: number): boolean {
  return status === 404 || status === 405 || status === 501;
}

/** OpenAI's form of a list; or Ollama's, whose models have names; or the list by itself. */
function modelsIn(body: unknown): Readonly<Record<string, unknown>>[] {
  const { data, models } = fields(body);
  const listed = [data, models, body].find(Array.isArray);
  return elements(listed).map((one) => {
    const entry = fields(one);
    return { ...entry, id: text(entry.id) ?? text(entry.name) };
  });
}

async function recognise(
  connection: Connection,
  models: readonly Readonly<Record<string, unknown>>[],
  headers: Readonly<Record<string, string | string[] | undefined>>,
  signal: AbortSignal,
): Promise<DialectName> {
  // Every answer of ours has a number that ends so.
  if (/-TRM$/.test(String(headers['cf-ray'] ?? ''))) return 'tramontane';
  const owners = new Set(models.map(({ owned_by: owner }) => text(owner)));
  const signed = dialectNames.find((name) => {
    const { ownedBy } = dialects[name];
    return ownedBy !== null && owners.has(ownedBy);
  });
  if (signed) return signed;
  const version = await connection.get('/api/version', true, signal);
  return version.status === 200 && text(fields(version.body).version) !== undefined ? 'ollama' : 'openai';
}

/** llama-server shares its window out among its slots. */
async function slotWindow(connection: Connection, signal: AbortSignal): Promise<number | null> {
  const { body } = await connection.get('/props', true, signal);
  return number(fields(fields(body).default_generation_settings).n_ctx) ?? null;
}
