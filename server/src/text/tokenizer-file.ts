// A vocabulary that lies in a file of its own: a SentencePiece `tokenizer.model`, a Hugging Face `tokenizer.json` or
// Mistral's `tekken.json`, told apart by what is in it.
import { readFully } from '../checkpoint/header-reader.ts';
import { JsonObject, parseJson } from '../checkpoint/json-file.ts';
import { openFile } from '../checkpoint/open-file.ts';
import { partsFromSentencePiece } from './sentencepiece-model.ts';
import { isTekken, partsFromTekken } from './tekken.ts';
import { partsFromTokenizerJson } from './tokenizer-json.ts';
import { VocabularyError, type VocabularyParts } from './vocabulary.ts';

const maxFileBytes = 64 * 1024 * 1024; // the largest tokenizer.json has some 20 MB

/** Reads the file; throws a VocabularyError, to which the caller adds the path, or a CheckpointError that has it. */
export async function readTokenizerFile(path: string): Promise<VocabularyParts> {
  const file = await openFile(path, 'a vocabulary file');
  try {
    const { size } = await file.stat();
    if (size > maxFileBytes) {
      throw new VocabularyError(`expected a vocabulary file of at most ${maxFileBytes} bytes, found ${size}`);
    }
    const bytes = Buffer.allocUnsafe(size);
    await readFully(file, path, bytes, 0);
    if (beginsSentencePiece(bytes)) return partsFromSentencePiece(bytes);
    const text = bytes.toString('utf8');
    if (text.trimStart().startsWith('{')) {
      const json = new JsonObject(path, parseJson(path, text));
      return isTekken(json) ? partsFromTekken(json) : partsFromTokenizerJson(json);
    }
    throw new VocabularyError(
      'expected a .gguf file, a tokenizer.model, a tokenizer.json or a tekken.json, found none',
    );
  } finally {
    await file.close();
  }
}

/** Whether a file begins as a SentencePiece file does. */
export async function isSentencePiece(path: string): Promise<boolean> {
  const file = await openFile(path, 'a vocabulary file');
  try {
    const head = new Uint8Array(2);
    await file.read(head, 0, 2, 0);
    return beginsSentencePiece(head);
  } finally {
    await file.close();
  }
}

/**
 * The protobuf's first field is piece 0: number 1, wire type 2. That byte is also a line feed, which may stand before the
 * brace of a JSON file.
 */
function beginsSentencePiece(bytes: Uint8Array): boolean {
  return bytes[0] === 0x0a && bytes[1] !== 0x7b;
}
