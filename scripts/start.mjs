// `npm start`: installs, builds and serves the bundled model. Arguments go to `tramontane serve`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isBuilt } from './is-built.mjs';
import { giveUp, root, runQuietly, setUp } from './setup.mjs';

await setUp(['compiler', 'loader', 'driver'], { onlyServing: true });
if (!isBuilt(join(root, 'server'))) {
  console.log('Building the server. This takes a minute or two, once.');
  const build = ['run', '--silent', 'build', '--workspace=@tramontane/server'];
  if (!(await runQuietly('npm', build))) giveUp('The build failed; its words are above.');
}

const server = spawn(process.execPath, [join(root, 'server/bin/tramontane.js'), 'serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// A terminal's Ctrl+C reaches the server by itself; a signal sent to us alone must be handed on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
