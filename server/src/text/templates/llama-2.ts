// Llama 2's chat template, as Meta's own code renders it: every exchange begins with BOS and ends with EOS, contents
// are trimmed, and the system text stands in marks of its own before the first of the user's turns.
import type { ChatTemplate } from '../chat-template.ts';
import { readConversation } from './conversation.ts';

/** Llama 2's template. */
export const llama2Template: ChatTemplate = {
  name: 'llama-2',
  encode(messages, tokenizer) {
    const { bos, eos } = tokenizer.vocabulary;
    const { system, turns, isOpen } = readConversation(messages);
    const exchanges = turns.flatMap(({ speaker, content }, i) => {
      if (speaker === 'assistant') return [];
      const before = i === 0 && system !== '' ? `<<SYS>>\n${system}\n<</SYS>>\n\n` : '';
      const question = `[INST] ${(before + content).trim()} [/INST]`;
      const answer = turns[i + 1]?.content.trim();
      if (answer === undefined) return [...bos, ...tokenizer.encode(question)];
      if (!isOpen || i + 2 < turns.length) return [...bos, ...tokenizer.encode(`${question} ${answer} `), ...eos];
      return [...bos, ...tokenizer.encode(`${question} ${answer}`.trimEnd())];
    });
    return { ids: exchanges, continuesText: isOpen && turns.at(-1)?.content.trim() !== '' };
  },
};
