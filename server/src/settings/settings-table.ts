// The settings as a Markdown table, which `npm run generate` writes into the README.
import type { Setting } from './kinds.ts';
import { keyOf, type SettingName, table, variableOf } from './table.ts';

/** One row for each setting: key and flag, variable, default, help. */
export function settingsTable(): string {
  const rows = (Object.keys(table) as SettingName[]).map((name) => {
    const setting: Setting = table[name];
    const key = setting.isSecret || setting.isMapping ? `${keyOf(name)} (no flag)` : keyOf(name);
    return [key, variableOf(name), defaultOf(setting) ?? '', setting.help] as const;
  });
  const cells = rows.map(
    ([key, variable, value, help]) => `| ${code(key)} | \`${variable}\` | ${value} | ${escaped(help)} |`,
  );
  return ['| flag `--…`, key in a file | variable | default | |', '| --- | --- | --- | --- |', ...cells].join('\n');
}

/** A setting's default in words, with its unit; null if it has none. */
export function defaultOf({ defaultText, fallback, unit }: Setting): string | null {
  if (defaultText !== undefined) return defaultText;
  const value = fallback({});
  if (value === null || value === false) return null;
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

function code(key: string): string {
  return key.replace(/^\S+/, '`$&`');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
