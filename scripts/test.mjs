// `npm test`: builds, type-checks, tests and lints everything, and ends with one plain line: N passed, N failed.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { driverResults, drivers, testDriver } from './drivers.mjs';
import { apart, root, run, setUp } from './setup.mjs';

await setUp(
  [
    'compiler',
    'loader',
    'driver',
    'validation',
    'browser',
    'redis',
    'kubectl',
    'xz',
    'lavapipe',
    'swiftshader',
    'zsh',
    'fish',
  ],
  { further: [...(process.platform === 'linux' ? [apart.today] : []), apart.llamaCpp] },
);

const examples = ['worker', 'offline-env-ai', 'libraries', 'vite-hono', 'sveltekit'].map((name) => `examples/${name}`);
const packages = ['sdk', 'server', 'docs', ...examples];
const resultsOf = (name) => join(root, name, 'test-results.json');
const allResults = [...packages.map(resultsOf), ...drivers().map(driverResults)];
for (const file of allResults) rmSync(file, { force: true });

const quiet = { TURBO_TELEMETRY_DISABLED: '1' };
const failedSteps = [];
function take(name, program, args) {
  console.log(`\n== ${name}`);
  if (!run(program, args, quiet)) failedSteps.push(name);
}
take('generated code is fresh', 'node', ['scripts/check-generated.mjs']);
take('build, types and API docs', 'npx', ['turbo', 'run', 'build', 'typecheck', 'docs', '--log-order=grouped']);
take('lint', 'npm', ['run', '--silent', 'lint']); // after the build: knip loads configurations that use it
// The server's tests by themselves: on a software device the kernels' take every core there is. The others wait for much,
// such as browsers and workerd, and two packages share the cores.
const testPackages = (...options) => ['turbo', 'run', 'test', '--continue', '--log-order=stream', ...options];
take('tests of the server', 'npx', testPackages('--filter=@tramontane/server'));
take('tests of the other packages', 'npx', testPackages('--filter=!@tramontane/server', '--concurrency=2'));

for (const driver of drivers()) {
  if (!testDriver(driver)) failedSteps.push(`tests on ${driver.name}`);
}

/** What failed in one package, a paragraph each: CI keeps the end of a log, and a failure stands thousands of lines before. */
function failuresOf(results) {
  return results.testResults.flatMap((file) => {
    const where = relative(root, file.name);
    const failures = file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `FAILED ${where} > ${test.fullName}\n${test.failureMessages.join('\n').slice(0, 4000)}`);
    return failures.length === 0 && file.status === 'failed' ? [`FAILED ${where}\n${file.message}`] : failures;
  });
}

let passed = 0;
let failed = 0;
const failures = [];
for (const file of allResults) {
  const name = relative(root, file);
  if (!existsSync(file)) {
    failed++;
    console.log(`${name}: no test results`);
    continue;
  }
  const results = JSON.parse(readFileSync(file, 'utf8'));
  failures.push(...failuresOf(results));
  passed += results.numPassedTests;
  // A file that cannot be loaded has no failed tests, but is a failed suite.
  failed += results.numFailedTests || results.numFailedTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  if (skipped > 0) {
    failed += skipped;
    console.log(`${name}: ${skipped} tests were skipped`);
  }
}
const otherSteps = failedSteps.filter((name) => !name.startsWith('tests') || failed === 0);
for (const failure of failures) console.log(`\n${failure}`);
for (const name of failedSteps) console.log(`failed: ${name}`);
failed += otherSteps.length;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
