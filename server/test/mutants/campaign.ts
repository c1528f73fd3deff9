// Many mutants of many files, each opened as a server would open it. A seed gives the same mutants again.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeGguf } from '../checkpoint/whole-gguf.ts';
import { examine, type Outcome } from './examine.ts';
import { Dice, mutateBytes, mutateGguf, mutateJson } from './mutate.ts';
import { sentencePiece, sourceFolders, sourceGgufs } from './sources.ts';

/** A mutant that was not taken as it should have been; its file stays. */
export interface Fault {
  readonly seed: number;
  readonly kind: string;
  readonly path: string;
  readonly reason: string;
}

export interface CampaignResult {
  /** By kind of file. */
  readonly counts: Readonly<Record<string, Record<Outcome, number>>>;
  readonly faults: readonly Fault[];
  readonly slowestMs: number;
}

/** A mutant that takes longer is a stall, on however busy a machine. */
const mostMs = 15_000;

/** @param folder takes the mutants; those with faults stay in it */
export async function campaign(folder: string, { n, seed }: { n: number; seed: number }): Promise<CampaignResult> {
  const makers = makersIn(folder);
  const counts: Record<string, Record<Outcome, number>> = {};
  const faults: Fault[] = [];
  let slowestMs = 0;
  for (let i = 0; i < n; i++) {
    const dice = new Dice(seed + i);
    const { kind, path, restore } = (makers[i % makers.length] as Maker)(dice);
    const startedMs = performance.now();
    try {
      const outcome = await examine(path);
      counts[kind] ??= { opened: 0, refused: 0 };
      counts[kind][outcome]++;
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error);
      faults.push({ seed: seed + i, kind, path, reason: reason.slice(0, 1500) });
    }
    const ms = performance.now() - startedMs;
    slowestMs = Math.max(slowestMs, ms);
    if (ms > mostMs) faults.push({ seed: seed + i, kind, path, reason: `took ${Math.round(ms)} ms` });
    restore();
  }
  return { counts, faults, slowestMs };
}

interface Mutant {
  readonly kind: string;
  readonly path: string;
  readonly restore: () => void;
}

type Maker = (dice: Dice) => Mutant;

/** One for each kind of file, in turn. */
export function makersIn(folder: string): Maker[] {
  const folders = sourceFolders(folder);
  const ggufs = sourceGgufs();
  const path = join(folder, 'mutant.gguf');
  const remove = () => rmSync(path);
  for (const { path: own, texts } of folders) {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(own, name), text);
  }
  const inFolders = Object.keys(folders[0]?.texts ?? {}).map(
    (name): Maker =>
      (dice) => {
        const { path: own, texts } = dice.of(folders);
        const text = texts[name] as string;
        const isJson = name.endsWith('.json') && dice.below(4) > 0;
        writeFileSync(
          join(own, name),
          isJson ? mutateJson(JSON.parse(text), dice) : mutateBytes(Buffer.from(text), dice),
        );
        return { kind: name, path: own, restore: () => writeFileSync(join(own, name), text) };
      },
  );
  const inGgufs = ggufs.map(
    (read, i): Maker =>
      (dice) => {
        const model = read();
        mutateGguf(model, dice);
        writeWholeGguf(path, model);
        return { kind: i === 0 ? 'GGUF' : 'GGUF of bytes', path, restore: remove };
      },
  );
  const pieces: Maker = (dice) => {
    const own = join(folder, 'tokenizer.model');
    writeFileSync(own, mutateBytes(sentencePiece(), dice));
    return { kind: 'tokenizer.model', path: own, restore: () => rmSync(own) };
  };
  return [...inFolders, ...inGgufs, pieces];
}
