// `npm test`: builds, type-checks, tests and lints everything, and ends with one plain line: N passed, N failed.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp, setUpApart } from './setup.mjs';

setUp(['compiler', 'loader', 'driver', 'validation', 'browser']);
if (process.platform === 'linux') setUpApart('sdk/test/node-24');

const packages = ['sdk', 'server', 'examples/worker', 'examples/offline-env-ai'];
const resultsOf = (name) => join(root, name, 'test-results.json');
for (const name of packages) rmSync(resultsOf(name), { force: true });

const quiet = { TURBO_TELEMETRY_DISABLED: '1' };
const steps = [
  ['generated code is fresh', 'node', ['scripts/check-generated.mjs']],
  ['build, types and API docs', 'npx', ['turbo', 'run', 'build', 'typecheck', 'docs', '--log-order=grouped']],
  ['lint', 'npm', ['run', '--silent', 'lint']],
  // One package at a time: on a software device the kernels' tests take every core there is.
  ['tests', 'npx', ['turbo', 'run', 'test', '--concurrency=1', '--continue', '--log-order=stream']],
];
const failedSteps = [];
for (const [name, program, args] of steps) {
  console.log(`\n== ${name}`);
  if (!run(program, args, quiet)) failedSteps.push(name);
}

let passed = 0;
let failed = 0;
for (const name of packages) {
  if (!existsSync(resultsOf(name))) {
    failed++;
    console.log(`${name}: no test results`);
    continue;
  }
  const results = JSON.parse(readFileSync(resultsOf(name), 'utf8'));
  passed += results.numPassedTests;
  // A file that cannot be loaded has no failed tests, but is a failed suite.
  failed += results.numFailedTests || results.numFailedTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  if (skipped > 0) {
    failed += skipped;
    console.log(`${name}: ${skipped} tests were skipped`);
  }
}
const otherSteps = failedSteps.filter((name) => name !== 'tests' || failed === 0);
for (const name of failedSteps) console.log(`failed: ${name}`);
failed += otherSteps.length;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
