// .../ai/finetunes: LoRA adapters. This server takes none and says so: its lists are empty.
import type { RequestHandler } from 'express';
import { sendJson } from '../http/send-json.ts';
import { successBody } from './envelope.ts';

/** The account's, or everybody's. */
export const listFinetunes: RequestHandler = (_req, res) => sendJson(res, 200, successBody([]));
