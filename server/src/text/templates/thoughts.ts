// What a model thought before an answer, in the conversation that a client sends back. Templates that know of thoughts
// look for `</think>` in an answer; as contents go through them marked, it is looked for here.
import type { ChatMessage } from '../chat-template.ts';

/** An assistant's message in its two parts. */
interface Parts {
  /** Undefined where the template takes none, or the message has none. */
  readonly thoughts?: string | undefined;
  readonly said: string;
}

/** The parts of a message, as the template with this source wants them. */
export function withoutThoughts({ role, content, thoughts }: ChatMessage, source: string): Parts {
  if (role !== 'assistant' || !/split\(\s*['"]<\/think>/.test(source)) return { said: content };
  const takesThoughts = source.includes('reasoning_content');
  if (thoughts !== undefined && takesThoughts) return { thoughts, said: content };
  const [before = '', ...others] = content.split('</think>');
  const last = others.at(-1);
  if (last === undefined) return { said: content };
  const strips = takesThoughts || /<\/think>['"]\)\[-1\](\.l?strip|\s*\|\s*trim)/.test(source);
  const said = strips ? last.replace(/^\n+/, '') : last;
  const own = before.replace(/\n+$/, '').split('<think>').at(-1)?.replace(/^\n+/, '');
  return takesThoughts ? { thoughts: own, said } : { said };
}
