// The program of the thread that parses large bodies, so that other requests go on meanwhile.
import { parentPort } from 'node:worker_threads';
import { answerOf } from '../isolates/answer-tasks.ts';
import { parseJson } from './json-body.ts';

parentPort?.on('message', (body: Uint8Array) => {
  parentPort?.postMessage(answerOf(body, parseJson));
});
