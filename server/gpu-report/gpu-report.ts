// A report on the engine on one machine's GPU: accuracy and speed, beside llama.cpp where it is installed, in order of value
// and within a number of minutes. `npm run gpu:report` runs it in a clone, report.sh on a bare machine.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { devices, goldensByProgram, goldensByVariant, greedyIds, selfTests } from './accuracy.ts';
import { Context } from './context.ts';
import { commitFile, root } from './places.ts';
import { Report, type StepResult } from './report.ts';
import { Runner } from './run-node.ts';
import { readSettings } from './settings.ts';
import { alone, attentionStyles, besideLlamaCpp, llamaCppOnCpu, manyAtOnce, sameIds, tuningTimes } from './speed.ts';
import { WeightFiles } from './weight-files.ts';

const settings = readSettings(process.argv.slice(2), join(tmpdir(), 'tramontane-gpu-report'));
const { layers, types, nPrompt, nGenerate, rounds, streams, context: positions, only, isQuick } = settings;
mkdirSync(settings.work, { recursive: true });
const report = new Report(resolve(settings.out), {
  commit: commitOf(),
  began: new Date(settings.startedAt).toISOString(),
  settings: { layers, types, nPrompt, nGenerate, rounds, streams, context: positions },
});
const runner = new Runner({ endAt: settings.endAt, patience: isQuick ? 4 : 1, log: (text) => report.log(text) });
const files = new WeightFiles(runner, settings.work);
const context = new Context(settings, runner, files);

/** Ends the process, and all that it started, whatever still runs. */
function end(code: number): never {
  runner.stop();
  files.destroy();
  process.exit(code);
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => end(1));
setTimeout(() => end(1), settings.endAt + 5_000 - Date.now()).unref();

/** Takes a step if there is time for it. */
async function step(name: string, atLeastSeconds: number, take: () => Promise<StepResult>): Promise<void> {
  if (only && !only.test(name)) return;
  const left = runner.secondsLeft;
  if (left < atLeastSeconds) return report.add(name, 0, { failure: `no time: ${left.toFixed(0)} s were left` });
  report.log(`==== ${name} (${left.toFixed(0)} s left)`);
  const startedAt = performance.now();
  const result = await take().catch((error: unknown) => ({
    failure: error instanceof Error ? error.message : String(error),
  }));
  report.add(name, (performance.now() - startedAt) / 1000, result);
}

const [first = 'q4_0'] = types;
await step('Devices', 2, () => devices(context));
// The files are written beside the steps that need no quiet machine.
for (const type of types) void files.begin(type, layers);
const accuracy = [
  () => step('Golden logits, every variant of the kernels', 5, () => goldensByVariant(context)),
  () => step('Golden logits, by the program', 5, () => goldensByProgram(context)),
  () => step('Self-tests', 5, () => selfTests(context)),
];
if (isQuick) for (const take of accuracy) await take();
else await Promise.all(accuracy.map((take) => take()));
await step("Greedy ids of two layers, fed with llama.cpp's answer", 10, () => greedyIds(context));
await Promise.all(types.map((type) => files.begin(type, layers)));
for (const type of types) {
  await step(`Speed, ${type}`, 15, () => alone(context, type));
  await step(`Speed beside llama.cpp, ${type}`, 20, () => besideLlamaCpp(context, type));
  if (type === first) await step(`Greedy ids beside llama.cpp's, ${type}`, 15, () => sameIds(context, type));
}
await step('Many answers at once', 25, () => manyAtOnce(context, first));
await step('Attention styles', 25, () => attentionStyles(context));
for (const type of types) await step(`Tuning, ${type}`, 10, () => tuningTimes(context, type));
await step("llama.cpp's CPU backend", 30, () => llamaCppOnCpu(context, first));
const { failures } = report;
console.log(
  `\n${failures.length > 0 ? `Not whole: ${failures.join('; ')}\n` : ''}${resolve(settings.out)}/report.md is to be pasted into an issue.`,
);
end(0);

function commitOf(): string {
  if (existsSync(commitFile)) return readFileSync(commitFile, 'utf8').trim();
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}
