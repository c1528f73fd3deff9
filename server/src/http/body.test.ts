// How bodies wait for room, and what their room is bounded by.
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { BodyReader } from './body.ts';
import { BodyRoom } from './body-room.ts';
import { maxParts, maxValues, parseJson } from './json-body.ts';
import { receive } from './receive.ts';

it('does not wait for who has left before the first byte was asked for', async () => {
  const req = new IncomingMessage(new Socket()) as Request;
  req.headers['content-length'] = '10';
  req.destroy();
  const reader = new BodyReader({ maxBodyBytes: 100, maxBodiesBytes: 1000, minBodyRate: 0 });
  const res = { locals: { context: {} }, once() {} } as unknown as Response;
  const read = reader.read(req, res, () => expect.fail('there was no body'));
  await expect(read).rejects.toMatchObject({ kind: 'aborted' });
});

describe('the room for bodies', () => {
  it('leaves every owner half of what others leave', async () => {
    const room = new BodyRoom(1000);
    const first = await room.take('a', 500);
    let isIn = false;
    const waiting = room.take('a', 1).then(() => {
      isIn = true;
    });
    await room.take('b', 250);
    await room.take('c', 125);
    expect(isIn).toBe(false);
    first.release();
    await waiting;
    expect(room.held).toBe(376);
  });

  it('is given back once, and grows only while there is room', async () => {
    const room = new BodyRoom(1000);
    const hold = await room.take('a', 100);
    const other = await room.take('b', 100);
    hold.resize(450);
    expect(() => hold.resize(451)).toThrow('memory that this server has for bodies');
    expect(room.held).toBe(550);
    hold.release();
    hold.release();
    other.resize(10);
    expect(room.held).toBe(10);
  });

  it('is left by those who stop waiting', async () => {
    const room = new BodyRoom(1000);
    const hold = await room.take('a', 500);
    const controller = new AbortController();
    const waiting = room.take('a', 100, controller.signal);
    controller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    hold.release();
    expect(room.held).toBe(0);
  });
});

it('room that does not come is refused in the end', async () => {
  const room = new BodyRoom(1000, 20);
  const hold = await room.take('a', 500);
  await expect(room.take('a', 1)).rejects.toMatchObject({ kind: 'noCapacity' });
  hold.release();
  expect(room.held).toBe(0);
});

it.each([
  ['nothing', 0, 1_000_000],
  ['a little', 10, 1_000_000],
])('a body of which %s arrives is given up, and its room is free again', async (_what, nBytes, minRate) => {
  const req = new IncomingMessage(new Socket());
  req.headers['content-length'] = '1000';
  const room = new BodyRoom(10_000);
  const sender = { owner: 'a', signal: new AbortController().signal, begin: () => req.push(Buffer.alloc(nBytes)) };
  const received = receive(req, { maxBytes: 1000, room, minRate, graceMs: 20 }, sender);
  await expect(received).rejects.toMatchObject({ kind: 'requestTimeout' });
  expect(room.held).toBe(0);
});

it.each(['br', 'gzip'])('an empty body that is packed with %s takes no room', async (encoding) => {
  const req = new IncomingMessage(new Socket());
  Object.assign(req.headers, { 'content-length': '0', 'content-encoding': encoding });
  const room = new BodyRoom(10_000, 20);
  await room.take('b', 100);
  const sender = { owner: 'a', signal: new AbortController().signal, begin: () => void req.push(null) };
  expect((await receive(req, { maxBytes: 1000, room, minRate: 0 }, sender)).bytes).toHaveLength(0);
  expect(room.held).toBe(100);
});

it('a body that ends without its length is aborted', async () => {
  const req = new IncomingMessage(new Socket());
  const room = new BodyRoom(10_000);
  const sender = { owner: 'a', signal: new AbortController().signal, begin: () => void req.destroy() };
  await expect(receive(req, { maxBytes: 1000, room, minRate: 0 }, sender)).rejects.toMatchObject({ kind: 'aborted' });
  expect(room.held).toBe(0);
});

describe('the JSON of a body', () => {
  const parse = (text: string) => parseJson(Buffer.from(text));

  it('is counted before it is parsed', () => {
    expect(() => parse(`[${'{},'.repeat(maxParts)}{}]`)).toThrow(/too many parts; it takes up to 32768 objects/);
    expect(() => parse(`{${'"a":1,'.repeat(maxParts)}"b":1}`)).toThrow(/too many parts/);
    expect(() => parse(`[${'1,'.repeat(maxValues + 1)}1]`)).toThrow(/too many values; it takes up to 524288$/);
    expect(parse(`[${'1,'.repeat(maxValues)}1]`)).toHaveLength(maxValues + 1);
  });

  it.each([
    ['brackets', '[{'.repeat(40_000)],
    ['a quote at the end', '\\"[['.repeat(40_000)],
    ['backslashes before the end', `${'{'.repeat(40_000)}\\\\`],
    ['many backslashes', '\\\\'.repeat(500)],
  ])('%s in a text are not counted', (_what, text) => {
    expect(parse(`{"a":"${text}","b":[]}`)).toEqual({ a: JSON.parse(`"${text}"`), b: [] });
  });
});
