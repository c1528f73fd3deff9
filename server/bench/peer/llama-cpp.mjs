// One measurement of llama.cpp (through node-llama-cpp) on a GGUF file, as a line of JSON:
//   node llama-cpp.mjs FILE cpu|vulkan N_PROMPT N_GENERATE
// A process of its own, like ours: one warm-up, then the measured run. On a machine whose only Vulkan device is a CPU
// (lavapipe), llama.cpp leaves it out unless GGML_VK_VISIBLE_DEVICES names it.
const [file, backend, nPromptText, nGenerateText] = process.argv.slice(2);
const nPrompt = Number(nPromptText);
const nGenerate = Number(nGenerateText);
if (backend === 'vulkan') process.env.GGML_VK_VISIBLE_DEVICES ??= '0';
const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');

const llama = await getLlama({
  gpu: backend === 'vulkan' ? 'vulkan' : false,
  build: 'never',
  skipDownload: true,
  logLevel: LlamaLogLevel.error,
});
const [deviceName = 'CPU'] = await llama.getGpuDeviceNames();
const model = await llama.loadModel({ modelPath: file, gpuLayers: backend === 'vulkan' ? 'max' : 0 });
const context = await model.createContext({
  contextSize: Math.max(256, nPrompt + nGenerate + 8),
  batchSize: Math.max(1, nPrompt),
  threads: llama.cpuMathCores,
});
const sequence = context.getSequence();
const prompt = Array.from({ length: nPrompt }, (_, i) => (i === 0 ? 1 : 259 + ((i * 37) % 200)));

let result;
for (let i = 0; i < 2; i++) {
  await sequence.clearHistory();
  const startedAt = performance.now();
  let firstAt = 0;
  const ids = [];
  for await (const id of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    if (ids.push(id) === 1) firstAt = performance.now();
    if (ids.length >= nGenerate) break;
  }
  const endedAt = performance.now();
  result = {
    device: deviceName,
    prefillTps: nPrompt / ((firstAt - startedAt) / 1000),
    decodeTps: (nGenerate - 1) / ((endedAt - firstAt) / 1000),
    firstIds: ids.slice(0, 8),
  };
}
console.log(JSON.stringify(result));
await context.dispose();
await model.dispose();
await llama.dispose();
