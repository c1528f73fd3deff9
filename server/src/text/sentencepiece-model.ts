// The vocabulary in a SentencePiece `tokenizer.model` file (a protobuf, sentencepiece_model.proto). Only BPE models
// without a normalisation table, which is what Mistral and Llama use; anything else is refused, not approximated.
import { bytesOf, floatOf, intOf, protobufFields, textOf } from './protobuf.ts';
import { VocabularyError, type VocabularyParts } from './vocabulary.ts';

const bpe = 2; // TrainerSpec.ModelType; 1 is unigram, the proto's default

/** Reads the vocabulary from the file's bytes; throws a VocabularyError that names the field. */
export function partsFromSentencePiece(bytes: Uint8Array): VocabularyParts {
  const pieces: string[] = [];
  const scores: number[] = [];
  const kinds: number[] = [];
  let trainer = readTrainerSpec(new Uint8Array(0));
  let normalizer = readNormalizerSpec(new Uint8Array(0), 'normalizer_spec');
  for (const field of protobufFields(bytes, 'the SentencePiece model')) {
    if (field.number === 1) {
      const what = `piece ${pieces.length}`;
      const { piece, score, kind } = readPiece(bytesOf(field, what), what);
      pieces.push(piece);
      scores.push(score);
      kinds.push(kind);
    } else if (field.number === 2) {
      trainer = readTrainerSpec(bytesOf(field, 'trainer_spec'));
    } else if (field.number === 3) {
      normalizer = readNormalizerSpec(bytesOf(field, 'normalizer_spec'), 'normalizer_spec');
    } else if (field.number === 5) {
      readNormalizerSpec(bytesOf(field, 'denormalizer_spec'), 'denormalizer_spec');
    }
  }
  if (trainer.modelType !== bpe) {
    throw new VocabularyError(`trainer_spec.model_type: expected ${bpe} (BPE), found ${trainer.modelType}`);
  }
  if (trainer.spaceIsSuffix) {
    throw new VocabularyError('trainer_spec.treat_whitespace_as_suffix: spaces as suffixes are not supported');
  }
  const { bosId, eosId, unkId } = trainer;
  const { addSpacePrefix, removeExtraWhitespaces } = normalizer;
  return {
    pieces,
    scores,
    kinds,
    bosId,
    eosId,
    unkId,
    // Not part of this format: what the models that ship such a file expect.
    addBos: true,
    addEos: false,
    addSpacePrefix,
    removeExtraWhitespaces,
    chatTemplate: undefined,
  };
}

function readPiece(bytes: Uint8Array, what: string): { piece: string; score: number; kind: number } {
  const read = { piece: '', score: 0, kind: 1 };
  for (const field of protobufFields(bytes, what)) {
    if (field.number === 1) read.piece = textOf(field, `${what}, its text`);
    else if (field.number === 2) read.score = floatOf(field, `${what}, its score`);
    else if (field.number === 3) read.kind = intOf(field, `${what}, its type`);
  }
  return read;
}

// Starting values in both: the proto's defaults, which writers leave out.

function readTrainerSpec(bytes: Uint8Array) {
  const read = { modelType: 1, unkId: 0, bosId: 1, eosId: 2, spaceIsSuffix: false };
  for (const field of protobufFields(bytes, 'trainer_spec')) {
    if (field.number === 3) read.modelType = intOf(field, 'trainer_spec.model_type');
    else if (field.number === 24) read.spaceIsSuffix = intOf(field, 'trainer_spec.treat_whitespace_as_suffix') !== 0;
    else if (field.number === 40) read.unkId = intOf(field, 'trainer_spec.unk_id');
    else if (field.number === 41) read.bosId = intOf(field, 'trainer_spec.bos_id');
    else if (field.number === 42) read.eosId = intOf(field, 'trainer_spec.eos_id');
  }
  return read;
}

function readNormalizerSpec(bytes: Uint8Array, what: string) {
  const read = { addSpacePrefix: true, removeExtraWhitespaces: true };
  for (const field of protobufFields(bytes, what)) {
    if (field.number === 2 && bytesOf(field, `${what}.precompiled_charsmap`).length > 0) {
      throw new VocabularyError(`${what}.precompiled_charsmap: only identity normalisation is supported`);
    }
    if (field.number === 3) read.addSpacePrefix = intOf(field, `${what}.add_dummy_prefix`) !== 0;
    else if (field.number === 4) read.removeExtraWhitespaces = intOf(field, `${what}.remove_extra_whitespaces`) !== 0;
    else if (field.number === 5 && intOf(field, `${what}.escape_whitespaces`) === 0) {
      throw new VocabularyError(`${what}.escape_whitespaces: unescaped spaces are not supported`);
    }
  }
  return read;
}
