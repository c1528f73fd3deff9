// GET .../ai/finetunes: LoRA adapters. This server serves none, so the list is empty.
import type { RequestHandler } from 'express';
import { sendJson } from '../http/send-json.ts';
import { successBody } from './envelope.ts';

/** Those of the account, or the public ones. */
export const listFinetunes: RequestHandler = (_req, res) => sendJson(res, 200, successBody([]));
