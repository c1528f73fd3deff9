// Where a request belongs among several upstreams: what rendezvous hashing is given.
import { createHash } from 'node:crypto';
import type { TextGenerationInput } from '../text-model.ts';

/** What a key is made of where the client names no session, in characters: what prompts of one kind have in common. */
const prefixChars = 1024;

/** Who asks, where it is known. */
interface Asker {
  readonly session?: string | undefined;
  readonly account?: string | undefined;
}

/** The session's key, or else one of the account and the text's beginning. */
export function keyOf(text: string, { session, account = '' }: Asker): string {
  if (session !== undefined) return `session\0${account}\0${session}`;
  return createHash('sha256')
    .update(`prompt\0${account}\0${text.slice(0, prefixChars)}`)
    .digest('hex');
}

/** The beginning of a prompt, whatever form it has. */
export function beginningOf({ prompt }: TextGenerationInput): string {
  if (typeof prompt === 'string') return prompt;
  if ('ids' in prompt) return prompt.ids.slice(0, prefixChars).join(',');
  return prompt.map(({ role, content }) => `${role}\0${content.slice(0, prefixChars)}`).join('\0');
}
