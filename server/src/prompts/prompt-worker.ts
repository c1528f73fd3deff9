// The program of a thread or a process that makes prompts. A model file's template is code that nobody here wrote: it may
// loop, or fill the memory, and then its process is ended.
import { deserialize } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { answerTasks } from '../isolates/answer-tasks.ts';
import { endWithParent } from '../isolates/end-with-parent.ts';
import type { ChatTemplate } from '../text/chat-template.ts';
import { chooseTemplate } from '../text/templates/choose.ts';
import { Tokenizer } from '../text/tokenizer.ts';
import { Vocabulary } from '../text/vocabulary.ts';
import { encodePrompt } from './encode.ts';
import type { MadePrompt, OpenedTemplate, PromptAnswer, PromptTask } from './prompt-tasks.ts';

let vocabulary: Vocabulary | undefined;
let opened: { readonly template: ChatTemplate; readonly tokenizer: Tokenizer } | undefined;

function run(task: PromptTask): PromptAnswer {
  switch (task.type) {
    case 'vocabulary':
      vocabulary = Vocabulary.revive(deserialize(task.vocabulary));
      return undefined;
    case 'template':
      return open(task);
    case 'encode':
      return encode(task);
  }
}

function open({ hints }: Extract<PromptTask, { type: 'template' }>): OpenedTemplate {
  if (!vocabulary) throw new Error('asked for a template before there is a vocabulary');
  const notices: string[] = [];
  const template = chooseTemplate(vocabulary, { ...hints, onNotice: (notice) => notices.push(notice) });
  opened = { template, tokenizer: new Tokenizer(vocabulary) };
  const { name, dialect, toolCallsId, thinks, endIds } = template;
  return { name, dialect, toolCallsId, thinks, endIds, notices };
}

function encode({ text, mostTokens }: Extract<PromptTask, { type: 'encode' }>): MadePrompt {
  if (!opened) throw new Error('asked for a prompt before there is a template');
  const { ids, ...made } = encodePrompt(text, opened.template, opened.tokenizer);
  return { ...made, ids: Int32Array.from(ids.length > mostTokens ? [] : ids), nTokens: ids.length };
}

if (isMainThread) {
  process.on('disconnect', () => process.exit());
  endWithParent();
}
answerTasks(run);
