// `tramontane rm`: deletes installed models.
import { readSetting } from '../config.ts';
import { listInstalled, removeInstalled } from '../store/installed.ts';
import { type Command, UsageError } from './command.ts';
import { filesOfName } from './installed.ts';
import { size } from './progress.ts';
import { settingOptions } from './settings.ts';

/** `tramontane rm` */
export const command: Command = {
  name: 'rm',
  summary: 'Delete installed models.',
  description: `NAME is a name of the catalogue, hf.co/OWNER/NAME, hf.co/OWNER/NAME:QUANT or OWNER/NAME/FILE. Several names of the
catalogue may share a file, which is then gone for all of them.

  tramontane rm '@cf/meta/llama-3.2-1b-instruct'`,
  positionals: 'NAME...',
  options: settingOptions(['modelsFolder']),
  async run(values, names) {
    if (names.length === 0) throw new UsageError('takes the NAME of an installed model; tramontane list shows them');
    const modelsFolder = readSetting('modelsFolder', process.env, values);
    const installed = await listInstalled(modelsFolder);
    // All are looked up before the first is deleted, so that a misspelt name deletes nothing.
    const files = new Set(names.flatMap((name) => filesOfName(name, installed)));
    for (const file of files) {
      await removeInstalled(file);
      process.stdout.write(`removed ${file.path}, ${size(file.sizeBytes)}\n`);
    }
  },
};
