// `tramontane health`: asks the server of these settings whether it is alive, for health checks of containers and services.
import { readSetting } from '../config.ts';
import type { Command } from './command.ts';
import { settingOptions } from './settings.ts';

/** A server that takes longer counts as away. */
const patienceMs = 3000;

/** `tramontane health` */
export const command: Command = {
  name: 'health',
  summary: 'Ask a running server whether it is alive.',
  description: `Asks the server at the host and port of the settings for /healthz, or /readyz with --ready. Exits with 0 if the answer is
200, otherwise with 1.`,
  options: {
    ready: { type: 'boolean', help: 'Ask whether a model can be run.' },
    ...settingOptions(['host', 'port']),
  },
  async run(values) {
    const host = readSetting('host', process.env, values);
    const port = readSetting('port', process.env, values);
    const url = `http://${reachable(host)}:${port}/${values.ready === true ? 'readyz' : 'healthz'}`;
    const signal = AbortSignal.timeout(patienceMs);
    const answer = await fetch(url, { signal }).catch((error: unknown) => {
      const { cause } = error as Error;
      throw new HealthError(`${url} does not answer: ${((cause ?? error) as Error).message}`);
    });
    const text = (await answer.text()).slice(0, 1000);
    if (!answer.ok) throw new HealthError(`${url} answers ${answer.status}: ${text}`);
    process.stdout.write(`${text}\n`);
  },
};

/** Its message says all that there is to say. */
class HealthError extends Error {
  override name = 'HealthError';
}

/** An address to connect to, for one to listen on. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
