// Which models are served by engines elsewhere: `--model NAME=URL`, and the entries of the setting `upstreams`.
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { findEntry } from '../catalogue.ts';
import { type TaskName, tasks } from '../model-task.ts';
import type { UpstreamSetting } from '../settings/upstreams.ts';
import { addressOf, dialectNames, poolings, type UpstreamOptions, upstreamDefaults } from '../upstream/options.ts';
import type { UpstreamEvent } from '../upstream/upstream.ts';
import { UpstreamModel } from '../upstream/upstream-model.ts';
import { UsageError } from './command.ts';

/** A model and the engines that serve it. */
export interface WantedUpstreams {
  readonly name: string;
  /** Null: only the engine knows. */
  readonly task: TaskName | null;
  readonly upstreams: readonly UpstreamOptions[];
}

const isUrl = (text: string) => /^https?:\/\//i.test(text);

/** Parts the values of --model: those that name a URL from those that name a file, or nothing. */
export function splitModels(flags: readonly string[]): { local: string[]; remote: UpstreamSetting[] } {
  const local: string[] = [];
  const remote: UpstreamSetting[] = [];
  for (const flag of flags) {
    const [, model = '', url = ''] = /^([^=]+)=(.+)$/.exec(flag) ?? [];
    if (isUrl(url)) remote.push({ model, urls: [url] });
    else local.push(flag);
  }
  return { local, remote };
}

/** The upstreams of each model; several entries of one model are several upstreams. @throws UsageError */
export function readUpstreams(
  settings: readonly UpstreamSetting[],
  env: Readonly<Record<string, string | undefined>>,
): WantedUpstreams[] {
  const byName = new Map<string, { task: TaskName | null; upstreams: UpstreamOptions[] }>();
  for (const setting of settings) {
    const name = findEntry(setting.model)?.name ?? setting.model;
    const task = readTask(setting);
    const { task: before, upstreams } = byName.get(name) ?? { task, upstreams: [] };
    if (task !== before) throw new UsageError(`the upstreams of ${name} have different tasks`);
    byName.set(name, { task, upstreams });
    for (const url of setting.urls) upstreams.push(readUpstream(url, setting, env));
  }
  for (const [name, { upstreams }] of byName) {
    const addresses = upstreams.map(addressOf);
    const twice = addresses.find((address, i) => addresses.indexOf(address) !== i);
    if (twice !== undefined) throw new UsageError(`the model ${name} has the upstream ${twice} twice`);
  }
  return [...byName].map(([name, model]) => ({ name, ...model }));
}

/** What the setting says, or else the catalogue; of a name that is in neither, only the engine knows. */
function readTask({ model, task }: UpstreamSetting): TaskName | null {
  const entry = findEntry(model);
  if (task === undefined) return entry ? (entry.task ?? 'text-generation') : null;
  return oneOf(Object.keys(tasks) as TaskName[], task, `the model ${model} has the task`);
}

function oneOf<Name extends string>(names: readonly Name[], text: string, what: string): Name {
  const known = names.find((name) => name === text);
  if (known === undefined) throw new UsageError(`${what} '${text}'; it takes ${names.join(', ')}`);
  return known;
}

function readUpstream(
  text: string,
  { model: _, urls: __, task: ___, dialect = 'auto', pooling, apiKeyFile, apiKeyVariable, ...limits }: UpstreamSetting,
  env: Readonly<Record<string, string | undefined>>,
): UpstreamOptions {
  const url = isUrl(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url)
    throw new UsageError(`an upstream takes a URL such as http://host:8000/v1#name, found '${text.slice(0, 100)}'`);
  // Not the text itself, which may hold a password.
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      `the upstream at ${url.host} has credentials in its URL; give its key by api-key-file or api-key-variable`,
    );
  }
  if (url.search !== '')
    throw new UsageError(`the upstream at ${url.host} has a query in its URL, which would be lost`);
  return {
    ...upstreamDefaults,
    ...limits,
    url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    model: url.hash.length > 1 ? decodeURIComponent(url.hash.slice(1)) : null,
    dialect: oneOf(['auto', ...dialectNames], dialect, `the upstream at ${url.host} has the dialect`),
    pooling: pooling === undefined ? null : oneOf(poolings, pooling, `the upstream at ${url.host} has the pooling`),
    key: readKey(url.host, { apiKeyFile, apiKeyVariable }, env),
  };
}

function readKey(
  host: string,
  { apiKeyFile, apiKeyVariable }: { apiKeyFile: string | undefined; apiKeyVariable: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  if (apiKeyFile === undefined && apiKeyVariable === undefined) return null;
  const from = apiKeyFile ?? `the variable ${apiKeyVariable}`;
  let key: string | undefined;
  try {
    key = (apiKeyFile === undefined ? env[apiKeyVariable ?? ''] : readFileSync(apiKeyFile, 'utf8'))?.trim();
  } catch (cause) {
    throw new UsageError(`the key of the upstream at ${host} cannot be read: ${(cause as Error).message}`);
  }
  if (key && /^[\x21-\x7e]+$/.test(key)) return key;
  throw new UsageError(`the key of the upstream at ${host} is missing from ${from}, or is not printable ASCII`);
}

/** Starts them all: an upstream that is away is no reason not to. */
export function startUpstreams(wanted: readonly WantedUpstreams[], logger: Logger): Promise<UpstreamModel[]> {
  return Promise.all(
    wanted.map(({ name, task, upstreams }) =>
      UpstreamModel.start({
        name,
        task,
        upstreams,
        onEvent: (event, upstream) => logEvent(event, logger.child({ model: name, upstream })),
      }),
    ),
  );
}

function logEvent(event: UpstreamEvent, logger: Logger): void {
  if (event.type === 'found') {
    const { engine, model, contextWindow } = event;
    logger.info({ engine, theirModel: model, contextWindow }, 'upstream found');
  } else if (event.type === 'away') {
    logger.warn({ reason: event.reason }, 'upstream away');
  } else {
    logger.error({ reason: event.reason, ejected: event.isEjected }, 'upstream failed');
  }
}
