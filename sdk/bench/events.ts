// What events() costs per chunk, beside a bare loop over the bytes that splits them on newlines and parses what follows
// "data: ": npm run bench -w sdk. Over HTTP, both by fetch from a server in a process of its own, which writes either as
// fast as it is read, so that many frames come in one read, or one frame after the other; and from memory, a frame a read,
// where there is nothing but the reading to be seen. Both sides take turns, and so does which of them begins. The ratio is
// the median of the rounds' own, since the machine's pace changes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { events } from '../src/index.ts';

const nChunks = 20_000;
const nRounds = 15;
const frame = 'data: {"response":" upon","tool_calls":[],"p":"abdefghijk"}\n\n';
const end = 'data: [DONE]\n\n';

type Stream = ReadableStream<Uint8Array>;
/** Reads a stream to its end; the length of the text. */
type Reader = (stream: Stream) => Promise<number>;

const ours: Reader = async (stream) => {
  let length = 0;
  for await (const { response } of events(stream)) length += response.length;
  return length;
};

const bare: Reader = async (stream) => {
  let length = 0;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of stream) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: {')) length += JSON.parse(line.slice(6)).response.length;
    }
  }
  return length;
};

async function fromServer(url: string): Promise<Stream> {
  const { body } = await fetch(url);
  if (!body) throw new Error(`${url} has no body`);
  return body;
}

async function fromMemory(): Promise<Stream> {
  const [bytes, last] = [frame, end].map((text) => new TextEncoder().encode(text));
  let n = 0;
  return new ReadableStream({
    pull(controller) {
      if (n++ < nChunks) return controller.enqueue(bytes);
      controller.enqueue(last);
      controller.close();
    },
  });
}

const serverCode = `
  const { once } = require('node:events');
  const server = require('node:http').createServer(async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let n = 0; n < ${nChunks}; n++) {
      if (!response.write(${JSON.stringify(frame)})) await once(response, 'drain');
      if (request.url === '/one-by-one') await new Promise(setImmediate); // what is written by then is sent
    }
    response.end(${JSON.stringify(end)});
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

async function startServer(): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(process.execPath, ['-e', serverCode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${Number(port)}`, process: child };
}

async function microseconds(read: Reader, open: () => Promise<Stream>): Promise<number> {
  const startedAt = performance.now();
  const length = await read(await open());
  if (length !== nChunks * 5) throw new Error(`${length} characters were read`);
  return ((performance.now() - startedAt) * 1000) / nChunks;
}

async function compare(label: string, open: () => Promise<Stream>): Promise<void> {
  for (const read of [ours, bare]) await microseconds(read, open); // what is compiled now is not measured
  const rounds: { ours: number; bare: number }[] = [];
  for (let round = 0; round < nRounds; round++) {
    const first = round % 2 === 0 ? await microseconds(ours, open) : undefined;
    const theirs = await microseconds(bare, open);
    rounds.push({ ours: first ?? (await microseconds(ours, open)), bare: theirs });
  }
  const [a, b] = [median(rounds.map((each) => each.ours)), median(rounds.map((each) => each.bare))];
  const ratios = rounds.map((each) => each.ours / each.bare);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  console.log(
    `${label.padEnd(32)} events() ${a.toFixed(2)} us a chunk, a bare loop ${b.toFixed(2)} us: ` +
      `${median(ratios).toFixed(2)}x (${range} in ${nRounds} rounds of ${nChunks} chunks)`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const server = await startServer();
try {
  await compare('over HTTP, as fast as it is read', () => fromServer(server.url));
  await compare('over HTTP, one by one', () => fromServer(`${server.url}/one-by-one`));
} finally {
  server.process.kill();
}
await compare('from memory', fromMemory);
