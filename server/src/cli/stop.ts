// `tramontane stop`: takes models of a running server out of memory. The server goes on.
import type { components } from '../generated/openapi.gen.ts';
import { AskError, type AskedServer, askServer, readServer, serverOptions } from './asked-server.ts';
import { type Command, UsageError } from './command.ts';

type LoadedModel = components['schemas']['LoadedModel'];

/** `tramontane stop` */
export const command: Command = {
  name: 'stop',
  summary: 'Take a model of a running server out of memory.',
  description: `Without MODEL it is the only one that is loaded. Running answers end first. The next request loads the model again; the
server itself ends by Ctrl+C or SIGTERM. --idle-unload-ms of serve does the same after an idle time.

  tramontane stop '@cf/mistral/mistral-7b-instruct-v0.1'`,
  positionals: '[MODEL]',
  options: { all: { type: 'boolean', help: 'Every model.' }, ...serverOptions },
  async run(values, names) {
    if (names.length > 1) throw new UsageError(`takes one model, or --all; found ${names.length}`);
    if (names.length > 0 && values.all === true) throw new UsageError('takes a model or --all, not both');
    const server = readServer(values);
    const chosen = names.length > 0 ? names : await choose(server, values.all === true);
    for (const model of chosen) {
      const { result } = await askServer<{ result: LoadedModel }>(server, '/tramontane/models/unload', { model });
      process.stdout.write(`${sentenceOf(result)}\n`);
    }
  },
};

function sentenceOf({ name, status, unloads_when_idle: waits }: LoadedModel): string {
  if (waits) return `${name} is unloaded when its answers have ended`;
  return status === 'unloaded' ? `${name} is unloaded` : `${name} is ${status}`;
}

/** Those that are loaded here; without `all`, the only one. @throws AskError if there is none, or another one too */
async function choose(server: AskedServer, all: boolean): Promise<string[]> {
  const { result } = await askServer<{ result: LoadedModel[] }>(server, '/tramontane/models');
  const names = result.filter(({ status, device }) => status !== 'unloaded' && device !== null).map(({ name }) => name);
  if (names.length === 0) throw new AskError('no model is loaded');
  if (names.length > 1 && !all)
    throw new AskError(`${names.length} models are loaded; name one, or use --all: ${names.join(', ')}`);
  return names;
}
