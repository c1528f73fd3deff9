// Model files that are made to do harm: each the bundled model with other metadata. They are written to a folder when they
// are needed, since the largest have 60 MB.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  list,
  readWholeGguf,
  text,
  vocabularyList,
  type WholeGguf,
  writeWholeGguf,
} from '../../test/checkpoint/whole-gguf.ts';

const bundled = fileURLToPath(new URL('../../models/stories260k.gguf', import.meta.url));
const contents = '{% for m in messages %}{{ m.content }}{% endfor %}';

/** What a template can do that never ends, or takes all memory. */
const endless: readonly (readonly [name: string, source: string])[] = [
  ['a loop over range(1e9)', '{% for i in range(1000000000) %}{% endfor %}'],
  [
    'a loop that counts',
    '{% set n = namespace(i=0) %}{% for i in range(1000000000) %}{% set n.i = n.i + 1 %}{% endfor %}',
  ],
  ['nested ranges', '{% for a in range(99999) %}{% for b in range(99999) %}{{ a * b }}{% endfor %}{% endfor %}'],
  [
    'doubling strings',
    "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}",
  ],
  ['recursive macros', '{% macro f(n) %}{{ f(n + 1) }}{{ f(n + 1) }}{% endmacro %}{{ f(1) }}'],
];

type Change = (model: WholeGguf) => void;

const withTemplate =
  (source: string): Change =>
  ({ metadata }) =>
    void metadata.set('tokenizer.chat_template', text(source));

/** Templates that do harm once a conversation has four messages. */
export const lateTemplates: readonly (readonly [name: string, Change])[] = endless.map(([name, source]) => [
  `${name}, at the fourth message`,
  withTemplate(`{% if messages | length >= 4 %}${source}{% endif %}${contents}`),
]);

/** Files that do harm when they are opened. */
export const hostileStarts: readonly (readonly [name: string, Change])[] = [
  ...endless.map(([name, source]) => [`${name}, at start`, withTemplate(source + contents)] as const),
  ['a template of 120,000 blanks', withTemplate(`${' '.repeat(120_000)}${contents}`)],
  ['a template of 120,000 blanks in a tag', withTemplate(`{%${' '.repeat(120_000)}${contents}`)],
  ['a template of 100,000 brackets', withTemplate(`{{ ${'('.repeat(100_000)} }}`)],
  ['1,000,000 control pieces and a template', withTemplate(contents), withPieces(1_000_000, (i) => `<|${i}|>`)],
  ['16,000 control pieces of 60 MB', withTemplate(contents), withPieces(16_000, (i) => `<|${i}${'x'.repeat(3750)}|>`)],
  ['a metadata array in an array, 1,000 deep', nested(1000)],
].map(([name, ...changes]) => [
  name as string,
  (model) => {
    for (const change of changes as Change[]) change(model);
  },
]);

/** Further control pieces behind the vocabulary of the bundled model. */
function withPieces(n: number, pieceOf: (i: number) => string): Change {
  return (model) => {
    const added = Array.from({ length: n }, (_, i) => pieceOf(i));
    for (const [key, values] of Object.entries({
      tokens: added,
      scores: added.map(() => 0),
      token_type: added.map(() => 3),
    })) {
      const items = vocabularyList(model, key);
      for (const value of values) items.push(value);
    }
  };
}

function nested(depth: number): Change {
  return ({ metadata }) => {
    let inner = list(4, [1]);
    for (let i = 0; i < depth; i++) inner = list(9, [inner.value]);
    metadata.set('general.nested', inner);
  };
}

/** Writes a changed model. @returns its path */
export function writeHostile(folder: string, change: Change): string {
  const model = readWholeGguf(bundled);
  change(model);
  const path = join(folder, 'hostile.gguf');
  writeWholeGguf(path, model);
  return path;
}
