// How far our logits are from those of other engines, as a table: npm run accuracy -w server
// What the numbers are compared with: test/goldens/README.md. The bounds are tested in test/model/golden.test.ts.
import { KernelSet } from '../src/kernels/kernel-set.ts';
import { kvTypes } from '../src/kernels/tensor.ts';
import { Device } from '../src/vulkan/device.ts';
import { goldenFile, goldenModels, goldenPrompts, largestDifference, openModel } from '../test/model/golden.ts';

const device = Device.open();
console.log(`Largest difference of a logit from the golden one, on ${device.physical.name}\n`);
console.log(
  '| model | precise: texel, prefill | one by one | ssbo, prefill | one by one | default: texel, prefill | one by one |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
const variants = [
  { flavour: 'texel', precise: true },
  { flavour: 'ssbo', precise: true },
  { flavour: 'texel', precise: false },
] as const;
for (const name of goldenModels) {
  const cells: string[] = [];
  for (const { flavour, precise } of variants) {
    const kernels = new KernelSet(device, flavour, { precise });
    const { model, close } = await openModel(kernels, goldenFile(`${name}.gguf`));
    for (const step of [model.maxBatchTokens, 1]) {
      cells.push((await largestDifference(model, goldenPrompts(name), step)).toExponential(1));
    }
    close();
    kernels.destroy();
  }
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

console.log('\nKeys and values in other types, with float32 activations (precise, texel, prefill)\n');
console.log(`| model | ${kvTypes.join(' | ')} |`);
console.log('| --- | ---: | ---: | ---: |');
const precise = new KernelSet(device, 'texel', { precise: true });
for (const name of goldenModels) {
  const cells: string[] = [];
  for (const type of kvTypes) {
    // tiny-mha's and tiny-mqa's heads of 16 are no whole blocks of q8_0.
    if (!name.startsWith('tiny-mistral') && type === 'q8_0') {
      cells.push('-');
      continue;
    }
    const { model, close } = await openModel(precise, goldenFile(`${name}.gguf`), 4, 64, type);
    cells.push((await largestDifference(model, goldenPrompts(name), model.maxBatchTokens)).toExponential(1));
    close();
  }
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
precise.destroy();
await device.close();
