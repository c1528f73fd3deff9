// One measurement of our engine on a GGUF file, as a line of JSON: tsx bench/ours.ts FILE N_PROMPT N_GENERATE
// The same protocol as peer/llama-cpp.mjs, and where a token's time goes.

import { KernelSet } from '../src/kernels/kernel-set.ts';
import { rmsNorm } from '../src/kernels/rms-norm.ts';
import { loadModel } from '../src/load.ts';
import { Device } from '../src/vulkan/device.ts';
import { DeviceBuffer } from '../src/vulkan/memory.ts';
import { Recording } from '../src/vulkan/recording.ts';

const [file = '', nPromptText = '16', nGenerateText = '128'] = process.argv.slice(2);
const nPrompt = Number(nPromptText);
const nGenerate = Number(nGenerateText);
const loaded = await loadModel({ name: file, path: file });
const promptIds = Array.from({ length: nPrompt }, (_, i) => (i === 0 ? 1 : 259 + ((i * 37) % 200)));
const request = { promptIds, maxTokens: nGenerate, stopIds: [], sampling: { temperature: 0 } };

let timing = { prefillTps: 0, decodeTps: 0, firstIds: [] as number[] };
for (let i = 0; i < 2; i++) {
  const startedAt = performance.now();
  let firstAt = 0;
  const ids: number[] = [];
  for await (const { id } of loaded.engine.generate(request)) if (ids.push(id) === 1) firstAt = performance.now();
  const endedAt = performance.now();
  timing = {
    prefillTps: nPrompt / ((firstAt - startedAt) / 1000),
    decodeTps: (nGenerate - 1) / ((endedAt - firstAt) / 1000),
    firstIds: ids.slice(0, 8),
  };
}
const nDispatches = loaded.model.recording(1).nDispatches;
const { deviceName, flavour } = loaded;
await loaded.close();
console.log(JSON.stringify({ device: deviceName, flavour, ...timing, nDispatches, ...(await overhead(nDispatches)) }));

/** What a step costs before any real work: an empty submission, and one of as many dispatches that do almost nothing. */
async function overhead(n: number): Promise<{ emptySubmitMs: number; idleDispatchesMs: number }> {
  const device = Device.open();
  const kernels = new KernelSet(device, device.physical.type === 'cpu' ? 'texel' : 'ssbo');
  const buffers = Array.from({ length: 4 }, () => new DeviceBuffer(device, 4096, 'device'));
  const [x, gain, outputs, y] = buffers.map((buffer) => buffer.range());
  if (!x || !gain || !outputs || !y) throw new Error('four buffers');
  const row = { format: 'f32' as const, nRows: 1, dim: 32, stride: 32 };
  const empty = new Recording(device, () => undefined);
  const idle = new Recording(device, (r) => {
    for (let i = 0; i < n; i++) {
      const [from, to] = i % 2 ? [x, y] : [y, x]; // each waits for the one before it, as a model's kernels do
      rmsNorm(r, kernels, {
        x: { ...row, name: 'from', range: from },
        y: { ...row, name: 'to', range: to },
        gain,
        outputs,
        eps: 1e-5,
        gathers: false,
        rows: 1,
      });
    }
  });
  const time = async (recording: Recording) => {
    const times: number[] = [];
    for (let i = 0; i < 200; i++) {
      const startedAt = performance.now();
      await device.submit(recording.handle);
      times.push(performance.now() - startedAt);
    }
    return times.sort((a, b) => a - b)[100] ?? 0;
  };
  const result = { emptySubmitMs: await time(empty), idleDispatchesMs: await time(idle) };
  empty.free();
  idle.free();
  for (const buffer of buffers) buffer.destroy();
  kernels.destroy();
  await device.close();
  return result;
}
