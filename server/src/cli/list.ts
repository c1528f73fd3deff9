// `tramontane list`: the installed models, a line each.
import { readSetting } from '../config.ts';
import { listInstalled } from '../store/installed.ts';
import { quantOf } from '../store/reference.ts';
import type { Command } from './command.ts';
import { nameOf } from './installed.ts';
import { size } from './progress.ts';
import { settingOptions } from './settings.ts';
import { columns } from './table.ts';

/** `tramontane list` */
export const command: Command = {
  name: 'list',
  summary: 'List the installed models.',
  description: `One line for each file: the name that serve takes, quantisation, size, day of the pull. --json prints one object per line:
{"name","quant","sizeBytes","pulledAt","path","repo","file","revision","sha256"}. tramontane models lists what can be pulled.`,
  options: {
    json: { type: 'boolean', help: 'One JSON object per line.' },
    ...settingOptions(['modelsFolder']),
  },
  async run(values) {
    const modelsFolder = readSetting('modelsFolder', process.env, values);
    const files = (await listInstalled(modelsFolder)).map((file) => ({
      name: nameOf(file),
      quant: quantOf(file.file),
      ...file,
    }));
    if (values.json === true) {
      for (const file of files) process.stdout.write(`${JSON.stringify(file)}\n`);
    } else if (files.length === 0) {
      process.stdout.write(`Nothing is installed in ${modelsFolder}. tramontane models lists what can be pulled.\n`);
    } else {
      const rows = files.map(({ name, quant, sizeBytes, pulledAt }) => [
        name,
        quant,
        size(sizeBytes),
        pulledAt.slice(0, 10),
      ]);
      process.stdout.write(`${columns([['NAME', 'QUANT', 'SIZE', 'PULLED'], ...rows])}\n`);
    }
  },
};
