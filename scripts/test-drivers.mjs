// `npm run test:drivers -w server`: all tests of kernels and models on every driver, which `npm test` has no time for. Ends
// with a line for each driver.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { driverResults, drivers, testDriver } from './drivers.mjs';
import { apart, run, setUp } from './setup.mjs';

await setUp(['compiler', 'loader', 'validation', 'lavapipe', 'swiftshader'], { further: [apart.llamaCpp] });
if (!run('npx', ['turbo', 'run', 'build', '--filter=@tramontane/server', '--log-order=grouped'])) process.exit(1);

const lines = [];
let isGood = true;
for (const driver of drivers({ all: true })) {
  const file = driverResults(driver);
  rmSync(file, { force: true });
  isGood = testDriver(driver) && isGood;
  const { numPassedTests: passed = 0, numTotalTests: total = 0 } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {};
  isGood = isGood && passed === total && total > 0; // none may be skipped
  lines.push(`${driver.name}: ${passed} of ${total} passed`);
}
for (const line of lines) console.log(line);
process.exit(isGood ? 0 : 1);
