// `tramontane devices`: the Vulkan devices of this system, which one is the default, and why others cannot be used.
import { listDevices } from '../vulkan/device.ts';
import { choosePhysicalDevice, type PhysicalDevice } from '../vulkan/physical-device.ts';
import type { Command } from './command.ts';

/** `tramontane devices` */
export const command: Command = {
  name: 'devices',
  summary: 'List the Vulkan devices of this system.',
  description: '* marks the device that is used unless --device names another. --json prints one object per line.',
  options: { json: { type: 'boolean', help: 'One JSON object per line.' } },
  async run(values) {
    const devices = listDevices();
    const chosen = devices.some((device) => device.missing.length === 0) ? choosePhysicalDevice(devices) : undefined;
    for (const device of devices) {
      process.stdout.write(`${values.json ? asJson(device, device === chosen) : asLine(device, device === chosen)}\n`);
    }
    if (!chosen) choosePhysicalDevice(devices); // throws an error that says what to install
  },
};

function asLine(device: PhysicalDevice, isChosen: boolean): string {
  const { index, name, type, driver, apiVersion, memoryBytes, missing } = device;
  const facts = [type, `Vulkan ${apiVersion}`, driver, `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`];
  const lacks = missing.length > 0 ? `\n    cannot be used: lacks ${missing.join(', ')}` : '';
  return `${isChosen ? '*' : ' '} ${index}  ${name}\n    ${facts.filter(Boolean).join(', ')}${lacks}`;
}

function asJson(device: PhysicalDevice, isChosen: boolean): string {
  const { index, name, type, driver, apiVersion, memoryBytes, subgroupSize, missing } = device;
  return JSON.stringify({
    index,
    name,
    type,
    driver,
    apiVersion,
    memoryBytes,
    subgroupSize,
    missing,
    chosen: isChosen,
  });
}
