import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { expect, it } from 'vitest';
import { readBody } from './body.ts';

it('does not wait for who has left before the first byte was asked for', async () => {
  const req = new IncomingMessage(new Socket()) as Request;
  req.headers['content-length'] = '10';
  req.destroy();
  const read = readBody(100)(req, {} as Response, () => expect.fail('there was no body'));
  await expect(read).rejects.toMatchObject({ kind: 'aborted' });
});
