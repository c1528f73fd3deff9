// Preloaded into a server under attack: notes how long the turns of its event loop take, and how much of that time its
// thread computed or waited for a core. What it computed is its own doing; the rest is a busy machine's.
import { appendFileSync, openSync, readSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const turnMs = 10;
const turnsPerWrite = 20;
const file = process.env.ATTACK_TURNS;

// Processes and threads that the server starts load this file too.
if (file !== undefined && isMainThread && process.argv[2] === 'serve') {
  const stat = openSync('/proc/self/schedstat', 'r'); // of the main thread
  const bytes = Buffer.alloc(100);
  const read = () => {
    const [computed, waited] = bytes.latin1Slice(0, readSync(stat, bytes, 0, 100, 0)).split(' ');
    return [performance.now(), Number(computed) / 1e6, Number(waited) / 1e6];
  };
  let before = read();
  let lines = [];
  const note = () => {
    const now = read();
    lines.push([Date.now(), ...now.map((ms, i) => (ms - before[i]).toFixed(2))].join(' '));
    before = now;
    if (lines.length < turnsPerWrite) return;
    appendFileSync(file, `${lines.join('\n')}\n`);
    lines = [];
  };
  setInterval(note, turnMs).unref();
}
