// Llama 2's chat template, as Meta's own code renders it: every exchange begins with BOS and ends with EOS, contents
// are trimmed, and the system text stands in marks of its own before the first of the user's turns.
import type { ChatTemplate } from '../chat-template.ts';
import { readConversation } from './conversation.ts';

/** See above. */
export const llama2Template: ChatTemplate = {
  name: 'llama-2',
  encode(messages, tokenizer) {
    const { bosId, eosId } = tokenizer.vocabulary;
    const { system, turns, isOpen } = readConversation(messages);
    const ids: number[] = [];
    for (let i = 0; i < turns.length; i += 2) {
      const asked = turns[i]?.content ?? '';
      const answer = turns[i + 1]?.content.trim();
      const before = i === 0 && system !== '' ? `<<SYS>>\n${system}\n<</SYS>>\n\n` : '';
      const question = `[INST] ${(before + asked).trim()} [/INST]`;
      ids.push(bosId);
      if (answer === undefined) ids.push(...tokenizer.encode(question));
      else if (isOpen && i + 2 === turns.length) ids.push(...tokenizer.encode(`${question} ${answer}`.trimEnd()));
      else ids.push(...tokenizer.encode(`${question} ${answer} `), eosId);
    }
    return { ids, continuesText: isOpen && turns.at(-1)?.content.trim() !== '' };
  },
};
