// The flags of settings, as commands take them: made of the table, so that none is forgotten and none is told twice.
import type { Setting } from '../settings/kinds.ts';
import { defaultOf } from '../settings/settings-table.ts';
import { keyOf, type SettingName, table } from '../settings/table.ts';
import type { CommandOption } from './command.ts';

/** For `options` of a command. What a secret is set by is no flag. */
export function settingOptions(names: readonly SettingName[]): Record<string, CommandOption> {
  const options = names
    .filter((name) => !(table[name] as Setting).isSecret)
    .map((name) => [keyOf(name), optionOf(table[name])] as const);
  const config: CommandOption = {
    type: 'string',
    value: 'FILE',
    help: 'Settings in YAML or JSON; flags go before it.',
  };
  return Object.fromEntries([...options, ['config', config]]);
}

/** The flags of all settings. */
export function allSettingOptions(): Record<string, CommandOption> {
  return settingOptions(Object.keys(table) as SettingName[]);
}

function optionOf(setting: Setting): CommandOption {
  const { value, unit, help, isList = false } = setting;
  const fallback = defaultOf(setting);
  const words = fallback === null ? help : `${help} Default ${fallback}.`;
  if (value === undefined) return { type: 'boolean', help };
  return { type: 'string', value: unit?.toUpperCase() ?? value, help: words, ...(isList && { multiple: true }) };
}
