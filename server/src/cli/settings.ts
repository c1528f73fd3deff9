// The flags of settings. They are made from the table of settings, so that no command has its own list.
import type { Setting } from '../settings/kinds.ts';
import { defaultOf } from '../settings/settings-table.ts';
import { keyOf, type SettingName, table } from '../settings/table.ts';
import type { CommandOption } from './command.ts';

/** The flags of these settings, for the `options` of a command. Secrets have no flag. */
export function settingOptions(names: readonly SettingName[]): Record<string, CommandOption> {
  const options = names
    .filter((name) => !(table[name] as Setting).isSecret && !(table[name] as Setting).isMapping)
    .map((name) => [keyOf(name), optionOf(table[name])] as const);
  const config: CommandOption = {
    type: 'string',
    value: 'FILE',
    help: 'A file of settings, YAML or JSON. Flags override it.',
  };
  return Object.fromEntries([...options, ['config', config]]);
}

/** The flags of all settings. */
export function allSettingOptions(): Record<string, CommandOption> {
  return settingOptions(Object.keys(table) as SettingName[]);
}

function optionOf(setting: Setting): CommandOption {
  const { value, unit, help, choices, isList = false } = setting;
  const fallback = defaultOf(setting);
  const words = fallback === null ? help : `${help} Default ${fallback}.`;
  if (value === undefined) return { type: 'boolean', help };
  return { type: 'string', value: unit?.toUpperCase() ?? value, help: words, multiple: isList, choices };
}
