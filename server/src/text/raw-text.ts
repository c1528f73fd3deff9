// Raw text to a prompt: nothing is put around it, and what looks like the ends of a sequence are the ends of one.
import type { EncodedPrompt } from './chat-template.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Literal `<s>` and `</s>` become BOS and EOS; BOS is put first where the text does not bring it. */
export function encodeRawText(text: string, tokenizer: Tokenizer): EncodedPrompt {
  const { addBos, bosId, eosId } = tokenizer.vocabulary;
  const ids = text.split(/(<\/?s>)/).flatMap((part) => {
    if (part === '<s>') return [bosId];
    return part === '</s>' ? [eosId] : tokenizer.encode(part);
  });
  // Raw text is raw at both ends: prompt and output joined are the text, its spaces included.
  return { ids: addBos && ids[0] !== bosId ? [bosId, ...ids] : ids, continuesText: true };
}
