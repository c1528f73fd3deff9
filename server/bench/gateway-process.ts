// The server in front of an engine, in a process of its own, for benches that measure it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort, stop, untilReady } from './processes.ts';

/** What it takes; its model is called `m`. */
export const token = 'token-of-the-bench';
/** A second model, of an engine that only keeps time: asked until the server's code is compiled. */
export const warmingModel = 'warming';

export interface GatewayProcess {
  readonly url: string;
  /** Processor time that it has used, in ms. */
  cpuMs(): number;
  close(): Promise<void>;
}

/** The server in a process of its own: one that shared this process would be measured together with its client. */
export async function startGateway(
  url: string,
  key: string | null,
  warmingUrl?: string | undefined,
): Promise<GatewayProcess> {
  const port = await freePort();
  const measured = { model: 'm', url, ...(key !== null && { 'api-key-variable': 'KEY_OF_THE_BENCH' }) };
  const upstreams = warmingUrl === undefined ? [measured] : [measured, { model: warmingModel, url: warmingUrl }];
  const env = {
    ...process.env,
    TRAMONTANE_API_TOKEN: token,
    TRAMONTANE_UPSTREAMS: JSON.stringify(upstreams),
    KEY_OF_THE_BENCH: key ?? '',
    LOG_LEVEL: 'error',
  };
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const args = ['--import', 'tsx', main, 'serve', '--port', `${port}`, '--requests-per-minute', '0'];
  const child = spawn(process.execPath, args, { stdio: 'ignore', env });
  const base = `http://127.0.0.1:${port}`;
  await untilReady(`${base}/readyz`, child);
  return { url: base, cpuMs: () => cpuMsOf(child.pid ?? 0), close: () => stop(child) };
}

/** An engine that only keeps time, in a process of its own. */
export async function startPacedEngine(): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort();
  const main = fileURLToPath(new URL('paced-engine.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', main, `${port}`], { stdio: 'inherit' });
  await untilReady(`http://127.0.0.1:${port}/health`, child);
  return { url: `http://127.0.0.1:${port}/v1`, close: () => stop(child) };
}

/** As Linux counts it, in steps of ten milliseconds. */
function cpuMsOf(pid: number): number {
  const [, stat = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = stat.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) * 10;
}
