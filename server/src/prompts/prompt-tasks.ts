// What a worker that makes prompts is told, and what it answers: plain data only.
import type { ChatTemplate } from '../text/chat-template.ts';
import type { TemplateHints } from '../text/templates/choose.ts';
import type { PromptText } from './encode.ts';

/** The first two tasks open the vocabulary and the template; the others make a prompt each. */
export type PromptTask =
  | {
      readonly type: 'vocabulary';
      /** As v8.serialize() writes it: a large one is serialized once, not for each worker. */
      readonly vocabulary: Uint8Array;
    }
  | { readonly type: 'template'; readonly hints: Omit<TemplateHints, 'onNotice'> }
  | { readonly type: 'encode'; readonly text: PromptText; readonly mostTokens: number };

/** What can be known of a template without running it. */
export type TemplateFacts = Pick<ChatTemplate, 'name' | 'dialect' | 'toolCallsId' | 'thinks' | 'endIds'>;

/** What the server needs to know of the template. */
export interface OpenedTemplate extends TemplateFacts {
  readonly notices: readonly string[];
}

/** A prompt. Ids beyond the most that were asked for are counted only. */
export interface MadePrompt {
  readonly ids: Int32Array; // [nTokens], or empty
  readonly nTokens: number;
  readonly continuesText: boolean;
  readonly beginsInThoughts?: boolean | undefined;
}

export type PromptAnswer = OpenedTemplate | MadePrompt | undefined;
