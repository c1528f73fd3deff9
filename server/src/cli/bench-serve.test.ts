// `tramontane bench serve` as it is called: against a server of its own, against one that runs, and called wrongly.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { readLevels } from './bench-serve.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const benchServe = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', main, 'bench', 'serve', ...args]);
const quick = ['--duration', '1', '--warm-up', '0.2', '--answer', '8', '--prompt', '16'];

describe('tramontane bench serve', () => {
  it('loads a server of its own, level by level, and plots it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tramontane-bench-'));
    try {
      const plot = join(folder, 'load.svg');
      const { stdout } = await benchServe('--concurrency', '1,3', '--json', '--plot', plot, ...quick);
      const { model, levels } = JSON.parse(stdout);
      expect(model).toBe('@cf/tinystories/stories-260k');
      expect(levels.map(({ level }: { level: object }) => level)).toEqual([
        { kind: 'closed', concurrency: 1 },
        { kind: 'closed', concurrency: 3 },
      ]);
      for (const one of levels) {
        expect(one.nCompleted).toBeGreaterThan(0);
        expect([one.errors, one.nCompleted]).toEqual([{}, one.nRequests]);
        expect(Math.min(one.outputTps, one.ttftMs.p50, one.answerTokens.median)).toBeGreaterThan(0);
        expect(one.answerTokens.max).toBeLessThanOrEqual(204);
      }
      expect(XMLValidator.validate(await readFile(plot, 'utf8'))).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  it('says what it measured in a table, of an open loop over the API of OpenAI too', async () => {
    const { stdout } = await benchServe('--rate', '5', '--api', 'openai', ...quick);
    expect(stdout).toMatch(
      /^@cf\/tinystories\/stories-260k: prompts of 16 tokens, answers of 8 \(medians, sigma 0\.8\)/,
    );
    expect(stdout).toMatch(/\n\| 5\/s +\| +\d+ \| +0 \|/);
    expect(stdout).toMatch(/\n5\/s: prompts \d+ .* tokens; generator \d+ % busy/);
  }, 60_000);

  it.each([
    [['--rate', '1', '--concurrency', '1'], '--rate and --concurrency are two kinds of load'],
    [['--concurrency', '1,x'], "--concurrency takes a whole number from 1 to 10000, found 'x'"],
    [['--duration', '0'], '--duration takes a number from 0.1'],
    [
      ['--url', 'localhost', '--account', 'a'],
      "--url takes an address such as http://127.0.0.1:8787, found 'localhost'",
    ],
    [['--url', 'http://127.0.0.1:9'], '--url needs an account'],
    [['--url', 'http://127.0.0.1:9', '--api', 'x'], "--api is workers-ai or openai, found 'x'"],
  ])('says what is wrong with %j', async (args, message) => {
    const failure = await benchServe(...args).catch((error: { code: number; stderr: string }) => error);
    expect(failure).toMatchObject({ code: 2, stderr: expect.stringContaining(`tramontane bench serve: ${message}`) });
  });

  it.each([
    [['--url', 'http://127.0.0.1:9', '--account', 'a'], 'There is no server at http://127.0.0.1:9'],
    [['--model', '@cf/me/mine=/nowhere.gguf'], '/nowhere.gguf: cannot be opened'],
  ])(
    'says why %j cannot be measured',
    async (args, message) => {
      const failure = await benchServe(...args).catch((error: { code: number; stderr: string }) => error);
      expect(failure).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    },
    30_000,
  );
});

it('four levels are what is measured unless it is said otherwise', () => {
  expect(readLevels({}).map((level) => level.kind === 'closed' && level.concurrency)).toEqual([1, 4, 16, 64]);
  expect(readLevels({ rate: '0.5,2' })).toMatchObject([{ ratePerSecond: 0.5 }, { ratePerSecond: 2 }]);
});
