// The tables of docs/files.md, made of the lists that the code itself reads by. `npm run generate` writes them; a test
// compares.
import { modelTypes, neutralKeys } from '../src/checkpoint/hf-config.ts';
import { ropeTypes } from '../src/checkpoint/hf-rope.ts';
import { dtypes } from '../src/dtype.ts';
import { architectures } from '../src/model/architectures.ts';
import { layerTensors, outerTensors, redundantTensors } from '../src/model/complete-checkpoint.ts';
import { keyRules } from '../src/model/metadata-keys.ts';
import { endingPieces } from '../src/text/piece-kinds.ts';

export const filesPage = new URL('../../docs/files.md', import.meta.url);

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
const list = (texts: Iterable<string>) => [...texts].map(code).join(', ');

const tables: Readonly<Record<string, () => string>> = {
  kinds: () =>
    [
      '| | read |',
      '| --- | --- |',
      `| ${code('general.architecture')} of a GGUF file | ${list(architectures.map(({ name }) => name))} |`,
      `| ${code('model_type')} of a folder | ${list(modelTypes)} |`,
      `| types of weights | ${list(Object.keys(dtypes))}; folders: ${list(['BF16', 'F16', 'F32'])} |`,
      `| ${code('rope_type')} of a folder | ${list(ropeTypes)} |`,
      `| tensors | ${list(outerTensors)} |`,
      `| tensors of a layer | ${list(layerTensors)} |`,
      ...architectures.map(
        ({ name, required, optional }) =>
          `| further tensors of a layer of ${code(name)} | ${required.length > 0 ? `${list(required)}; ` : ''}where there are any: ${list(optional)} |`,
      ),
      `| tensors that say nothing | ${list(redundantTensors)}; biases of zeros, scales of ones |`,
    ].join('\n'),
  keys: () => {
    const rows = Object.entries(keyRules).map(([key, rule]) => {
      if (rule.use === 'applied') return `| ${code(key)} | applied |`;
      if (rule.use === 'ignored') return `| ${code(key)} | ignored: ${rule.why} |`;
      return `| ${code(key)} | refused, unless ${list(rule.accepted.map(String))}: ${rule.what} |`;
    });
    return ['| key | what is done |', '| --- | --- |', ...rows].join('\n');
  },
  config: () => {
    const rows = Object.entries(neutralKeys).map(([key, { what, accepted }]) => {
      return `| ${code(key)} | ${list(['null', ...accepted.map((each) => JSON.stringify(each))])} | ${what} |`;
    });
    return ['| key | accepted | asks for |', '| --- | --- | --- |', ...rows].join('\n');
  },
  ends: () => list(endingPieces),
};

/** The page with every table as the code has it now. Throws where the page has no place for one. */
export function withTables(page: string): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const mark = new RegExp(`(<!-- ${name} [^\\n]*-->\\n).*?(<!-- /${name} -->)`, 's');
    if (!mark.test(text)) throw new Error(`docs/files.md has no place for the table of ${name}`);
    return text.replace(mark, (_all, begin, end) => `${begin}\n${table()}\n\n${end}`);
  }, page);
}
