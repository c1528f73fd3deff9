// A file of tokens that is exchanged for a FIFO for a moment: revocation must go on, and the server must end when it is told to.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tried } from './table.ts';
import { startTarget, tokensOf } from './target.ts';
import { small } from './watch.ts';

export async function tokenFileChecks(bin: string): Promise<Tried> {
  const target = await startTarget(bin);
  const { tokenFile, secrets, child } = target;
  try {
    rmSync(tokenFile);
    execFileSync('mkfifo', [tokenFile]);
    await sleep(2500);
    const isTold = /regular file|not read/.test(target.printed());
    writeFileSync(`${tokenFile}.new`, tokensOf({ guest: secrets.guest }));
    renameSync(`${tokenFile}.new`, tokenFile);
    let isRevoked = false;
    for (let i = 0; i < 30 && !isRevoked; i++) {
      await sleep(200);
      isRevoked = (await target.ask('attacker', small)).status === 401;
    }
    const isServed = (await target.ask('guest', small)).status === 200;
    const ended = once(child, 'exit').then(() => true);
    child.kill('SIGTERM');
    const hasEnded = await Promise.race([ended, sleep(12_000, false)]);
    if (!hasEnded) child.kill('SIGKILL');
    return [
      ['a line in the log', isTold],
      ['revocation afterwards', isRevoked],
      ['the others are served', isServed],
      ['SIGTERM', hasEnded],
    ];
  } finally {
    await target.close();
  }
}
