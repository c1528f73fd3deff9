// Mistral's instruct templates, id for id as the company's own tokenizer package renders them. Each piece of text is
// encoded on its own, so each gets SentencePiece's leading space; BOS stands once, EOS after every finished answer.
import type { ChatMessage, ChatTemplate, EncodedPrompt } from '../chat-template.ts';
import type { Tokenizer } from '../tokenizer.ts';
import type { Tool, ToolCall } from '../tools.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { readConversation, type Turn } from './conversation.ts';
import { toJson } from './spaced-json.ts';

/** What the versions do each in their own way. */
interface Style {
  /** Which of the user's turns the system text is put before. */
  readonly systemTurn: 'first' | 'last';
  readonly user: (content: string, tokenizer: Tokenizer) => number[];
  readonly assistant: (content: string, tokenizer: Tokenizer) => number[];
  /** Absent: not trained for tools. */
  readonly tools?: ToolStyle | undefined;
}

/** Each of them a text between control pieces. */
interface ToolStyle {
  readonly callsId: number;
  readonly available: (tools: readonly Tool[], tokenizer: Tokenizer) => number[];
  readonly calls: (calls: readonly ToolCall[], tokenizer: Tokenizer) => number[];
  readonly result: (turn: Turn, tokenizer: Tokenizer) => number[];
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
    tools: toolStyle(vocabulary),
  });
}

function toolStyle(vocabulary: Vocabulary): ToolStyle | undefined {
  const names = ['[TOOL_CALLS]', '[AVAILABLE_TOOLS]', '[/AVAILABLE_TOOLS]', '[TOOL_RESULTS]', '[/TOOL_RESULTS]'];
  const found = names.map((name) => vocabulary.controlId(name));
  if (!found.every((id) => id !== undefined)) return undefined;
  const [callsId, toolsId, toolsEndId, resultId, resultEndId] = found as [number, number, number, number, number];
  return {
    callsId,
    available: (tools, tokenizer) => {
      const described = tools.map(({ name, description = '', parameters = {} }) => ({
        type: 'function',
        function: { name, description, parameters },
      }));
      return [toolsId, ...tokenizer.encode(toJson(described)), toolsEndId];
    },
    calls: (calls, tokenizer) => {
      const written = calls.map(({ name, arguments: args, id }) => ({ name, arguments: args, id }));
      return [callsId, ...tokenizer.encode(toJson(written))];
    },
    result: ({ content, callId }, tokenizer) => {
      const written = { content: parsedIfJson(content), call_id: callId };
      return [resultId, ...tokenizer.encode(toJson(written)), resultEndId];
    },
  };
}

function parsedIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function templateOf(name: string, style: Style): ChatTemplate {
  return {
    name,
    dialect: style.tools && 'array',
    toolCallsId: style.tools?.callsId,
    encode: (messages, tokenizer, { tools = [] } = {}) => encode(messages, tools, tokenizer, style),
  };
}

function encode(
  messages: readonly ChatMessage[],
  tools: readonly Tool[],
  tokenizer: Tokenizer,
  style: Style,
): EncodedPrompt {
  const { bos, eos } = tokenizer.vocabulary;
  const { system, turns, isOpen } = readConversation(messages);
  const isUser = ({ speaker }: Turn) => speaker === 'user';
  const lastUserAt = turns.findLastIndex(isUser);
  const systemAt = style.systemTurn === 'first' ? 0 : lastUserAt;
  const pieces = turns.map((turn, i) => {
    const { speaker, content, calls } = turn;
    if (speaker === 'user') {
      const available = tools.length > 0 && i === lastUserAt ? style.tools?.available(tools, tokenizer) : undefined;
      const said = style.user(system !== '' && i === systemAt ? `${system}\n\n${content}` : content, tokenizer);
      return [...(available ?? []), ...said];
    }
    if (speaker === 'tool') return style.tools?.result(turn, tokenizer) ?? [];
    if (calls) return [...(style.tools?.calls(calls, tokenizer) ?? []), ...eos];
    const answer = style.assistant(content, tokenizer);
    return isOpen && i === turns.length - 1 ? answer : [...answer, ...eos];
  });
  return { ids: [...bos, ...pieces.flat()], continuesText: isOpen && (pieces.at(-1) as number[]).length > 0 };
}
