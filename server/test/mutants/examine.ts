// Does with a file what a server does before it loads weights: opens it, reads its configuration and its vocabulary, and
// tokenizes a text. What is wrong with a file must be an error of ours.
import { CheckpointError } from '../../src/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../src/checkpoint/open-checkpoint.ts';
import { readConfig } from '../../src/model/config.ts';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { chooseTemplate } from '../../src/text/templates/choose.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { type Vocabulary, VocabularyError } from '../../src/text/vocabulary.ts';

const words = "Once upon a time, 123 naïve\u0301 <|im_end|> </s> it's\n\n\t  ▁ 👩‍👩‍👧 don't";

/** How a file was taken. */
export type Outcome = 'opened' | 'refused';

/** @returns what a mutant's checkpoint and its vocabulary came to; throws what is not an error of ours */
export async function examine(path: string): Promise<Outcome> {
  const outcomes = [await ours(() => examineWeights(path)), await ours(() => examineVocabulary(path))];
  if (({} as Record<string, unknown>).polluted !== undefined) throw new Error('the prototype of objects is polluted');
  return outcomes.every((one) => one === 'opened') ? 'opened' : 'refused';
}

async function ours(work: () => Promise<void>): Promise<Outcome> {
  try {
    await work();
    return 'opened';
  } catch (error) {
    const isOurs = error instanceof CheckpointError || error instanceof VocabularyError;
    if (isOurs && error.message.length < 2000) return 'refused';
    throw isOurs ? new Error(`a message of ${error.message.length} characters: ${error.message.slice(0, 300)}`) : error;
  }
}

async function examineWeights(path: string): Promise<void> {
  const checkpoint = await openCheckpoint(path);
  try {
    readConfig(checkpoint, {});
  } finally {
    await checkpoint.close();
  }
}

async function examineVocabulary(path: string): Promise<void> {
  const vocabulary = await openVocabulary(path);
  const tokenizer = new Tokenizer(vocabulary);
  tokenizer.decode(tokenizer.encode(words));
  render(vocabulary, tokenizer);
}

/** A process of its own does this in a server. */
function render(vocabulary: Vocabulary, tokenizer: Tokenizer): void {
  const template = chooseTemplate(vocabulary, { names: ['mutant'], onNotice: () => undefined });
  template.encode([{ role: 'user', content: words }], tokenizer);
}
