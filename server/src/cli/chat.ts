// `tramontane chat`: a conversation in the terminal, with a server of its own or a running one.
import { createInterface } from 'node:readline/promises';
import { text as readAll } from 'node:stream/consumers';
import { AskError, type AskedServer } from './asked-server.ts';
import { chatCommands, chatHelp } from './chat-commands.ts';
import { InputReader } from './chat-input.ts';
import { type AnswerStats, ChatSession, modelNames, samplingNames } from './chat-session.ts';
import { type Command, type CommandValues, numberFlag, stringFlag, UsageError, urlFlag } from './command.ts';
import { modelOptions, passedModelOptions } from './model-options.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { statusLine } from './progress.ts';

/** `tramontane chat` */
export const command: Command = {
  name: 'chat',
  summary: 'Chat with a model in the terminal.',
  description: `Loads MODEL (an installed model's name, or NAME=FILE as for serve; default: the bundled model), or asks a running server
with --url. Answers are streamed; Ctrl+C stops one. Text on standard input is one message, and its answer is printed alone.

  tramontane chat '@cf/mistral/mistral-7b-instruct-v0.1'
  tramontane chat --url http://127.0.0.1:8787 --system 'Answer in French.'
  git diff | tramontane chat --system 'Write a commit message.'`,
  positionals: '[MODEL]',
  options: {
    url: { type: 'string', value: 'URL', help: 'A running server. Default: start one.' },
    token: { type: 'string', value: 'TOKEN', help: 'With --url; default TRAMONTANE_API_TOKEN.' },
    system: { type: 'string', value: 'TEXT', help: 'The system prompt.' },
    temperature: { type: 'string', value: 'T', help: '0 always takes the most likely token.' },
    'top-p': { type: 'string', value: 'P', help: 'Only the most likely tokens whose probabilities sum to P.' },
    'max-tokens': { type: 'string', value: 'N', help: 'Most tokens of an answer. Default: what the context leaves.' },
    seed: { type: 'string', value: 'N', help: 'The same seed gives the same answers.' },
    ...modelOptions,
  },
  async run(values, positionals) {
    if (positionals.length > 1) throw new UsageError(`takes one model, found ${positionals.length}`);
    const sampling = readSampling(values);
    const url = urlFlag(values);
    const own = url === undefined ? await startOwn(values, positionals[0]) : null;
    try {
      const token = stringFlag(values, 'token') ?? process.env.TRAMONTANE_API_TOKEN ?? null;
      const server = own ?? { url: url as string, apiToken: token };
      const model = await chooseModel(server, own ? undefined : positionals[0]);
      const session = new ChatSession(server, model, stringFlag(values, 'system'));
      for (const [name, value] of sampling) session.sampling.set(name, value);
      if (process.stdin.isTTY) await converse(session);
      else await answerInput(session);
    } finally {
      await own?.stop();
    }
  },
};

function readSampling(values: CommandValues) {
  const limits = {
    temperature: { min: 0, max: 5 },
    top_p: { min: 0.001, max: 1 },
    max_tokens: { min: 1, integer: true },
    seed: { min: 1, integer: true },
  };
  return samplingNames.flatMap((name) => {
    const value = numberFlag(values, name.replace('_', '-'), limits[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
}

async function startOwn(values: CommandValues, model: string | undefined): Promise<OwnServer> {
  const status = statusLine();
  status.show(`loading ${model ?? 'the bundled model'}`);
  try {
    return await startOwnServer([...(model === undefined ? [] : ['--model', model]), ...passedModelOptions(values)]);
  } finally {
    status.clear();
  }
}

/** @throws AskError if the server has no such model, or none */
async function chooseModel(server: AskedServer, wanted: string | undefined): Promise<string> {
  const names = await modelNames(server);
  // A name that the list does not have may be an alias.
  const name = wanted ?? names[0];
  if (name === undefined) throw new AskError(`${server.url} serves no model`);
  return name;
}

/** Standard input as one message; only the answer is printed. */
async function answerInput(session: ChatSession): Promise<void> {
  const message = (await readAll(process.stdin)).trim();
  if (message === '') throw new UsageError('standard input had no text');
  await session.ask(message, (piece) => process.stdout.write(piece), new AbortController().signal);
  process.stdout.write('\n');
}

/** What a conversation reads and writes; a terminal's two ends. */
export interface Ends {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { hasColors?(): boolean };
}

/** A conversation in a terminal, until /bye or Ctrl+D. */
export async function converse(session: ChatSession, { input, output }: Ends = terminalEnds()): Promise<void> {
  const lines = createInterface({ input, output, terminal: true, historySize: 1000 });
  const reader = new InputReader();
  const say = (text: string) => void output.write(`${text}\n\n`);
  const prompt = () => {
    lines.setPrompt(reader.isUnfinished ? '... ' : '>>> ');
    lines.prompt();
  };
  let answering: AbortController | null = null;
  // The terminal is in raw mode, so Ctrl+C reaches this program only, and not the server that it started.
  lines.on('SIGINT', () => {
    if (answering) return answering.abort();
    reader.clear();
    say('\nCtrl+D or /bye ends the chat.');
    prompt();
  });
  say(`${session.model}. /help lists the commands.`);
  prompt();
  for await (const line of lines) {
    const typed = reader.read(line);
    if (typed.kind === 'command' && /^(bye|exit|quit)$/.test(typed.name)) break;
    if (typed.kind === 'command') say(await runCommand(session, typed.name, typed.rest));
    if (typed.kind === 'message' && typed.text.trim() !== '') {
      answering = new AbortController();
      say(await answer(session, typed.text, output, answering.signal));
      answering = null;
    }
    prompt();
  }
  lines.close();
  output.write('\n');
}

function terminalEnds(): Ends {
  return { input: process.stdin, output: process.stdout };
}

/** Writes the answer as it arrives. Returns what to say after it. */
async function answer(session: ChatSession, message: string, output: Ends['output'], signal: AbortSignal) {
  const faint = (text: string) => (output.hasColors?.() ? `\x1b[2m${text}\x1b[22m` : text);
  try {
    const stats = await session.ask(message, (piece) => void output.write(piece), signal);
    return `\n${faint(statsLine(stats))}`;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return `\n${error.message}`;
  }
}

async function runCommand(session: ChatSession, name: string, rest: string): Promise<string> {
  if (name === 'help') return chatHelp();
  const known = Object.hasOwn(chatCommands, name) ? chatCommands[name] : undefined;
  if (!known) return `There is no command /${name}; /help lists them.`;
  try {
    return await known.run(session, rest);
  } catch (error) {
    return (error as Error).message;
  }
}

/** For example `12 tokens in, 20 out, 31.2 tokens/s, first after 0.12 s, stop`. */
export function statsLine(stats: AnswerStats): string {
  const { promptTokens, completionTokens, firstTokenMs, writingMs, finishReason } = stats;
  // The first token's time is the prompt's.
  const speed = completionTokens > 1 && writingMs > 0 ? ((completionTokens - 1) * 1000) / writingMs : null;
  return [
    promptTokens > 0 ? `${promptTokens} tokens in, ${completionTokens} out` : `${completionTokens} tokens`,
    ...(speed === null ? [] : [`${speed.toFixed(1)} tokens/s`]),
    `first after ${(firstTokenMs / 1000).toFixed(2)} s`,
    finishReason,
  ].join(', ');
}
