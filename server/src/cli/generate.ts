// `tramontane generate`: continues one prompt, without a server.
import { basename } from 'node:path';
import { bundledModelPath } from '../bundled-model.ts';
import { bundledModelName, findEntry } from '../catalogue.ts';
import type { GeneratedToken, GenerationRequest, TokenGenerator } from '../engine/generation.ts';
import { chooseTemplate } from '../text/templates/choose.ts';
import { TextGenerator } from '../text-generation.ts';
import { type Command, numberFlag, requiredFlag, stringFlag } from './command.ts';
import { loadForCommand } from './load-for-command.ts';
import { modelOptions } from './model-options.ts';

/** `tramontane generate` */
export const command: Command = {
  name: 'generate',
  summary: 'Continue a prompt on the terminal.',
  description: `Prints the text as it comes, or with --json one line: {"ids":[...],"text":"...","tokensPerSecond":...}.

  tramontane generate --prompt 'Once upon a time' --max-tokens 100 --temperature 0`,
  options: {
    model: { type: 'string', value: 'PATH', help: 'A .gguf file or a Hugging Face folder; default the bundled model.' },
    prompt: { type: 'string', value: 'TEXT', help: 'What to continue.' },
    raw: { type: 'boolean', help: 'Take the prompt as it stands, without the chat template.' },
    'max-tokens': { type: 'string', value: 'N', help: 'Most tokens to generate. Default 256.' },
    temperature: { type: 'string', value: 'T', help: '0 always takes the likeliest token. Default 0.6.' },
    'top-p': { type: 'string', value: 'P', help: 'Only the likeliest tokens whose probabilities sum to P.' },
    'top-k': { type: 'string', value: 'K', help: 'Only the K likeliest tokens.' },
    seed: { type: 'string', value: 'N', help: 'The same seed gives the same text.' },
    'ignore-stop': { type: 'boolean', help: 'Go on over the end-of-sequence token.' },
    ...modelOptions,
    json: { type: 'boolean', help: 'One line of JSON at the end.' },
  },
  async run(values) {
    const path = stringFlag(values, 'model') ?? bundledModelPath;
    const topP = numberFlag(values, 'top-p', { min: 0.001, max: 1 });
    const topK = numberFlag(values, 'top-k', { min: 1, integer: true });
    const seed = numberFlag(values, 'seed', { min: 0, integer: true });
    const input = {
      prompt: requiredFlag(values, 'prompt'),
      raw: values.raw === true,
      maxTokens: numberFlag(values, 'max-tokens', { min: 1, integer: true }) ?? 256,
      sampling: {
        temperature: numberFlag(values, 'temperature', { min: 0, max: 5 }) ?? 0.6,
        ...(topP !== undefined && { topP }),
        ...(topK !== undefined && { topK }),
        ...(seed !== undefined && { seed }),
      },
    };
    const loaded = await loadForCommand(path, values);
    try {
      const { tokenizer, engine } = loaded;
      const contextWindow = engine.contextLength;
      const onNotice = (notice: string) => void process.stderr.write(`${notice}\n`);
      const template = chooseTemplate(tokenizer.vocabulary, {
        family: path === bundledModelPath ? findEntry(bundledModelName)?.template : undefined,
        names: [basename(path)],
        onNotice: input.raw ? undefined : onNotice,
      });
      const recorder = new IdRecorder(engine);
      const parts = { modelName: path, tokenizer, tokenGenerator: recorder, contextWindow, template };
      const generator = new TextGenerator(parts);
      const prepared = generator.prepare(input);
      const { request } = prepared;
      const stopIds = values['ignore-stop'] === true ? [] : request.stopIds;
      let text = '';
      for await (const event of generator.generate({ ...prepared, request: { ...request, stopIds } })) {
        if (event.type !== 'text') continue;
        text += event.text;
        if (values.json !== true) print(event.text);
      }
      const { ids, tokensPerSecond } = recorder;
      print(values.json === true ? `${JSON.stringify({ ids, text, tokensPerSecond })}\n` : '\n');
    } finally {
      await loaded.close();
    }
  },
};

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
