// `tramontane generate`: continues one prompt, without a server.
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundledModelPath } from '../bundled-model.ts';
import type { GeneratedToken, GenerationRequest, TokenGenerator } from '../engine/generation.ts';
import type { LoadedModel } from '../load-model.ts';
import { PromptMaker } from '../prompts/prompt-maker.ts';
import { TextGenerator } from '../text-generation.ts';
import { type Command, numberFlag, stringFlag, UsageError } from './command.ts';
import type { FoundWeights } from './find-model.ts';
import { findForCommand, loadForCommand } from './load-for-command.ts';
import { modelFlag, modelOptions } from './model-options.ts';
import { screen } from './screen.ts';

/** `tramontane generate` */
export const command: Command = {
  name: 'generate',
  summary: 'Continue a prompt on the terminal.',
  description: `Reads the prompt from PROMPT, from --prompt, or from standard input. Prints the text as it is generated, or one line
with --json: {"ids":[...],"text":"...","tokensPerSecond":...}.

  tramontane generate 'Once upon a time' --max-tokens 100 --temperature 0
  tramontane generate --model '@cf/mistral/mistral-7b-instruct-v0.1' < question.txt`,
  positionals: '[PROMPT]',
  options: {
    model: { ...modelFlag, help: `${modelFlag.help} Default: the bundled model.` },
    prompt: { type: 'string', value: 'TEXT', help: 'The prompt; - reads standard input.' },
    raw: { type: 'boolean', help: 'Continue the prompt as it is, without the chat template.' },
    'max-tokens': { type: 'string', value: 'N', help: 'Most tokens to generate. Default 256.' },
    temperature: { type: 'string', value: 'T', help: '0 always takes the most likely token. Default 0.6.' },
    'top-p': { type: 'string', value: 'P', help: 'Only the most likely tokens whose probabilities sum to P.' },
    'top-k': { type: 'string', value: 'K', help: 'Only the K most likely tokens.' },
    seed: { type: 'string', value: 'N', help: 'The same seed gives the same text.' },
    'ignore-stop': { type: 'boolean', help: 'Continue after the end-of-sequence token.' },
    ...modelOptions,
    json: { type: 'boolean', help: 'Print one line of JSON at the end.' },
  },
  async run(values, positionals) {
    const sampling = {
      temperature: numberFlag(values, 'temperature', { min: 0, max: 5 }) ?? 0.6,
      topP: numberFlag(values, 'top-p', { min: 0.001, max: 1 }),
      topK: numberFlag(values, 'top-k', { min: 1, integer: true }),
      seed: numberFlag(values, 'seed', { min: 0, integer: true }),
    };
    const maxTokens = numberFlag(values, 'max-tokens', { min: 1, integer: true }) ?? 256;
    const weights = await findForCommand(stringFlag(values, 'model') ?? bundledModelPath, values);
    const prompt = await readPrompt(stringFlag(values, 'prompt'), positionals);
    const loaded = await loadForCommand(weights, values);
    try {
      const recorder = new IdRecorder(loaded.engine);
      const raw = values.raw === true;
      const onNotice = raw ? undefined : (notice: string) => screen.print(`${notice}\n`);
      const generator = await generatorOf(loaded, recorder, { ...weights, onNotice });
      const prepared = await generator.prepare({ prompt, raw, maxTokens, sampling });
      const { request } = prepared;
      const stopIds = values['ignore-stop'] === true ? [] : request.stopIds;
      let written = '';
      for await (const event of generator.generate({ ...prepared, request: { ...request, stopIds } })) {
        if (event.type !== 'text') continue;
        written += event.text;
        if (values.json !== true) print(event.text);
      }
      const { ids, tokensPerSecond } = recorder;
      print(values.json === true ? `${JSON.stringify({ ids, text: written, tokensPerSecond })}\n` : '\n');
    } finally {
      await loaded.close();
    }
  },
};

/** @param options.onNotice told if the chat template had to be guessed */
async function generatorOf(
  loaded: LoadedModel,
  tokenGenerator: TokenGenerator,
  { path, entry, onNotice }: FoundWeights & { readonly onNotice: ((notice: string) => void) | undefined },
): Promise<TextGenerator> {
  const { name, tokenizer, engine } = loaded;
  const prompts = await PromptMaker.open(tokenizer, {
    family: entry?.template,
    names: [name, basename(path)],
    onNotice,
  });
  return new TextGenerator({
    modelName: name,
    tokenizer,
    tokenGenerator,
    contextWindow: engine.contextLength,
    prompts,
  });
}

/** The prompt of the command line, or of standard input. @throws UsageError if there is none, or several */
async function readPrompt(flag: string | undefined, positionals: readonly string[]): Promise<string> {
  const given = [...(flag === undefined ? [] : [flag]), ...positionals];
  if (given.length > 1) throw new UsageError(`takes one prompt (in quotes if it has spaces), found ${given.length}`);
  const [prompt = '-'] = given;
  if (prompt !== '-') return prompt;
  if (process.stdin.isTTY && given.length === 0) {
    throw new UsageError("the prompt is missing: tramontane generate 'Once upon a time', or pipe it to standard input");
  }
  // The line break at the end belongs to the file or to echo, not to the prompt.
  const read = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (read === '') throw new UsageError('the prompt is empty: standard input had no text');
  return read;
}

/** A generator that also records its token ids and their times. */
class IdRecorder implements TokenGenerator {
  readonly ids: number[] = [];
  readonly contextLength: number;
  readonly #engine: TokenGenerator;
  #firstAt = 0;
  #lastAt = 0;

  constructor(engine: TokenGenerator) {
    this.#engine = engine;
    this.contextLength = engine.contextLength;
  }

  async *generate(request: GenerationRequest, signal?: AbortSignal): AsyncGenerator<GeneratedToken> {
    for await (const token of this.#engine.generate(request, signal)) {
      this.#lastAt = performance.now();
      if (this.ids.push(token.id) === 1) this.#firstAt = this.#lastAt;
      yield token;
    }
  }

  /** Decoding speed, from the first id to the last: the prompt is left out. */
  get tokensPerSecond(): number {
    const seconds = (this.#lastAt - this.#firstAt) / 1000;
    return this.ids.length > 1 ? Math.round(((this.ids.length - 1) / seconds) * 100) / 100 : 0;
  }
}

function print(text: string): void {
  process.stdout.write(text);
}
