// Variables that hide the installed Vulkan drivers from the loader: a usual reason why none is found.
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';

/** They name the only files that the loader looks at; the older one counts where the newer is not set. */
const variables = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'] as const;

/** What to say of such a variable where no driver was found; '' where none is set. */
export function driverFilesHint(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const variable = variables.find((name) => env[name]);
  if (variable === undefined) return '';
  const files = (env[variable] ?? '').split(delimiter).filter((file) => file !== '');
  const absent = files.filter((file) => !existsSync(file));
  const lack = absent.length > 0 ? `; ${absent.join(', ')} is not there` : '';
  return ` ${variable} lets the loader look only at ${files.join(', ')}${lack}. Unset it to use the installed drivers.`;
}
