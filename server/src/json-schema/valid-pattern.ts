// Patterns as JavaScript reads them in Unicode mode, which JSON Schema asks for.
import { GrammarError } from '../grammar/grammar-error.ts';

/**
 * The pattern in a form that is valid in Unicode mode.
 * @param where for the error: `'pattern' at '#/...'`
 */
export function validPattern(source: string, where: string): string {
  const valid = [source, withoutIdleEscapes(source)].find((one) => problemOf(one) === undefined);
  if (valid === undefined) throw new GrammarError(`${where} is no regular expression: ${problemOf(source)}`);
  return valid;
}

function problemOf(source: string): string | undefined {
  try {
    new RegExp(source, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Without backslashes that mean nothing, as in `\%` or `\<`: many schemas have them, Unicode mode refuses them. */
function withoutIdleEscapes(source: string): string {
  let isInClass = false;
  return source.replaceAll(/\\?./gsu, (part) => {
    if (part === '[') isInClass = true;
    if (part === ']') isInClass = false;
    const isIdle = /^\\[\s!"#%&',/:;<=>@`~_]$/.test(part) || (part === '\\-' && !isInClass);
    return isIdle ? part.slice(1) : part;
  });
}
