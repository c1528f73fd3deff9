// What each piece of a vocabulary is for, where its file says it wrongly or not at all. Converters have typed markers of
// turns and byte pieces as normal text; a marker that text may become would let a user write a turn of another speaker.

/** What a piece is for. Only normal and user-defined ones are made from text, and byte ones by fallback. */
export type PieceKind = 'normal' | 'unknown' | 'control' | 'user-defined' | 'unused' | 'byte';

/** SentencePiece's numbers for the kinds, which GGUF took over; 0 is GGUF's "undefined". */
const kindNumbers: Readonly<Record<number, PieceKind>> = {
  0: 'normal',
  1: 'normal',
  2: 'unknown',
  3: 'control',
  4: 'user-defined',
  5: 'unused',
  6: 'byte',
};

/** The kind that a file's number means, or undefined. */
export function kindOfNumber(number: number): PieceKind | undefined {
  return kindNumbers[number];
}

/** The byte that a piece such as `<0x0A>` stands for, or undefined. */
export function byteOfPiece(piece: string): number | undefined {
  const hex = /^<0x([0-9A-F]{2})>$/.exec(piece)?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
}

/**
 * Pieces that end an answer in every family that has them, the list that llama.cpp keeps: files that name another EOS, or
 * none, still mean them.
 */
export const endingPieces: ReadonlySet<string> = new Set([
  '<|eot_id|>',
  '<|eom_id|>',
  '<|im_end|>',
  '<|end|>',
  '<|end_of_text|>',
  '<|endoftext|>',
  '<|eot|>',
  '<|eom|>',
  '<|return|>',
  '<|call|>',
  '<|end_of_turn|>',
  '<end_of_turn>',
  '<turn|>',
  '<end_of_utterance>',
  '<EOT>',
  '<EOD>',
  '_<EOT>',
  '< EOT >',
  '[EOT]',
  '[EOS]',
  '<｜end▁of▁sentence｜>',
  '<|tool_call_end|>',
]);

/** A piece in the form of a marker: `<|im_start|>`, `[INST]`, `<｜User｜>`, `<start_of_turn>`, `<think>`. */
const markerForm = /^(<\|\S+\|>|<\|\S+>|<\S+\|>|<｜\S+｜>|\[\/?[A-Z][A-Z_0-9]*\]|<\/?[A-Za-z][A-Za-z_0-9]*>)$/;
/**
 * Markers in the form of a tag, such as `<think>` and `<tool_call>`, are text for the reader of the answer, and a normal
 * piece may be HTML. Only these tags set turns apart.
 */
const tagForm = /^<\/?[A-Za-z][A-Za-z_0-9]*>$/;
const turnTag = /turn|header|^<\/?(system|user|assistant|human|bot|model)>$/;
/** Templates put such markers together: `'<|' + message.role + '|>'`. */
const roleMarker = /^<[|｜](system|user|assistant|tool|ipython|System|User|Assistant)[|｜]>$/;

/**
 * The kind of a piece, by its text and the file's chat template: a marker of turns is a control piece whatever the file
 * types it.
 * @param typed by the file
 */
export function kindOfPiece(piece: string, typed: PieceKind, chatTemplate: string | undefined): PieceKind {
  if (piece === '') return 'control'; // nothing to read or print
  if (typed !== 'normal' && typed !== 'user-defined' && typed !== 'unused') return typed;
  if (endingPieces.has(piece)) return 'control';
  if (tagForm.test(piece) && !turnTag.test(piece)) return typed;
  return isWritten(piece, chatTemplate) ? 'control' : typed;
}

/** Most pieces that are, or look like, markers, and most characters of them: each is searched for in every prompt. */
export const markerLimits = { pieces: 16_384, characters: 2 ** 20 } as const;

/** What is beyond the limits, in words; undefined where nothing is. */
export function tooManyMarkers(pieces: readonly string[], kinds: readonly number[]): string | undefined {
  let nMarkers = 0;
  let nChars = 0;
  for (const [id, piece] of pieces.entries()) {
    if (piece === '' || !(kindNumbers[kinds[id] as number] === 'control' || markerForm.test(piece))) continue;
    nMarkers++;
    nChars += piece.length;
  }
  if (nMarkers > markerLimits.pieces) {
    return `expected at most ${markerLimits.pieces} control pieces and markers, found ${nMarkers}`;
  }
  if (nChars <= markerLimits.characters) return undefined;
  return `expected at most ${markerLimits.characters} characters of control pieces and markers, found ${nChars}`;
}

/**
 * Whether only templates and raw text may mean this piece, and what users say is spelled out: control pieces, and tags that
 * the template writes.
 */
export function isMarker(piece: string, kind: PieceKind, chatTemplate: string | undefined): boolean {
  return kind === 'control' || (kind === 'user-defined' && isWritten(piece, chatTemplate));
}

function isWritten(piece: string, chatTemplate: string | undefined): boolean {
  if (chatTemplate === undefined || !markerForm.test(piece)) return false;
  return chatTemplate.includes(piece) || (roleMarker.test(piece) && chatTemplate.includes(piece.slice(0, 2)));
}
