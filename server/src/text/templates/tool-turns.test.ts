import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../chat-template.ts';
import { linkToolTurns } from './tool-turns.ts';
import { toolsAsText } from './tools-as-text.ts';

const sum = { name: 'sum', arguments: { a: 1, b: 2 } };
const weather = { name: 'weather', arguments: { city: 'Rome' } };
const ask: ChatMessage = { role: 'user', content: 'Well?' };
const tool = (content: string, more: Partial<ChatMessage> = {}): ChatMessage => ({ role: 'tool', content, ...more });

describe('linkToolTurns', () => {
  it('gives calls and results without ids the same ones', () => {
    const messages = linkToolTurns([
      ask,
      { role: 'assistant', content: '', toolCalls: [sum, weather] },
      tool('sunny', { name: 'weather' }),
      tool('3', { name: 'sum' }),
    ]);
    const [first, second] = messages[1]?.toolCalls ?? [];
    expect(first?.id).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(second?.id).not.toBe(first?.id);
    expect(messages.slice(2).map(({ toolCallId }) => toolCallId)).toEqual([second?.id, first?.id]);
  });

  it('shortens the ids of other makers, in both places alike', () => {
    const id = 'call_0123456789abcdef';
    const messages = linkToolTurns([
      { role: 'assistant', content: '', toolCalls: [{ ...sum, id }] },
      tool('3', { toolCallId: id }),
    ]);
    expect(messages[1]?.toolCallId).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(messages[0]?.toolCalls?.[0]?.id).toBe(messages[1]?.toolCallId);
  });

  it('reads a call that was sent as text, if a result follows', () => {
    const said = { role: 'assistant', content: JSON.stringify(sum) };
    expect(linkToolTurns([said, tool('3', { name: 'sum' })])[0]?.toolCalls).toMatchObject([sum]);
    expect(linkToolTurns([said, ask])).toEqual([said, ask]);
  });

  it('leaves a result that nobody asked for as text', () => {
    expect(linkToolTurns([ask, tool('3', { toolCallId: 'unknown' })])).toEqual([ask, { role: 'tool', content: '3' }]);
  });
});

describe('toolsAsText', () => {
  it('tells tools, calls and results in words', () => {
    const told = toolsAsText(
      [ask, { role: 'assistant', content: '', toolCalls: [{ ...sum, id: 'x' }] }, tool('3', { toolCallId: 'x' })],
      [{ name: 'sum', description: 'Adds.', parameters: { type: 'object' } }],
    );
    expect(told.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(told[0]?.content).toContain('{"name":"sum","description":"Adds.","parameters":{"type":"object"}}');
    expect(told[2]?.content).toBe(JSON.stringify([sum]));
    expect(told[3]).toEqual({ role: 'tool', content: '3' });
  });

  it('changes nothing where there are none', () => {
    expect(toolsAsText([ask], [])).toEqual([ask]);
  });
});
