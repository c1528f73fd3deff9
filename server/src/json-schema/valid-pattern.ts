// Patterns as JavaScript reads them in Unicode mode, which JSON Schema asks for.
import { GrammarError } from '../grammar/grammar-error.ts';

/**
 * The pattern in a form that is valid in Unicode mode.
 * @param where for the error: `'pattern' at '#/...'`
 */
export function validPattern(source: string, where: string): string {
  const valid = [source, asInUnicodeMode(source)].find((one) => problemOf(one) === undefined);
  if (valid === undefined) throw new GrammarError(`${where} is no regular expression: ${problemOf(source)}`);
  return withLookaheadInFront(valid);
}

/**
 * The idiom for texts that do not contain something, `^((?!this)(?!that).)*$`, as lookahead at the start of the text,
 * which can be held. It is the same, since the dot meets each place at which something could begin.
 */
function withLookaheadInFront(source: string): string {
  const [, ahead, many = '*'] = /^\^\((?:\?:)?((?:\(\?![^()^$|\\]+\))+)\.\)([*+])\$$/.exec(source) ?? [];
  return ahead === undefined ? source : `^${ahead.replaceAll('(?!', '(?!.*')}.${many}$`;
}

function problemOf(source: string): string | undefined {
  try {
    new RegExp(source, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Many schemas have what Unicode mode refuses: backslashes that mean nothing, as in `\%` or `\<`, and brackets that
 * close or count nothing, which stand for themselves.
 */
function asInUnicodeMode(source: string): string {
  let isInClass = false;
  return source.replaceAll(/\\[pPu]\{[^}]*\}|\{\d+(?:,\d*)?\}|\\?./gsu, (part) => {
    if (isInClass && part.length > 1 && part[0] === '{') return part;
    if (!isInClass && /^[{}\]]$/.test(part)) return `\\${part}`;
    if (part === '[') isInClass = true;
    if (part === ']') isInClass = false;
    const isIdle = /^\\[\s!"#%&',/:;<=>@`~_]$/.test(part) || (part === '\\-' && !isInClass);
    return isIdle ? part.slice(1) : part;
  });
}
