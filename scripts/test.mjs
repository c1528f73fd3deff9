// `npm test`: builds, type-checks, tests and lints everything, and ends with one plain line: N passed, N failed.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { apart, lavapipe, root, run, setUp, swiftshader } from './setup.mjs';

await setUp(
  ['compiler', 'loader', 'driver', 'validation', 'browser', 'redis', 'kubectl', 'xz', 'lavapipe', 'swiftshader'],
  { further: [...(process.platform === 'linux' ? [apart.today] : []), apart.llamaCpp] },
);

/** Other drivers, and other widths of lavapipe's vectors, on which the tests of kernels and models run once more. */
const driver = (file) => ({ VK_DRIVER_FILES: file, VK_ICD_FILENAMES: file });
const drivers = [
  ['lavapipe with vectors of 128 bits', 128, { ...driver(lavapipe()), LP_NATIVE_VECTOR_WIDTH: '128' }],
  ['lavapipe with vectors of 512 bits', 512, { ...driver(lavapipe()), LP_NATIVE_VECTOR_WIDTH: '512' }],
  ['SwiftShader', 'swiftshader', driver(swiftshader)],
];

const examples = ['worker', 'offline-env-ai', 'libraries', 'vite-hono'].map((name) => `examples/${name}`);
const packages = ['sdk', 'server', 'docs', ...examples];
const resultsOf = (name) => join(root, name, 'test-results.json');
const driverResults = (name) => `server/test-results.${name}.json`;
const allResults = [...packages.map(resultsOf), ...drivers.map(([, name]) => join(root, driverResults(name)))];
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
// One package at a time: on a software device the kernels' tests take every core there is.
take('tests', 'npx', ['turbo', 'run', 'test', '--concurrency=1', '--continue', '--log-order=stream']);

// What a driver decides: test/drivers and more, under the validation layer. All tests would take too long on two cores.
const driverTests = ['test/validation-layer.test.ts'];
for (const [name, short, env] of drivers) {
  console.log(`\n== tests of kernels and models on ${name}`);
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=test-results.${short}.json`];
  const args = ['exec', '-w', 'server', '--', 'vitest', 'run', ...driverTests];
  if (!run('npm', [...args, ...output], env)) failedSteps.push(`tests on ${name}`);
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
