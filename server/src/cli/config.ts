// `tramontane config`: the settings that a server with the same flags would have, and the origin of each.
import { configOf } from '../config.ts';
import type { Setting } from '../settings/kinds.ts';
import { type Found, find, openSources, unknownVariables } from '../settings/resolve.ts';
import { defaultOf } from '../settings/settings-table.ts';
import { keyOf, type SettingName, table, variableOf } from '../settings/table.ts';
import type { Command } from './command.ts';
import { allSettingOptions } from './settings.ts';

/** `tramontane config` */
export const command: Command = {
  name: 'config',
  summary: 'Print the settings that serve would use, and where each comes from.',
  description: `Takes the flags of tramontane serve and checks them as serve does. A flag overrides an environment variable, a variable
overrides the file of --config (or TRAMONTANE_CONFIG), and the file overrides the default. An installation may have a file
of defaults of its own (TRAMONTANE_DEFAULTS; the Docker image has one). Secrets are not shown.

  tramontane config --config /etc/tramontane/config.yaml`,
  options: {
    ...allSettingOptions(),
    json: { type: 'boolean', help: 'JSON: {"port":{"value":8787,"from":"PORT"},...}; "from" is null for a default.' },
  },
  async run(values) {
    const sources = openSources(process.env, values);
    configOf(sources);
    const rows = (Object.keys(table) as SettingName[]).map((name) => describe(name, find(name, sources)));
    process.stdout.write(values.json ? asJson(rows) : asText(rows));
    for (const name of unknownVariables(process.env)) {
      process.stderr.write(`tramontane config: ${name} is set but is not a setting\n`);
    }
  },
};

interface Row {
  readonly name: SettingName;
  readonly value: unknown;
  readonly from: string | null;
}

function describe(name: SettingName, { value, origin }: Found<unknown>): Row {
  const { isSecret } = table[name] as Setting;
  return { name, value: isSecret && origin !== null ? '********' : value, from: origin };
}

function asJson(rows: readonly Row[]): string {
  return `${JSON.stringify(Object.fromEntries(rows.map(({ name, value, from }) => [keyOf(name), { value, from }])))}\n`;
}

/** One line for each setting: its key in a file, its value, its origin. */
function asText(rows: readonly Row[]): string {
  const cells = rows.map(({ name, value, from }) => {
    const isUnset = from === null && (value === null || (Array.isArray(value) && value.length === 0));
    const shown = isUnset
      ? `(${defaultOf(table[name]) ?? 'none'})`
      : Array.isArray(value)
        ? value.map(itemText).join(', ')
        : value;
    return [keyOf(name), String(shown), from ?? `default, or ${variableOf(name)}`] as const;
  });
  const width = (i: 0 | 1) => Math.min(50, Math.max(...cells.map((row) => row[i].length)));
  return cells.map(([key, value, from]) => `${key.padEnd(width(0))}  ${value.padEnd(width(1))}  ${from}\n`).join('');
}

function itemText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
