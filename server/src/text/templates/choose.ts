// Which template a model is asked with: what its name is known to mean goes before what its file says, and what the
// file says before guesses from names. In doubt plain, which any model can at least continue.
import { type ChatTemplate, plainTemplate, TemplateError } from '../chat-template.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { JinjaTemplate } from './jinja.ts';
import { llama2Template } from './llama-2.ts';
import { mistralTemplate, mistralV3Template } from './mistral.ts';

/** What is known of a model besides its vocabulary. */
export interface TemplateHints {
  /** The catalogue's word on the model. */
  readonly family?: 'plain' | 'mistral' | 'llama-2' | undefined;
  /** The names that the model goes by: the one it is served under, its file's. */
  readonly names: readonly string[];
  /** Told where messages are joined as plain text, because the file has no template or one that cannot be used. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** The template for a model of this vocabulary; never fails, since plain text is always possible. */
export function chooseTemplate(vocabulary: Vocabulary, hints: TemplateHints): ChatTemplate {
  const { chatTemplate = '' } = vocabulary;
  return knownTemplate(vocabulary, hints) ?? fromFile(chatTemplate, vocabulary, hints.onNotice);
}

/** The template, where it is one of ours; undefined where it is the one in the model's file, which is not run here. */
export function knownTemplate(
  vocabulary: Vocabulary,
  { family, names, onNotice }: TemplateHints,
): ChatTemplate | undefined {
  switch (family) {
    case 'plain':
      return plainTemplate;
    case 'mistral':
      return mistralTemplate(vocabulary);
    case 'llama-2':
      return llama2Template;
    case undefined:
      break;
    default:
      family satisfies never;
  }
  const source = vocabulary.chatTemplate;
  const v3 = mistralV3Template(vocabulary);
  // A model tuned by others keeps the vocabulary that it began with, but not the template.
  if (v3 && (source === undefined || source.includes('[INST]'))) return v3;
  if (source !== undefined) return undefined;
  if (names.some((name) => /mi[sx]tral.*instruct/i.test(name))) return mistralTemplate(vocabulary);
  if (names.some((name) => /llama-?2.*chat/i.test(name))) return llama2Template;
  onNotice?.('The file has no chat template and its name is not known, so messages are joined as plain text.');
  return plainTemplate;
}

function fromFile(source: string, vocabulary: Vocabulary, onNotice: TemplateHints['onNotice']): ChatTemplate {
  try {
    const template = new JinjaTemplate(source, vocabulary);
    return writesLikeMistral(template, vocabulary) ? mistralTemplate(vocabulary) : template;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    onNotice?.(`The file's chat template cannot be used, so messages are joined as plain text: ${error.message}`);
    return plainTemplate;
  }
}

/**
 * The templates published with Mistral's models differ from each other and from Mistral's own code in their spaces,
 * and most refuse system messages. What makes them Mistral's is the rest.
 */
function writesLikeMistral(template: JinjaTemplate, { pieces, bos, eos }: Vocabulary): boolean {
  try {
    const written = template.render([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'three' },
    ]);
    const text = (ids: readonly number[]) => ids.map((id) => pieces[id]).join('');
    const expected = `${text(bos)}[INST]one[/INST]two${text(eos)}[INST]three[/INST]`;
    return written.replace(/\s/g, '') === expected;
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}
