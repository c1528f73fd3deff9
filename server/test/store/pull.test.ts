// `pull` against a hub that breaks connections, lies and refuses: the content of the models folder and the messages.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Hub } from '../../src/store/hub.ts';
import { listInstalled } from '../../src/store/installed.ts';
import { type PullOptions, pull } from '../../src/store/pull.ts';
import { commit, file, LocalHub, repo, sha256, someBytes } from './local-hub.ts';

const content = someBytes(300_000);
const wanted = { repo, file, revision: 'main' };
let hub: LocalHub;
let modelsFolder: string;
let notices: string[];
let placed: string;

beforeEach(async () => {
  hub = await new LocalHub(content).start();
  modelsFolder = await mkdtemp(join(tmpdir(), 'tramontane-store-'));
  placed = join(modelsFolder, 'somebody', 'Model-GGUF', file);
  notices = [];
});

afterEach(async () => {
  await hub.close();
  await rm(modelsFolder, { recursive: true, force: true });
});

function pullIt(options: Partial<PullOptions> & { token?: string } = {}) {
  return pull(wanted, {
    hub: new Hub({ endpoint: hub.endpoint, token: options.token ?? null }),
    modelsFolder,
    signal: new AbortController().signal,
    onNotice: (notice) => notices.push(notice),
    patience: 0.001,
    ...options,
  });
}

/** What lies beside the file: nothing but its record, when all is well. */
function filesBeside(): string[] {
  return existsSync(dirname(placed)) ? readdirSync(dirname(placed)).sort() : [];
}

describe('a pull', () => {
  it('puts the file in its place, with a record of what was checked', async () => {
    const progress: [number, number][] = [];
    const { installed, isNew } = await pullIt({ onProgress: (done, total) => progress.push([done, total]) });
    expect(isNew).toBe(true);
    expect(installed).toMatchObject({ ...wanted, path: placed, sizeBytes: 300_000, sha256: sha256(content), commit });
    expect(sha256(readFileSync(placed))).toBe(sha256(content));
    expect(filesBeside()).toEqual([file, `${file}.pulled.json`]);
    expect(await listInstalled(modelsFolder)).toEqual([installed]);
    expect(progress[0]).toEqual([0, 300_000]);
    expect(progress.at(-1)).toEqual([300_000, 300_000]);
    expect(hub.seen.map(({ host, method, path }) => `${host} ${method} ${path}`)).toEqual([
      `hub HEAD /${repo}/resolve/main/${file}`,
      `hub GET /${repo}/resolve/${commit}/${file}`,
      'cdn GET /blob?signature=x',
    ]);
  });

  it('asks for nothing when the file is installed, unless forced', async () => {
    const { installed } = await pullIt();
    hub.seen.length = 0;
    expect(await pullIt()).toEqual({ installed, isNew: false });
    expect(hub.seen).toEqual([]);
    expect((await pullIt({ force: true })).isNew).toBe(true);
    expect(hub.ranges).toEqual([null]);
  });

  it('takes a file that lies there without a record, if it is the right one', async () => {
    await mkdir(dirname(placed), { recursive: true });
    await writeFile(placed, content);
    expect((await pullIt()).isNew).toBe(false);
    expect(hub.ranges).toEqual([]);
    await rm(`${placed}.pulled.json`);
    await writeFile(placed, someBytes(300_000, 2));
    expect((await pullIt()).isNew).toBe(true);
    expect(sha256(readFileSync(placed))).toBe(sha256(content));
  });

  it('says when the hub has no sha256 of a file', async () => {
    hub.behaviour.etag = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
    expect((await pullIt()).installed.sha256).toBe(null);
  });
});

describe('a connection that breaks', () => {
  it('resumes after each break, and the whole file is right', async () => {
    hub.behaviour.breaks = [100_000, 50_000, 1, 70_000];
    await pullIt();
    expect(hub.ranges).toEqual([null, 'bytes=100000-', 'bytes=150000-', 'bytes=150001-', 'bytes=220001-']);
    const cdn = hub.seen.filter(({ host }) => host === 'cdn');
    expect(cdn.map(({ ifRange }) => ifRange)).toEqual([null, ...Array(4).fill('"body-1"')]);
    expect(sha256(readFileSync(placed))).toBe(sha256(content));
    expect(notices).toHaveLength(4);
    expect(notices[0]).toMatch(/^the connection to 127\.0\.0\.1:\d+ broke: .*; trying again in 1 s$/);
  });

  it('does not end the patience as long as each brings something new', async () => {
    hub.behaviour.breaks = Array(20).fill(10_000);
    await pullIt();
    expect(hub.ranges).toHaveLength(21);
  });

  it('ends after several connections without progress; the part stays and the next pull resumes it', async () => {
    hub.behaviour.breaks = [120_000, 0, 0, 0, 0, 0, 0];
    await expect(pullIt()).rejects.toThrow(
      /^the connection to .* broke: .*; given up after 6 attempts: 120000 bytes are kept, and the same command/,
    );
    expect(filesBeside()).toEqual([`${file}.part`, `${file}.part.json`]);
    hub.behaviour.breaks = [];
    hub.seen.length = 0;
    await pullIt();
    expect(hub.ranges).toEqual(['bytes=120000-']);
    expect(sha256(readFileSync(placed))).toBe(sha256(content));
  });

  it('is one too that stays open and sends nothing', async () => {
    Object.assign(hub.behaviour, { breaks: [80_000], goesSilent: true });
    await pullIt({ silenceMs: 200 });
    expect(hub.ranges).toEqual([null, 'bytes=80000-']);
    expect(notices[0]).toMatch(/sent nothing for 0\.2 s; trying again/);
  });

  it('is one too that ends early as if that were all', async () => {
    Object.assign(hub.behaviour, { breaks: [80_000], isChunked: true });
    await pullIt();
    expect(hub.ranges).toEqual([null, 'bytes=80000-']);
    expect(notices[0]).toMatch(/ended after 80000 of 300000 bytes/);
  });

  it('begins at nothing where the host ignores the range', async () => {
    Object.assign(hub.behaviour, { breaks: [100_000], ignoresRange: true });
    await pullIt();
    expect(hub.ranges).toEqual([null, 'bytes=100000-']);
    expect(sha256(readFileSync(placed))).toBe(sha256(content));
    expect(notices.at(-1)).toMatch(/does not resume: it sends the file from the start$/);
  });

  it('ends where the host ignores the range and always breaks at the same place', async () => {
    Object.assign(hub.behaviour, { breaks: Array(50).fill(100_000), ignoresRange: true });
    await expect(pullIt()).rejects.toThrow(/given up after 6 attempts: 100000 bytes are kept/);
  });

  it('begins at nothing when the file has changed in the meantime', async () => {
    Object.assign(hub.behaviour, { breaks: [100_000, 0, 0, 0, 0, 0] });
    await expect(pullIt()).rejects.toThrow('given up');
    const other = someBytes(200_000, 7);
    Object.assign(hub.behaviour, { content: other, breaks: [], bodyEtag: '"body-2"' });
    hub.seen.length = 0;
    await pullIt();
    expect(hub.ranges).toEqual([null]);
    expect(sha256(readFileSync(placed))).toBe(sha256(other));
  });

  it('begins at nothing when the file changes between two connections of one pull', async () => {
    hub.behaviour.breaks = [100_000];
    const other = someBytes(300_000, 9);
    const onProgress = (done: number) => {
      if (done === 100_000) Object.assign(hub.behaviour, { content: other, bodyEtag: '"body-2"' });
    };
    await pullIt({ onProgress });
    expect(notices.at(-1)).toBe('the file has changed on the hub: starting again');
    expect(sha256(readFileSync(placed))).toBe(sha256(other));
  });
});

describe('content that differs from what the hub announced', () => {
  it('is deleted when its sha256 is another', async () => {
    hub.behaviour.etag = sha256(someBytes(3));
    await expect(pullIt()).rejects.toThrow(
      `has the sha256 ${sha256(content)}, but the hub says ${sha256(someBytes(3))}. What was downloaded is deleted`,
    );
    expect(filesBeside()).toEqual([]);
  });

  it('is found when a part was written to by something else', async () => {
    hub.behaviour.breaks = [100_000, 0, 0, 0, 0, 0];
    await expect(pullIt()).rejects.toThrow('given up');
    await writeFile(`${placed}.part`, someBytes(100_000, 5));
    await expect(pullIt()).rejects.toThrow('What was downloaded is deleted; try again');
    await pullIt();
    expect(sha256(readFileSync(placed))).toBe(sha256(content));
  });

  it('is refused when its size is another', async () => {
    hub.behaviour.linkedSize = 300_001;
    await expect(pullIt()).rejects.toThrow(/sent 300000 bytes, but the hub says 300001: wrong size/);
    Object.assign(hub.behaviour, { linkedSize: 299_999, isChunked: true });
    await expect(pullIt()).rejects.toThrow(
      /the host sent more than the 299999 bytes that the hub announced: wrong size/,
    );
    expect(filesBeside()).toEqual([]);
  });
});

describe('a hub that refuses', () => {
  it('has no such file', async () => {
    const absent = { ...wanted, file: 'other.gguf' };
    const options = { hub: new Hub({ endpoint: hub.endpoint, token: null }), modelsFolder };
    await expect(pull(absent, { ...options, signal: new AbortController().signal })).rejects.toThrow(
      /^somebody\/Model-GGUF has no file other\.gguf at main: .* HTTP 404 \(EntryNotFound\)\. See http.*\/tree\/main$/,
    );
  });

  it('asks for a token: what to do is said, and control characters of the hub are not', async () => {
    hub.behaviour.token = 'hf_secret';
    await expect(pullIt()).rejects.toThrow(
      /HTTP 401 \(GatedRepo: Access is 31m restricted\.\)\. Accept its licence at http:.*\/somebody\/Model-GGUF and set HF_TOKEN/,
    );
    await expect(pullIt({ token: 'hf_wrong' })).rejects.toThrow(/HF_TOKEN was sent and refused$/);
    expect(notices).toEqual([]);
  });

  it('gets the token, and the host that it points to does not', async () => {
    hub.behaviour.token = 'hf_secret';
    hub.behaviour.breaks = [100_000];
    await pullIt({ token: 'hf_secret' });
    const sent = (one: string) => new Set(hub.seen.filter(({ host }) => host === one).map((s) => s.authorization));
    expect(sent('hub')).toEqual(new Set(['Bearer hf_secret']));
    expect(sent('cdn')).toEqual(new Set([null]));
  });

  it('for a moment is asked again', async () => {
    hub.behaviour.refusals = [503, 429, 500];
    await pullIt();
    expect(notices[0]).toMatch(/answered HTTP 503; trying again/);
    expect(notices).toHaveLength(3);
  });

  it('that is not there is given up', async () => {
    const { endpoint } = hub;
    await hub.close();
    await expect(pullIt()).rejects.toThrow(
      `${new URL(endpoint).host} cannot be reached: connect ECONNREFUSED ${new URL(endpoint).host}; given up after 6 attempts: check the network`,
    );
    hub = await new LocalHub(content).start();
  });
});

describe('the models folder', () => {
  it('lets one pull of a file run at a time', async () => {
    Object.assign(hub.behaviour, { breaks: [100_000], goesSilent: true });
    const stop = new AbortController();
    const first = pullIt({ signal: stop.signal });
    await expect.poll(() => filesBeside().includes(`${file}.part`)).toBe(true);
    await expect(pullIt()).rejects.toThrow(
      `another pull of this file is running; if that is not so, remove ${placed}.lock`,
    );
    stop.abort();
    await expect(first).rejects.toThrow(/^stopped/);
    hub.behaviour.goesSilent = false;
    expect((await pullIt()).isNew).toBe(true);
  });

  it('is not begun to be filled when there is no room', async () => {
    const freeBytes = async () => 299_999;
    await expect(pullIt({ freeBytes })).rejects.toThrow(/more are needed in .*, but only .* are free; make room/);
    expect(hub.ranges).toEqual([]);
  });

  it('needs room only for what is missing', async () => {
    hub.behaviour.breaks = [200_000, 0, 0, 0, 0, 0];
    await expect(pullIt()).rejects.toThrow('given up');
    expect((await pullIt({ freeBytes: async () => 100_000 })).isNew).toBe(true);
  });
});
