// Mistral's instruct templates, id for id as the company's own tokenizer package renders them. Each piece of text is
// encoded on its own, so each gets SentencePiece's leading space; BOS stands once, EOS after every finished answer.
import type { ChatMessage, ChatTemplate, EncodedPrompt } from '../chat-template.ts';
import type { Tokenizer } from '../tokenizer.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { readConversation, type Turn } from './conversation.ts';

/** What the versions do each in their own way. */
interface Style {
  /** Which of the user's turns the system text is put before. */
  readonly systemTurn: 'first' | 'last';
  readonly user: (content: string, tokenizer: Tokenizer) => number[];
  readonly assistant: (content: string, tokenizer: Tokenizer) => number[];
}

/** Instruct v0.1 and v0.2: the markers are ordinary text, which a vocabulary of 32,000 pieces has no ids for. */
const mistralV1Template = templateOf('mistral-v1', {
  systemTurn: 'first',
  user: (content, tokenizer) => tokenizer.encode(`[INST] ${content} [/INST]`),
  assistant: (content, tokenizer) => tokenizer.encode(content),
});

/** Instruct v0.1, v0.2 or v0.3, whichever the vocabulary was made for. */
export function mistralTemplate(vocabulary: Vocabulary): ChatTemplate {
  return mistralV3Template(vocabulary) ?? mistralV1Template;
}

/** Instruct v0.3, or undefined for a vocabulary without its control pieces. */
export function mistralV3Template(vocabulary: Vocabulary): ChatTemplate | undefined {
  const begin = vocabulary.controlId('[INST]');
  const end = vocabulary.controlId('[/INST]');
  // Later generations have a piece for the system text too, and put it in another place.
  if (begin === undefined || end === undefined || vocabulary.controlId('[SYSTEM_PROMPT]') !== undefined) {
    return undefined;
  }
  return templateOf('mistral-v3', {
    systemTurn: 'last',
    user: (content, tokenizer) => [begin, ...tokenizer.encode(content), end],
    assistant: (content, tokenizer) => tokenizer.encode(content.replace(/ +$/, '')),
  });
}

function templateOf(name: string, style: Style): ChatTemplate {
  return { name, encode: (messages, tokenizer) => encode(messages, tokenizer, style) };
}

function encode(messages: readonly ChatMessage[], tokenizer: Tokenizer, style: Style): EncodedPrompt {
  const { bosId, eosId } = tokenizer.vocabulary;
  const { system, turns, isOpen } = readConversation(messages);
  const isUser = ({ speaker }: Turn) => speaker === 'user';
  const systemAt = style.systemTurn === 'first' ? 0 : turns.findLastIndex(isUser);
  const pieces = turns.map(({ speaker, content }, i) => {
    if (speaker === 'user') {
      return style.user(system !== '' && i === systemAt ? `${system}\n\n${content}` : content, tokenizer);
    }
    const answer = style.assistant(content, tokenizer);
    return isOpen && i === turns.length - 1 ? answer : [...answer, eosId];
  });
  return { ids: [bosId, ...pieces.flat()], continuesText: isOpen && (pieces.at(-1) as number[]).length > 0 };
}
