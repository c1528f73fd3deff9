// What events() costs per chunk, beside a bare loop over the bytes that splits them on newlines and parses what follows
// "data: ", in turn in the same run: npm run bench -w sdk
import { events } from '../src/index.ts';

const nChunks = 20_000;
const nRounds = 15;
const frame = 'data: {"response":" upon","tool_calls":[],"p":"abdefghijk"}\n\n';
const bytes = new TextEncoder().encode(frame);
const end = new TextEncoder().encode('data: [DONE]\n\n');

/** A chunk a read, as a server that writes one token at a time sends them. */
function stream(): ReadableStream<Uint8Array> {
  let n = 0;
  return new ReadableStream({
    pull(controller) {
      if (n++ < nChunks) return controller.enqueue(bytes);
      controller.enqueue(end);
      controller.close();
    },
  });
}

async function ours(): Promise<number> {
  let length = 0;
  for await (const { response } of events(stream())) length += response.length;
  return length;
}

async function bare(): Promise<number> {
  let length = 0;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of stream()) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: {')) length += JSON.parse(line.slice(6)).response.length;
    }
  }
  return length;
}

async function microseconds(read: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  if ((await read()) !== nChunks * 5) throw new Error('not all of the text was read');
  return ((performance.now() - startedAt) * 1000) / nChunks;
}

const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
for (let round = 0; round < nRounds; round++) {
  times.ours.push(await microseconds(ours));
  times.bare.push(await microseconds(bare));
}
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const [a, b] = [median(times.ours), median(times.bare)];
console.log(`events(): ${a.toFixed(2)} us a chunk; a bare loop: ${b.toFixed(2)} us; ${(a / b).toFixed(1)}x`);
