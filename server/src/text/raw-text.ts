// Raw text to a prompt: nothing is put around it, and what looks like a control piece is one, because the author of a raw
// prompt writes the template too.
import type { EncodedPrompt } from './chat-template.ts';
import { markersOf } from './markers.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * Control pieces become their ids; `<s>` and `</s>` mean BOS and EOS in any vocabulary. BOS is put first where the text
 * does not bring it.
 */
export function encodeRawText(text: string, tokenizer: Tokenizer): EncodedPrompt {
  const { vocabulary } = tokenizer;
  const { addBos, bos, eos } = vocabulary;
  const markers = markersOf(vocabulary);
  const idsOf = (part: string): readonly number[] => {
    if (part === '<s>') return bos;
    if (part === '</s>') return eos;
    const marker = markers.ids.get(part);
    return marker === undefined ? tokenizer.encode(part) : [marker];
  };
  const parts = text.split(/(<\/?s>)/).flatMap((part) => (/^<\/?s>$/.test(part) ? part : part.split(markers.pattern)));
  const ids = parts.flatMap(idsOf);
  // Raw text is raw at both ends: prompt and output joined are the text, its spaces included.
  return { ids: addBos && ids[0] !== bos[0] ? [...bos, ...ids] : ids, continuesText: true };
}
