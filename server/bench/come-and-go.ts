// 100 rounds in which the bundled model is unloaded and loaded again while requests are in flight: whether one is lost, and
// whether the memory of device, server and engine stays flat: npm run come-and-go -w server [-- --rounds 100]
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figure, table } from '../src/bench/table.ts';
import { bundledModelName } from '../src/catalogue.ts';
import { comeAndGo, type Round } from './come-and-go/rounds.ts';
import { freePort, stop, untilReady } from './processes.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' } } });
const nRounds = Number(values.rounds);
const nRows = 10;
const apiToken = 'token-of-the-rounds';

const bin = fileURLToPath(new URL('../bin/tramontane.js', import.meta.url));
const url = `http://127.0.0.1:${await freePort()}`;
const env = { ...process.env, TRAMONTANE_API_TOKEN: apiToken, PORT: new URL(url).port, LOG_LEVEL: 'error' };
const server = spawn(process.execPath, [bin, 'serve'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
const rounds: Round[] = [];
const rows: string[][] = [];
try {
  await untilReady(`${url}/readyz`, server);
  const subject = { url, apiToken, model: bundledModelName, pid: server.pid as number };
  for await (const round of comeAndGo(subject, nRounds)) {
    rounds.push(round);
    if (rounds.length === 1 || rounds.length % Math.ceil(nRounds / nRows) === 0) rows.push(rowOf(round));
    if (rows.at(-1)?.[0] === String(rounds.length)) console.error(rows.at(-1)?.join('  '));
  }
} finally {
  await stop(server);
}

function rowOf({ loadedBytes, unloadedBytes, engineMiB, serverMiB, nEnginesLeft }: Round): string[] {
  const mib = (bytes: number | null) => (bytes === null ? null : figure(bytes / 2 ** 20));
  return [
    String(rounds.length),
    mib(loadedBytes) ?? 'not told yet',
    mib(unloadedBytes) ?? '0',
    figure(engineMiB),
    String(nEnginesLeft),
    figure(serverMiB),
  ];
}

const lost = rounds.flatMap((round) => round.lost);
const nWhole = rounds.reduce((sum, round) => sum + round.nWhole, 0);
const heads = ['round', 'device, loaded, MiB', 'device, unloaded, MiB', 'engine, MiB', 'engines left', 'server, MiB'];
console.log(table([heads, ...rows]));
console.log(
  `\n${rounds.length} rounds: ${nWhole} answers whole, ${lost.length} lost${lost.map((one) => `\n  ${one}`).join('')}`,
);
if (lost.length > 0 || rounds.some(({ nEnginesLeft }) => nEnginesLeft > 0)) process.exitCode = 1;
