// The server's log: JSON lines for programs, or text for people on a terminal.
import pino, { type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Config } from '../config.ts';
import type { Screen } from './screen.ts';

/** `auto` is text on a terminal and JSON elsewhere. */
export function logFormat({ logFormat: format }: Pick<Config, 'logFormat'>, screen: Screen): 'json' | 'text' {
  if (format !== 'auto') return format;
  return screen.isTerminal ? 'text' : 'json';
}

/** A logger that writes to standard error. Text goes through the screen, so that it does not run into a progress line. */
export function createLogger(config: Pick<Config, 'logFormat' | 'logLevel'>, screen: Screen, color: boolean): Logger {
  const { logLevel: level } = config;
  if (logFormat(config, screen) === 'json') return pino({ level }, pino.destination(2));
  const format = textFormat(color);
  return pino({ level }, { write: (line: string) => screen.print(format(line)) });
}

/** Makes a line of text from a line of JSON. */
export function textFormat(color: boolean): (line: string) => string {
  const pretty = prettyFactory({
    colorize: color,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
    errorLikeObjectKeys: ['err'],
  });
  return (line) => {
    const entry = JSON.parse(line) as Record<string, unknown>;
    return pretty(isRequest(entry) ? requestAsText(entry) : entry);
  };
}

function isRequest({ method, path }: Record<string, unknown>): boolean {
  return typeof method === 'string' && typeof path === 'string';
}

/**
 * `POST /v1/chat/completions 200 in 153 ms, MODEL, 12 + 64 tokens`, or `POST /v1/completions 400 in 2 ms: 5006: REASON`; other
 * fields that are set follow as JSON.
 */
function requestAsText(entry: Record<string, unknown>): Record<string, unknown> {
  const { level, time, msg, method, path, status, ms, model, promptTokens, completionTokens, ...rest } = entry;
  const { ray: _, requestId: __, token: ___, pid: ____, hostname: _____, error, ...others } = rest;
  const parts = [
    `${method} ${path} ${status ?? 'disconnected'} in ${ms} ms`,
    ...(typeof model === 'string' ? [model] : []),
    ...(typeof completionTokens === 'number' ? [`${promptTokens} + ${completionTokens} tokens`] : []),
  ];
  const set = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null));
  const told = [parts.join(', '), ...(msg === 'request' ? [] : [msg]), ...(typeof error === 'string' ? [error] : [])];
  return { level, time, msg: plain(told.join(': ')), ...set };
}

/** Clients choose paths, names and parts of reasons: no control characters, which could change what the terminal shows. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
