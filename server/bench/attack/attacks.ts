// What one token, or a client without any, does to a server. Each attack goes on until its signal aborts.
import { setMaxListeners } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { WholeGguf } from '../../test/checkpoint/whole-gguf.ts';
import { hostileSchemas } from '../../test/grammar/hostile-schemas.ts';
import { lateTemplates } from './hostile-files.ts';
import type { AskedTarget, AskOptions } from './target.ts';

export interface Attack {
  readonly name: string;
  /** Makes the model that is served beside the bundled one, as @cf/attack/model. */
  readonly change?: ((model: WholeGguf) => void) | undefined;
  run(target: AskedTarget, signal: AbortSignal): Promise<void>;
}

const range = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

/** This many clients that send one body after the other. */
function clients(
  n: number,
  bodyOf: (i: number) => string | Buffer,
  options: Omit<AskOptions, 'signal'> = {},
): Attack['run'] {
  return async (target, signal) => {
    setMaxListeners(0, signal); // each client adds one
    let nSent = 0;
    const send = async () => {
      while (!signal.aborted) {
        const { status } = await target.ask('attacker', bodyOf(nSent++), { ...options, signal });
        if (status === 0) await sleep(10);
      }
    };
    await Promise.all(range(n, send));
  };
}

/** This many connections on which something is written, and nothing more. */
function connections(n: number, textOf: (target: AskedTarget) => readonly Buffer[]): Attack['run'] {
  return async (target, signal) => {
    const sockets: Socket[] = range(n, () => {
      const socket = connect(Number(target.url.port), target.url.hostname);
      socket.on('error', () => undefined);
      for (const part of textOf(target)) socket.write(part);
      return socket;
    });
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    for (const socket of sockets) socket.destroy();
  };
}

const blanks = Buffer.alloc(9_999_999, ' ');

/** All of a body of ten megabytes but its last byte. */
function unfinished(target: AskedTarget): Buffer[] {
  const head = `POST ${target.path} HTTP/1.1\r\nhost: localhost\r\nauthorization: ${target.headersOf('attacker').authorization}\r\n`;
  return [Buffer.from(`${head}content-length: 10000000\r\n\r\n`), blanks];
}

const megabytes = (n: number, text: string) => text.repeat(Math.floor((n * 1_000_000) / text.length));
const withSchema = (schema: unknown) =>
  JSON.stringify({ prompt: 'a', max_tokens: 4, response_format: { type: 'json_schema', json_schema: schema } });
const costly = hostileSchemas.filter(([, , refusal]) => refusal !== undefined).map(([, schema]) => schema);
const packed = gzipSync(`{"prompt":"${'a'.repeat(10_000_000)}"}`);
const manyKeys = `{"prompt":"a",${range(700_000, (i) => `"${i}":0`).join()}}`;
const manyProperties = withSchema({
  type: 'object',
  properties: Object.fromEntries(range(400_000, (i) => [`p${i}`, {}])),
});
const manyFaults = JSON.stringify({
  messages: range(64, () => ({ role: 'user', content: range(64, () => ({ text: 5 })) })),
});
const longPrompt = JSON.stringify({ prompt: megabytes(9.9, 'x'), raw: true });
const words = JSON.stringify({ prompt: megabytes(9.9, 'once upon a time '), raw: true });

const conversation = JSON.stringify({
  messages: range(4, (i) => ({ role: i % 2 ? 'assistant' : 'user', content: 'a' })),
  max_tokens: 2,
});

/** Attacks through a model file's template: each on a server that serves this model too. */
export const templateAttacks: readonly Attack[] = lateTemplates.map(([name, change]) => ({
  name,
  change,
  run: clients(4, () => conversation, { model: '@cf/attack/model' }),
}));

/** All attacks on the bundled model. @param scale of the numbers of clients and connections, in relation to those in the names */
export const attacksOf = (scale = 1): readonly Attack[] => [
  {
    name: '300 packed bodies',
    run: clients(Math.ceil(300 * scale), () => packed, { headers: { 'content-encoding': 'gzip' } }),
  },
  { name: '150 unfinished uploads', run: connections(Math.ceil(150 * scale), unfinished) },
  {
    name: 'costly schemas, 4 clients',
    // Each is another one, so that no refusal is known from before.
    run: clients(Math.ceil(4 * scale), (i) => withSchema({ ...(costly[i % costly.length] as object), title: `${i}` })),
  },
  { name: 'bodies of 700,000 keys, 4 clients', run: clients(Math.ceil(4 * scale), () => manyKeys) },
  { name: 'schemas of 400,000 properties, 4 clients', run: clients(Math.ceil(4 * scale), () => manyProperties) },
  { name: 'bodies of 4,096 faults, 8 clients', run: clients(Math.ceil(8 * scale), () => manyFaults) },
  { name: 'prompts of 10 MB, 8 clients', run: clients(Math.ceil(8 * scale), (i) => (i % 2 ? longPrompt : words)) },
  {
    name: '300 clients of one token',
    run: clients(Math.ceil(300 * scale), () => JSON.stringify({ prompt: 'Lily', max_tokens: 32 })),
  },
  { name: '2,048 idle connections', run: connections(Math.ceil(2048 * scale), () => []) },
];
