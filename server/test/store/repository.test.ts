// `pull hf.co/OWNER/NAME` against a hub: what is asked and told before the download, the proxy, and serving by the same name.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findModels } from '../../src/cli/find-model.ts';
import { command } from '../../src/cli/pull.ts';
import { screen } from '../../src/cli/screen.ts';
import { Hub } from '../../src/store/hub.ts';
import { proxyOf } from '../../src/store/proxy.ts';
import { LocalHub, repo, someBytes } from './local-hub.ts';

const files = ['m-Q4_K_M-00001-of-00002.gguf', 'm-Q4_K_M-00002-of-00002.gguf', 'm-Q8_0.gguf'];
const name = `hf.co/${repo}`;
let hub: LocalHub;
let modelsFolder: string;
let said: string[];

beforeEach(async () => {
  hub = await new LocalHub(someBytes(3000)).start();
  modelsFolder = await mkdtemp(join(tmpdir(), 'tramontane-store-'));
  const siblings = files.map((rfilename) => ({ rfilename }));
  Object.assign(hub.behaviour, { files, description: { siblings, cardData: { license: 'apache-2.0' } } });
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  vi.stubEnv('TRAMONTANE_MODELS', modelsFolder);
  said = [];
  vi.spyOn(screen, 'print').mockImplementation((text) => void said.push(text));
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await hub.close();
  await rm(modelsFolder, { recursive: true, force: true });
});

it('tells size, licence and free space first, and installs all parts; the same name then serves them', async () => {
  await command.run({}, [name]);
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(new RegExp(`^${repo}/${files[0]}: 3 KiB, licence apache-2\\.0, .* free in `));
  expect(said[1]).toContain(files[1]);
  expect(await findModels([`${name}:q4_k_m`], modelsFolder)).toEqual([
    { name: `${name}:Q4_K_M`, path: join(modelsFolder, repo, files[0] ?? '') },
  ]);
  await expect(findModels([`${name}:Q8_0`], modelsFolder)).rejects.toThrow(
    `${modelsFolder} has no weights of ${name}:Q8_0. Run tramontane pull ${name}:Q8_0 first`,
  );
});

it('asks the hub for nothing that is installed, unless a part is missing', async () => {
  await command.run({}, [name]);
  const nSeen = hub.seen.length;
  await command.run({}, [name]);
  expect(hub.seen).toHaveLength(nSeen);
  await rm(join(modelsFolder, repo, files[1] ?? ''));
  await command.run({}, [name]);
  expect(hub.seen.length).toBeGreaterThan(nSeen);
  expect(said.at(-1)).toContain(files[1]);
});

it('takes the quantisation that is named, and says which there are', async () => {
  await command.run({}, [`${name}:Q8_0`]);
  expect(said[0]).toContain(files[2]);
  await expect(command.run({}, [`${name}:Q2_K`])).rejects.toThrow(
    `${repo} has no file of the quantisation Q2_K; it has Q4_K_M, Q8_0`,
  );
  await expect(command.run({ quant: 'Q8_0' }, [`${name}:Q4_K_M`])).rejects.toThrow('takes one quantisation');
});

it('a repository that is not there is said so; one file needs no description of its repository', async () => {
  hub.behaviour.description = null;
  await expect(command.run({}, [name])).rejects.toThrow(`has no repository ${repo}`);
  await command.run({ file: `${repo}/m-Q8_0.gguf` }, []);
  expect(said[0]).toContain('licence not told by the hub');
});

it('what an engine elsewhere has to run cannot be pulled, and the words say so', async () => {
  await expect(command.run({}, ['@cf/openai/gpt-oss-20b'])).rejects.toThrow(
    "cannot be pulled. It is a mixture of experts, which this server's own engine does not run",
  );
  expect(hub.seen).toEqual([]);
});

it('goes through the proxy that the environment names, but not to the hosts that it excepts', async () => {
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const proxy = createServer().on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    sockets.push(upstream, client);
    upstream.pipe(client).pipe(upstream);
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const ask = (env: Record<string, string>) => {
    const dispatcher = proxyOf(env);
    return new Hub({ endpoint: hub.endpoint, token: null, dispatcher })
      .describe(repo, 'main', new AbortController().signal)
      .finally(() => dispatcher?.close());
  };
  expect(await ask({ http_proxy: address })).toEqual({ licence: 'apache-2.0', files });
  expect(asked).toEqual([hub.endpoint.replace('http://', '')]);
  await ask({ HTTP_PROXY: address, NO_PROXY: '127.0.0.1' });
  await ask({});
  expect(asked).toHaveLength(1);
  for (const socket of sockets) socket.destroy();
  proxy.close();
});
