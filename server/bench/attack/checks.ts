// Attacks whose outcome is a yes or no rather than a time: of each, what holds and what does not.
import type { Endurance } from './endure.ts';
import { requestChecks } from './request-checks.ts';
import { sdkChecks } from './sdk-checks.ts';
import type { Row, Tried } from './table.ts';
import { tokenFileChecks } from './token-file-checks.ts';

const groups: readonly (readonly [name: string, run: (bin: string) => Promise<Tried>])[] = [
  ['a token file that is a FIFO for a moment', tokenFileChecks],
  ['malformed and misleading requests', requestChecks],
  ['hostile servers for the SDK', sdkChecks],
];

export const checks = groups.map(
  ([attack, run]) =>
    [
      attack,
      async ({ bin, version }: Endurance): Promise<Row> => {
        const tried = await run(bin);
        const broken = tried.filter(([, holds]) => !holds).map(([what]) => what);
        const held = `${tried.length - broken.length} of ${tried.length} hold`;
        const outcome = broken.length === 0 ? held : `${held}; not: ${broken.join(', ')}`;
        return { attack, version, outcome, isEndured: broken.length === 0, figures: {} };
      },
    ] as const,
);
