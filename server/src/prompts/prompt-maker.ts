// Makes prompts for one model. Templates of ours and short texts are worked on here; long texts in a thread, so that other
// requests go on meanwhile; and a template that came with the model's file in a process of its own, which is bounded in
// time and memory.
import { serialize } from 'node:v8';
import { ServerError } from '../errors.ts';
import { Isolate, type IsolateOptions, StoppedError, type TaskOptions } from '../isolates/isolate.ts';
import { processOf } from '../isolates/process.ts';
import { threadOf } from '../isolates/thread.ts';
import { TooManyTasksError } from '../isolates/turns.ts';
import { type ChatTemplate, type EncodedPrompt, plainTemplate } from '../text/chat-template.ts';
import { knownTemplate, type TemplateHints } from '../text/templates/choose.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { encodePrompt, type PromptText } from './encode.ts';
import type { MadePrompt, OpenedTemplate, PromptAnswer, PromptTask, TemplateFacts } from './prompt-tasks.ts';

/** Longer texts are worked on in a thread: this many characters take a few milliseconds. */
const maxCharsHere = 16 * 1024;

/** What bounds a worker. */
interface PromptLimits {
  /** Longest time of one prompt. */
  readonly mostMs: number;
  /** Of a process that runs a file's template. */
  readonly memoryMiB: number;
}

/**
 * A text that fills the largest context takes a fraction of the time, and so does a template that is meant well; a
 * vocabulary of 250,000 pieces takes half of the memory.
 */
const usualLimits: PromptLimits = { mostMs: 5000, memoryMiB: 256 };

/** A vocabulary of 260,000 pieces is made ready in a second, on a busy machine in several. */
const openingFactor = 6;

/** What is known of the model, and of how long it may take. */
export interface PromptMakerOptions extends TemplateHints {
  readonly limits?: PromptLimits | undefined;
}

/** Who asks for a prompt, and the most ids that are of use. */
export interface PromptOptions extends Pick<TaskOptions, 'owner' | 'signal'> {
  /** A longer prompt is refused by its number of tokens. */
  readonly mostTokens: number;
}

/** A prompt that may be too long: then it has no ids. */
export interface CountedPrompt extends EncodedPrompt {
  readonly nTokens: number;
}

/** Makes prompts for one vocabulary and template. */
export class PromptMaker {
  readonly tokenizer: Tokenizer;
  /** What is known of the template; its `encode` is only called where it is ours. */
  readonly template: TemplateFacts;
  readonly #ours: ChatTemplate | undefined;
  readonly #apart: Isolate<PromptTask, PromptAnswer> | undefined;

  private constructor(
    tokenizer: Tokenizer,
    template: ChatTemplate | OpenedTemplate,
    apart?: Isolate<PromptTask, PromptAnswer>,
  ) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.#ours = 'encode' in template ? template : undefined;
    this.#apart = apart;
  }

  /** With a template of ours, and without any worker. */
  static of(tokenizer: Tokenizer, template: ChatTemplate = plainTemplate): PromptMaker {
    return new PromptMaker(tokenizer, template);
  }

  /** With the template that fits the vocabulary. Where the file's own cannot be used, it is plain, with a notice. */
  static async open(tokenizer: Tokenizer, options: PromptMakerOptions): Promise<PromptMaker> {
    const { onNotice, limits: { mostMs, memoryMiB } = usualLimits, ...hints } = options;
    const { vocabulary } = tokenizer;
    const first: IsolateOptions<PromptTask>['first'] = [
      // Own properties only: what has methods cannot be sent.
      { task: { type: 'vocabulary', vocabulary: serialize({ ...vocabulary }) }, mostMs: openingFactor * mostMs },
      // All that the template is asked before the server starts: a good one takes some ten milliseconds.
      { task: { type: 'template', hints }, mostMs },
    ];
    const known = knownTemplate(vocabulary, { ...hints, onNotice });
    if (known) {
      const start = threadOf(import.meta.url, 'prompt-worker');
      return new PromptMaker(tokenizer, known, new Isolate(start, { taskMs: 2 * mostMs, first }));
    }
    const start = processOf({ importer: import.meta.url, name: 'prompt-worker', memoryMiB });
    const apart = new Isolate<PromptTask, PromptAnswer>(start, { taskMs: mostMs, first });
    try {
      const opened = (await apart.open()) as OpenedTemplate;
      for (const notice of opened.notices) onNotice?.(notice);
      return new PromptMaker(tokenizer, opened, apart);
    } catch (error) {
      await apart.close();
      const reason = error instanceof Error ? error.message : String(error);
      onNotice?.(`The file's chat template cannot be used, so messages are joined as plain text: it ${reason}.`);
      return PromptMaker.of(tokenizer);
    }
  }

  /**
   * Makes a prompt.
   * @throws ServerError badInput (5006) for a conversation that the template refuses or takes too long for
   */
  async make(text: PromptText, { mostTokens, owner = '', signal }: PromptOptions): Promise<CountedPrompt> {
    const nChars = text.messages.reduce((sum, { content }) => sum + content.length, 0);
    const isShort = this.#apart === undefined || nChars <= maxCharsHere;
    // Raw text knows no template.
    if (isShort && (this.#ours || text.raw)) {
      const prompt = encodePrompt(text, this.#ours ?? plainTemplate, this.tokenizer);
      return { ...prompt, nTokens: prompt.ids.length };
    }
    const apart = this.#apart as Isolate<PromptTask, PromptAnswer>;
    try {
      return await apart.turns.take(owner, () =>
        this.#makeApart(apart, { type: 'encode', text, mostTokens }, { owner, signal }),
      );
    } catch (error) {
      if (error instanceof TooManyTasksError) throw new ServerError('noCapacity', undefined, { cause: error });
      if (!(error instanceof StoppedError)) throw error;
      const what = this.#ours ? 'the text' : "the model's chat template";
      throw new ServerError('badInput', `Error: ${what} could not be made into a prompt: it ${error.message}`);
    }
  }

  async #makeApart(
    apart: Isolate<PromptTask, PromptAnswer>,
    task: PromptTask,
    { owner = '', signal }: Pick<TaskOptions, 'owner' | 'signal'>,
  ): Promise<CountedPrompt> {
    signal?.throwIfAborted();
    await apart.open();
    const startedMs = performance.now();
    try {
      const { ids, ...made } = (await apart.perform(task)) as MadePrompt;
      return { ...made, ids: Array.from(ids) };
    } catch (error) {
      apart.turns.slow(owner, performance.now() - startedMs);
      throw error;
    }
  }

  /** Ends its worker. */
  async close(): Promise<void> {
    await this.#apart?.close();
  }
}
