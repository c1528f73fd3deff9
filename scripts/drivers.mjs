// The drivers on which the tests of kernels and models run once more, and the server's folders with what a driver decides.
import { join } from 'node:path';
import { lavapipe, root, run, swiftshader } from './setup.mjs';

/** The validation layer's test runs src/vulkan and test/drivers under the layer: every kernel, every type of weights. */
const kernels = ['src/kernels/', 'test/kernels/', 'test/validation-layer.test.ts'];
const models = ['test/model/'];
/** What models of any size do from their file on. */
const modelFiles = ['test/model-files/'];
/** The shape of Mistral 7B, hundreds of times the arithmetic of the other models. */
const largeModel = ['test/synthetic/'];

const driver = (file) => ({ VK_DRIVER_FILES: file, VK_ICD_FILENAMES: file });
const lavapipeOf = (bits) => ({ ...driver(lavapipe()), LP_NATIVE_VECTOR_WIDTH: String(bits) });

/**
 * `npm test` runs kernels and models on each, and there one type of weights for what lavapipe has run with all of them
 * (test/model/further-driver.ts); `npm run test:drivers` runs everything. SwiftShader, which runs four lanes at a time and
 * does not optimise its code, takes seconds for each token and layer of Mistral 7B's shape, which is therefore left to
 * lavapipe; kernels with rows as wide are among those that run on it.
 */
export function drivers({ all = false } = {}) {
  const folders = all ? [...kernels, ...models, ...modelFiles] : [...kernels, ...models];
  const ofLavapipe = all ? [...folders, ...largeModel] : folders;
  const extent = all ? {} : { TRAMONTANE_TEST_FURTHER_DRIVER: '1' };
  return [
    { name: 'lavapipe with vectors of 128 bits', id: '128', env: lavapipeOf(128), folders: ofLavapipe },
    { name: 'lavapipe with vectors of 512 bits', id: '512', env: lavapipeOf(512), folders: ofLavapipe },
    { name: 'SwiftShader', id: 'swiftshader', env: driver(swiftshader), folders },
  ].map((each) => ({ ...each, env: { ...each.env, ...extent } }));
}

/** Where the results of a driver's tests are. */
export const driverResults = ({ id }) => join(root, 'server', `test-results.${id}.json`);

/** Runs the tests of the driver's folders. Returns whether they passed. */
export function testDriver({ name, id, env, folders }) {
  console.log(`\n== tests of kernels and models on ${name}`);
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=test-results.${id}.json`];
  return run('npm', ['exec', '-w', 'server', '--', 'vitest', 'run', ...folders, ...output], env);
}
