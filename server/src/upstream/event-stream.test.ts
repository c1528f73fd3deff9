// Streams of engines that mean harm are given up before they cost much.
import { expect, it } from 'vitest';
import { eventsOrValue, jsonLines } from './event-stream.ts';
import { CutAnswerError } from './failures.ts';

const chunk = (line: string) => Buffer.from(line.repeat(Math.ceil(65_536 / line.length)));

it.each([
  ['an event of many short lines', eventsOrValue(), 'data: a\n'],
  ['a line without end', eventsOrValue(), 'data: aaaaaaa'],
  ['a value without end', eventsOrValue(), '{"a":"b'],
  ['a line of JSON without end', jsonLines(), '{"a":"b'],
])('%s is given up', (_what, reader, line) => {
  const feed = () => {
    for (let nBytes = 0; nBytes < 10 * 1024 ** 2; nBytes += 65_536) for (const _value of reader.read(chunk(line)));
  };
  expect(feed).toThrow(CutAnswerError);
});
