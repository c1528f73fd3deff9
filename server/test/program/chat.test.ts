// `tramontane chat`: in a terminal, against a server of this process; and as a program that reads a pipe.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { converse } from '../../src/cli/chat.ts';
import { chatHelp } from '../../src/cli/chat-commands.ts';
import { ChatSession } from '../../src/cli/chat-session.ts';
import type { TokenGenerator } from '../../src/engine/generation.ts';
import { useLiveServer } from '../clients/live-server.ts';
import { scripted } from '../clients/scripted.ts';
import { apiToken, Endless, model, saying, startServer, until } from '../http/harness.ts';
import { keepTerminal } from '../playground/browser.ts';

const timeoutMs = 30_000;
const ctrlC = '\x03';
const ctrlD = '\x04';

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes begin with one
const withoutCodes = (text: string) => text.replace(/\x1b\[[\d;]*[A-Za-z]/g, '');

/** A chat that a test types into, with a server that this engine answers for. */
async function openChat(engine: TokenGenerator, system = '') {
  const server = await startServer(engine);
  return { ...openChatAt(server.url, system), log: server.log };
}

function openChatAt(url: string, system = '') {
  const input = new PassThrough();
  const output = new PassThrough();
  let written = '';
  let screen = '';
  output.on('data', (chunk: Buffer) => {
    written += chunk.toString();
    screen += chunk.toString();
  });
  const session = new ChatSession({ url, apiToken }, model, system);
  const ended = converse(session, { input, output });
  /** What was written since the last call, once it holds `wanted`. Terminal codes are left out. */
  const next = async (wanted: string) => {
    const plain = () => withoutCodes(written);
    await until(() => plain().includes(wanted), `'${wanted}' in ${JSON.stringify(plain())}`, timeoutMs);
    const found = plain();
    written = '';
    return found;
  };
  const type = (line: string) => void input.write(line);
  return { session, ended, next, type, screen: () => withoutCodes(screen) };
}

describe('a conversation in a terminal', () => {
  it('streams answers, says what they took, and remembers', async () => {
    const { engine, prompts } = scripted(' First answer.', ' Second answer.');
    const chat = await openChat(engine, 'Be brief.');
    chat.type('Hello\r');
    expect(await chat.next('stop')).toMatch(
      /First answer\.\n\d+ tokens in, \d+ out, [\d.]+ tokens\/s, first after [\d.]+ s, stop/,
    );
    chat.type('And then?\r');
    await chat.next('stop');
    for (const part of ['Be brief.', 'Hello', 'First answer.', 'And then?']) expect(prompts[1]).toContain(part);
    chat.type('/bye\r');
    await chat.ended;
  });

  it('Ctrl+C stops an answer and not the chat; Ctrl+D ends it', async () => {
    const engine = new Endless();
    const chat = await openChat(engine);
    chat.type('/set max_tokens 1000000\r');
    chat.type('Talk\r');
    await until(() => engine.nRunning === 1, 'the engine answers', timeoutMs);
    chat.type(ctrlC);
    await chat.next('stopped');
    await until(() => engine.nRunning === 0, 'the engine stops', timeoutMs);
    expect(chat.session.turns.map(({ role }) => role)).toEqual(['user', 'assistant']);
    chat.type(ctrlC);
    await chat.next('Ctrl+D or /bye ends the chat.');
    chat.type(ctrlD);
    await chat.ended;
  });

  it('sets, saves, loads and clears', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tramontane-chat-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'chat.json');
    const chat = await openChat(saying(' Lily.'));
    for (const [line, answer] of [
      ['/set temperature 0', 'temperature: 0, top_p: default'],
      ['/set temperature warm', "temperature takes a number, found 'warm'"],
      ['/set heat 1', "there is no setting 'heat'"],
      ['/system Be brief.', 'System prompt: Be brief.'],
      ['Who?', 'stop'],
      [`/save ${file}`, `Saved 2 messages to ${file}.`],
      ['/clear', 'New conversation.'],
      [`/load ${file}`, 'Loaded 2 messages.'],
      ['/nothing', 'There is no command /nothing'],
      ['/load /nowhere.json', 'ENOENT'],
      ['/help', '/system [TEXT]'],
    ] as const) {
      chat.type(`${line}\r`);
      await chat.next(answer);
    }
    expect(chat.session.sampling).toEqual(new Map([['temperature', 0]]));
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ model, system: 'Be brief.', turns: chat.session.turns });
  });

  it('has a help that fits 80 columns', () => {
    const rows = chatHelp().split('\n');
    expect(rows.filter((row) => row.length > 80)).toEqual([]);
  });

  it('says what the server refused, and goes on without that message', async () => {
    const chat = await openChat(saying(' Lily.'));
    chat.session.model = '@cf/no/model';
    chat.type('Hello\r');
    await chat.next('@cf/no/model');
    expect(chat.session.turns).toEqual([]);
    chat.session.model = model;
    chat.type('Hello\r');
    await chat.next('stop');
  });
});

describe('with the bundled model', () => {
  const server = useLiveServer();

  it('tells a story, and how fast', async () => {
    const chat = openChatAt(server.url);
    for (const line of ['/set temperature 0', '/set max_tokens 48', 'Tell me a story about a bird.']) {
      chat.type(`${line}\r`);
      await chat.next(line.startsWith('/set') ? 'temperature: 0' : 'tokens/s');
    }
    await until(() => chat.screen().endsWith('>>> '), 'the chat waits for the next message', timeoutMs);
    expect(chat.screen()).toMatch(
      /[a-z]+ [a-z]+.*\n\d+ tokens in, 48 out, [\d.]+ tokens\/s, first after [\d.]+ s, length/s,
    );
    await keepTerminal(chat.screen(), 'terminal');
    chat.type(ctrlD);
    await chat.ended;
  });
});

describe('the program', () => {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const run = async (input: string, ...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, 'chat', ...args], {
      env: { ...process.env, TRAMONTANE_API_TOKEN: apiToken },
    });
    child.stdin.end(input);
    const code = new Promise((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, stdout, stderr };
  };

  it('answers what a pipe says, and prints nothing else', async () => {
    const server = await startServer(saying(' Lily.'));
    const ended = await run('Who is it?\n', '--url', server.url);
    expect(ended).toEqual({ code: 0, stdout: expect.stringMatching(/^\s*Lily\.\n$/), stderr: '' });
  });

  it('starts a server of its own, with the bundled model', async () => {
    const { code, stdout } = await run('Once upon a time', '--max-tokens', '8', '--temperature', '0');
    expect([code, stdout.trim() !== '']).toEqual([0, true]);
  }, 120_000);

  it.each([
    [['--url', 'http://127.0.0.1:9'], 1, 'there is no server at http://127.0.0.1:9 ('],
    [['--url', 'here'], 2, "--url takes an address such as http://127.0.0.1:8787, found 'here'"],
    [['a', 'b'], 2, 'takes one model, found 2'],
  ])('says what is wrong with %j', async (args, code, message) => {
    expect(await run('x', ...args)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});
