// `tramontane doctor`: what this machine has, whether the engine computes correctly on it, and how fast it is.

import { access, constants, mkdir } from 'node:fs/promises';
import { measureDeviceSpeed } from '../bench/device-speed.ts';
import { bundledModelPath } from '../bundled-model.ts';
import { readSetting } from '../config.ts';
import { loadModel } from '../load-model.ts';
import { listDevices } from '../vulkan/device.ts';
import { choosePhysicalDevice, type PhysicalDevice } from '../vulkan/physical-device.ts';
import type { Command, CommandValues } from './command.ts';
import {
  devicesFinding,
  type Finding,
  findingsText,
  limitsFinding,
  nodeFinding,
  selfTestFinding,
  speedFinding,
} from './doctor-findings.ts';
import { driverFilesHint } from './driver-files.ts';
import { statusLine } from './progress.ts';
import { settingOptions } from './settings.ts';

/** `tramontane doctor` */
export const command: Command = {
  name: 'doctor',
  summary: 'Check this machine: driver, device, self-test, speed.',
  description: `Looks at Node, the Vulkan driver and the device, runs the engine's self-test, and measures a layer of Mistral 7B's shape
for some seconds. Says what is missing or slow and what to do about it. Exits with code 1 if no model can be served.

  tramontane doctor --json      one object, to paste into an issue`,
  options: {
    'no-speed': { type: 'boolean', help: 'Do not measure speed.' },
    ...settingOptions(['device', 'cacheFolder', 'modelsFolder']),
    json: { type: 'boolean', help: 'Print one JSON object.' },
  },
  async run(values) {
    const findings: Finding[] = [nodeFinding(process.version, process.platform, process.arch)];
    const status = statusLine();
    try {
      for (const look of looks(values)) {
        status.show(`looking at the ${look.subject}`);
        findings.push(...(await look.run()));
      }
    } finally {
      status.clear();
    }
    print(values.json === true ? JSON.stringify({ version: 1, findings }) : findingsText(findings));
    if (findings.some(({ state }) => state === 'broken')) process.exitCode = 1;
  },
};

interface Look {
  readonly subject: string;
  run(): Promise<Finding[]>;
}

/** Each look needs those before it; the device's are left out where no device can be used. */
function* looks(values: CommandValues): Generator<Look> {
  let chosen: PhysicalDevice | undefined;
  yield {
    subject: 'driver',
    run: () =>
      broken('driver', () => {
        const devices = listDevices();
        const selector = readSetting('device', process.env, values) ?? undefined;
        chosen = choosePhysicalDevice(devices, selector);
        return [devicesFinding(devices, chosen), limitsFinding(chosen)];
      }),
  };
  if (chosen) {
    const device = { selector: String(chosen.index), type: chosen.type };
    yield { subject: 'self-test', run: () => broken('self-test', () => selfTest(device.selector, values)) };
    if (values['no-speed'] !== true) {
      yield { subject: 'speed', run: () => broken('speed', () => speed(device, values)) };
    }
  }
  yield { subject: 'folders', run: () => folders(values) };
}

/** What a look found, or that it failed and why. The errors of the engine say what to do. */
async function broken(subject: string, look: () => Finding[] | Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const { name, message } = error as Error;
    const hint = name === 'MissingVulkanError' ? driverFilesHint() : '';
    return [{ subject, state: 'broken', found: message + hint }];
  }
}

async function selfTest(device: string, values: CommandValues): Promise<Finding[]> {
  const notices: string[] = [];
  const startedAt = performance.now();
  const loaded = await loadModel({
    name: 'the bundled model',
    path: bundledModelPath,
    device,
    cacheFolder: readSetting('cacheFolder', process.env, values),
    onNotice: (notice) => notices.push(notice),
  });
  const loadMs = performance.now() - startedAt;
  const { flavour, activations } = loaded;
  await loaded.close();
  return [selfTestFinding({ flavour, activations, loadMs, notices })];
}

async function speed(device: { selector: string; type: PhysicalDevice['type'] }, values: CommandValues) {
  const cacheFolder = readSetting('cacheFolder', process.env, values);
  const measured = await measureDeviceSpeed({ selector: device.selector, cacheFolder, onNotice: () => undefined });
  return [speedFinding(measured, device.type)];
}

/** Without these folders everything works, but starts more slowly, and no model can be pulled. */
async function folders(values: CommandValues): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of ['cacheFolder', 'modelsFolder'] as const) {
    const folder = readSetting(name, process.env, values);
    const subject = name === 'cacheFolder' ? 'cache' : 'models';
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      findings.push({ subject, state: 'good', found: folder });
    } catch (error) {
      const flag = name === 'cacheFolder' ? '--cache-folder' : '--models-folder';
      const advice = `choose another folder with ${flag}`;
      findings.push({ subject, state: 'slow', found: (error as Error).message, advice });
    }
  }
  return findings;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
