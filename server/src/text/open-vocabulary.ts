// Opens a vocabulary wherever it lies: in a GGUF checkpoint, of which only the header is read, in a Hugging Face
// folder, or in a tokenizer file of its own.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { ggufMagic, openGguf } from '../checkpoint/gguf.ts';
import { modelFolderOf } from '../checkpoint/open-checkpoint.ts';
import { namesInFolder, openFile } from '../checkpoint/open-file.ts';
import { namesTokenizer, vocabularyFromFolder } from './folder-vocabulary.ts';
import { vocabularyFromGguf } from './gguf-vocabulary.ts';
import { readTokenizerFile } from './tokenizer-file.ts';
import { Vocabulary, VocabularyError } from './vocabulary.ts';

/** Reads the vocabulary of `path`; throws a VocabularyError or CheckpointError that names the file. */
export async function openVocabulary(path: string): Promise<Vocabulary> {
  if (await hasTokenizer(path)) return vocabularyFromFolder(path);
  const folder = await modelFolderOf(path);
  if (folder !== undefined) return vocabularyFromFolder(folder);
  try {
    if (!(await isGguf(path))) return new Vocabulary(await readTokenizerFile(path));
    const checkpoint = await openGguf(path);
    try {
      return vocabularyFromGguf(checkpoint.metadata);
    } finally {
      await checkpoint.close();
    }
  } catch (error) {
    throw error instanceof VocabularyError ? new VocabularyError(`${path}: ${error.message}`) : error;
  }
}

/** The vocabulary of a checkpoint that is open. */
export async function vocabularyOf({ path, metadata }: Checkpoint): Promise<Vocabulary> {
  return (await modelFolderOf(path)) === undefined ? vocabularyFromGguf(metadata) : vocabularyFromFolder(path);
}

/** Whether it is a folder with a tokenizer in it, which needs no weights to be read. */
async function hasTokenizer(path: string): Promise<boolean> {
  return namesTokenizer((await namesInFolder(path)) ?? new Set());
}

async function isGguf(path: string): Promise<boolean> {
  const file = await openFile(path, 'a vocabulary file');
  try {
    const head = new DataView(new ArrayBuffer(4));
    await file.read(head, 0, 4, 0);
    return head.getUint32(0, true) === ggufMagic;
  } finally {
    await file.close();
  }
}
