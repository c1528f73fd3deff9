// Opens a vocabulary from a file of either kind, told apart by its first bytes: a GGUF checkpoint, of which only the
// header is read, or a SentencePiece `tokenizer.model`.
import { type FileHandle, open, stat } from 'node:fs/promises';
import { ggufMagic, openGguf } from '../checkpoint/gguf.ts';
import { vocabularyFromGguf } from './gguf-vocabulary.ts';
import { vocabularyFromSentencePiece } from './sentencepiece-model.ts';
import { type Vocabulary, VocabularyError } from './vocabulary.ts';

const maxModelBytes = 64 * 1024 * 1024; // the largest vocabularies in this format have some 5 MB

/** Reads the vocabulary of `path`; throws a VocabularyError or CheckpointError that names the file. */
export async function openVocabulary(path: string): Promise<Vocabulary> {
  const file = await openFile(path);
  try {
    const head = new DataView(new ArrayBuffer(4));
    await file.read(head, 0, 4, 0);
    if (head.getUint32(0, true) === ggufMagic) {
      const checkpoint = await openGguf(path);
      try {
        return vocabularyFromGguf(checkpoint.metadata);
      } finally {
        await checkpoint.close();
      }
    }
    // The protobuf's first field is piece 0: number 1, wire type 2.
    if (head.getUint8(0) !== 0x0a) {
      throw new VocabularyError('expected a .gguf file or a SentencePiece tokenizer.model, found neither');
    }
    const { size } = await file.stat();
    if (size > maxModelBytes) {
      throw new VocabularyError(`expected a tokenizer.model of at most ${maxModelBytes} bytes, found ${size}`);
    }
    return vocabularyFromSentencePiece(await file.readFile());
  } catch (error) {
    throw error instanceof VocabularyError ? new VocabularyError(`${path}: ${error.message}`) : error;
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Asked first, because opening a pipe would wait for a writer.
    if ((await stat(path)).isFile()) return await open(path, 'r');
  } catch (error) {
    throw new VocabularyError(`${path}: cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new VocabularyError(`${path}: expected a vocabulary file, found no regular file`);
}
