// The commands of a chat: each changes or shows the session and says what it did.
import { type ChatSession, type ChatTurn, type SamplingName, samplingNames } from './chat-session.ts';
import { loadFile, saveFile } from './saved-file.ts';

interface ChatCommand {
  readonly usage: string;
  readonly help: string;
  /** The text to print. @throws Error with a message for the user */
  run(session: ChatSession, rest: string): string | Promise<string>;
}

export const chatCommands: Readonly<Record<string, ChatCommand>> = {
  system: {
    usage: '/system [TEXT]',
    help: 'Set the system prompt; without TEXT, show it.',
    run(session, rest) {
      if (rest !== '') session.system = rest;
      return session.system === '' ? 'There is no system prompt.' : `System prompt: ${session.system}`;
    },
  },
  set: {
    usage: '/set [NAME VALUE]',
    help: `Set ${samplingNames.join(', ')}; or show them.`,
    run: setSampling,
  },
  clear: {
    usage: '/clear',
    help: 'Start a new conversation; settings stay.',
    run(session) {
      session.turns = [];
      return 'New conversation.';
    },
  },
  save: {
    usage: '/save FILE',
    help: 'Write the conversation to a JSON file.',
    async run({ model, system, turns }, rest) {
      if (rest === '') throw new Error('/save needs a file');
      await saveFile(rest, `${JSON.stringify({ model, system, turns }, null, 2)}\n`);
      return `Saved ${turns.length} messages to ${rest}.`;
    },
  },
  load: {
    usage: '/load FILE',
    help: 'Go on with a saved conversation.',
    async run(session, rest) {
      if (rest === '') throw new Error('/load needs a file');
      const saved = savedConversation(await loadFile(rest), rest);
      session.turns = saved.turns;
      session.system = saved.system;
      return `Loaded ${saved.turns.length} messages.`;
    },
  },
};

function setSampling(session: ChatSession, rest: string): string {
  const [name = '', value = ''] = rest.split(/\s+/);
  if (name !== '') {
    if (!isSamplingName(name)) throw new Error(`there is no setting '${name}'; there are: ${samplingNames.join(', ')}`);
    const number = Number(value);
    if (value === 'default') session.sampling.delete(name);
    else if (value === '' || !Number.isFinite(number)) throw new Error(`${name} takes a number, found '${value}'`);
    else session.sampling.set(name, number);
  }
  return samplingNames.map((each) => `${each}: ${session.sampling.get(each) ?? 'default'}`).join(', ');
}

function isSamplingName(name: string): name is SamplingName {
  return (samplingNames as readonly string[]).includes(name);
}

function savedConversation(json: string, file: string): { system: string; turns: ChatTurn[] } {
  const { system, turns } = JSON.parse(json) as { system?: unknown; turns?: unknown };
  const isTurn = (turn: ChatTurn) => /^(user|assistant)$/.test(turn?.role) && typeof turn.content === 'string';
  if (typeof system !== 'string' || !Array.isArray(turns) || !turns.every(isTurn)) {
    throw new Error(`${file} is not a saved conversation`);
  }
  return { system, turns };
}

export function chatHelp(): string {
  const rows = [
    ...Object.values(chatCommands).map(({ usage, help }) => [usage, help] as const),
    ['/help', 'Show this.'] as const,
    ['/bye', 'End the chat; so does Ctrl+D.'] as const,
  ];
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return [
    ...rows.map(([usage, help]) => `${usage.padEnd(width)}  ${help}`),
    '',
    '/set NAME default leaves a setting to the server. Ctrl+C stops an answer.',
    'Several lines: """ opens and closes them, or a \\ at a line\'s end goes on.',
  ].join('\n');
}
