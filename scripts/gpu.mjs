// `npm run gpu:report` measures the engine on this machine's GPU and writes a report for an issue; `npm run gpu:pack` packs
// the same for a machine that has nothing. Both install and build what they need first.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { apart, giveUp, root, run, setUp } from './setup.mjs';

const [what, ...given] = process.argv.slice(2);
const quiet = { TURBO_TELEMETRY_DISABLED: '1' };
await setUp(['compiler', 'loader', 'driver', 'xz'], { further: [apart.llamaCpp] });
const build = ['turbo', 'run', 'build', '--filter=@tramontane/server', '--output-logs=errors-only'];
if (!run('npx', build, quiet) || !run('npm', ['run', '--silent', 'build:gpu-report', '-w', 'server'])) {
  giveUp('The build failed; its words are above.');
}
const program = {
  pack: ['--import', 'tsx', join(root, 'server/gpu-report/pack.ts'), ...given],
  report: [join(root, 'server/gpu-report/dist/gpu-report.js'), ...(given.length > 0 ? given : ['gpu-report'])],
}[what];
if (!program) giveUp('Use npm run gpu:report or npm run gpu:pack.');
process.exit(spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1);
