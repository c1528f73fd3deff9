// `tramontane serve`: takes the port, loads the models, says how to reach the server, and stops it when told to.
import { bundledModelName } from '../catalogue.ts';
import { readConfig } from '../config.ts';
import { ModelAliases } from '../model-aliases.ts';
import { type OpenServer, openServer } from '../serve.ts';
import { unknownVariables } from '../settings/resolve.ts';
import { readTokenFile } from '../tokens/token-file.ts';
import { addressOf } from '../upstream/options.ts';
import type { Command } from './command.ts';
import { greeting } from './greeting.ts';
import { createLogger, logFormat } from './log.ts';
import { screen } from './screen.ts';
import { allSettingOptions } from './settings.ts';
import { readWanted, startModels } from './start-models.ts';
import { aborted, watchStopSignals } from './stop-signals.ts';

/** `tramontane serve` */
export const command: Command = {
  name: 'serve',
  summary: 'Serve models over the Workers AI API.',
  description: `Without --model it serves the model that comes with it, ${bundledModelName}. --model takes a file (NAME=PATH, or PATH,
which is served under the name in the file) or the name of an installed model (see tramontane models).

  tramontane serve --model '@cf/mistral/mistral-7b-instruct-v0.1=/models/mistral.gguf'

A model may also run on another engine: vLLM, SGLang, llama-server, Ollama, another Tramontane, or any server of OpenAI's
API. Give its URL, and after # the model's name there. Several URLs of one model are several upstreams.

  tramontane serve --model '@cf/meta/llama-3.1-8b-instruct=http://gpu-1:8000/v1#llama'

Every flag can also be set by an environment variable or in the file of --config; tramontane config prints the result. The
API token has no flag, because other users could see it: set TRAMONTANE_API_TOKEN or use a file of tokens.

Account and token are drawn at random and printed unless they are set. Changes to a file of tokens (see tramontane token)
take effect within a second, or at once on SIGHUP. Standard error gets the log: text on a terminal, JSON elsewhere.`,
  options: {
    ...allSettingOptions(),
    estimate: {
      type: 'boolean',
      help: 'Print what the models would take of the device, and whether it fits; then end.',
    },
  },
  async run(values) {
    const stop = watchStopSignals();
    const config = readConfig(process.env, values);
    if (config.tokenFile !== null) await readTokenFile(config.tokenFile);
    const { here, elsewhere } = await readWanted(config);
    if (values.estimate === true) {
      // Loaded when it is used: it opens the driver, which must stay out of a server's own process.
      const { estimateModels } = await import('./estimate.ts');
      const { text, fits } = await estimateModels(here, values);
      process.stdout.write(text);
      process.exitCode = fits ? 0 : 1;
      return;
    }
    const logger = createLogger(config, screen, screen.isTerminal && !process.env.NO_COLOR);
    for (const variable of unknownVariables(process.env)) logger.warn({ variable }, 'set, but not a setting');
    const names = [...here, ...elsewhere].map(({ name }) => name);
    new ModelAliases(config.alias, names); // throws for an alias of no model, before the models are loaded
    const opened = await openServer(config, names, logger);
    reloadOnHangup(opened);
    const isLogJson = logFormat(config, screen) === 'json';
    if (isLogJson) logger.info({ url: opened.url }, 'listening; models are loading');
    const server = await startModels({ config, here, elsewhere, values, logger, screen, stop, opened, isLogJson });
    if (server) {
      const remote = elsewhere.map(({ name, upstreams }) => ({
        name,
        deviceName: upstreams.map(addressOf).join(', '),
      }));
      process.stdout.write(greeting(config, [...server.models, ...remote], server));
      await aborted(stop);
      process.stdout.write('stopping: waiting for running answers; a second signal stops at once\n');
      await server.close();
    } else process.stdout.write('stopped while loading\n');
  },
};

/** Daemons reload on SIGHUP. On a terminal SIGHUP means that it was closed, and the server ends. */
function reloadOnHangup(server: Pick<OpenServer, 'reloadTokens'>): void {
  if (!process.stdout.isTTY) process.on('SIGHUP', () => void server.reloadTokens());
}
