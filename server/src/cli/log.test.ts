// The log's form: JSON for programs; text for people, which never runs into a progress line.
import { describe, expect, it } from 'vitest';
import { createLogger, logFormat, textFormat } from './log.ts';
import { Screen } from './screen.ts';

function fakeScreen(isTerminal: boolean) {
  const written: string[] = [];
  const screen = new Screen({ isTerminal, columns: () => 80, write: (text) => written.push(text), now: () => 0 });
  return { screen, written };
}

it('is text on a terminal and JSON elsewhere, unless it is set', () => {
  const terminal = fakeScreen(true).screen;
  const pipe = fakeScreen(false).screen;
  expect([terminal, pipe].map((screen) => logFormat({ logFormat: 'auto' }, screen))).toEqual(['text', 'json']);
  expect([terminal, pipe].map((screen) => logFormat({ logFormat: 'json' }, screen))).toEqual(['json', 'json']);
  expect(logFormat({ logFormat: 'text' }, pipe)).toBe('text');
});

it('is printed above a progress line', () => {
  const { screen, written } = fakeScreen(true);
  const logger = createLogger({ logFormat: 'auto', logLevel: 'info' }, screen, false);
  screen.show('loading 42%');
  logger.warn({ model: 'm' }, 'a notice');
  expect(written[1]).toMatch(/^.*\[\d\d:\d\d:\d\d\] WARN: a notice \{"model":"m"\}\nloading 42%$/s);
  expect(written[1]?.startsWith('\r\x1b[K')).toBe(true);
});

describe('as text', () => {
  const format = textFormat(false);
  const base = { level: 30, time: Date.now(), pid: 1, hostname: 'h' };
  const textOf = (entry: object) => format(JSON.stringify({ ...base, ...entry })).replace(/^\[[\d:]+\] /, '');

  it('a request is one short line', () => {
    const ids = { ray: 'r', requestId: 'i', token: 't' };
    const request = { ...ids, method: 'POST', path: '/v1/chat/completions', status: 200, ms: 153, msg: 'request' };
    expect(textOf({ ...request, model: 'm', promptTokens: 12, completionTokens: 64 })).toBe(
      'INFO: POST /v1/chat/completions 200 in 153 ms, m, 12 + 64 tokens\n',
    );
    const none = { model: null, promptTokens: null, completionTokens: null };
    expect(textOf({ ...request, ...none, status: 400, error: 'no prompt' })).toBe(
      'INFO: POST /v1/chat/completions 400 in 153 ms: no prompt\n',
    );
    expect(textOf({ ...request, ...none, status: null, disconnected: true })).toContain('disconnected in 153 ms');
    const hostile = textOf({ ...request, path: '/\u001b[2J', model: 'a\u001b[2Jb', error: '\u0007' });
    expect(hostile.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it('a failure shows its stack', () => {
    const { stack, message } = new Error('broken');
    const text = textOf({ level: 50, msg: 'engine failed', err: { type: 'Error', message, stack } });
    expect(text).toContain('ERROR: engine failed');
    expect(text).toContain('Error: broken');
  });
});
