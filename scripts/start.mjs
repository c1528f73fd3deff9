// `npm start`: installs, builds and serves the bundled model. Arguments go to `tramontane serve`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { giveUp, root, run, setUp } from './setup.mjs';

setUp(['compiler', 'loader', 'driver']);
const build = [
  'turbo',
  'run',
  'build',
  '--filter=@tramontane/server',
  '--output-logs=errors-only',
  '--log-order=stream',
];
if (!run('npx', build, { TURBO_TELEMETRY_DISABLED: '1' })) giveUp('The build failed; its words are above.');

const server = spawn(process.execPath, [join(root, 'server/dist/main.js'), 'serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// A terminal's Ctrl+C reaches the server by itself; a signal sent to us alone must be handed on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
