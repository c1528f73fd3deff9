// An engine that does nothing but keep time: a token every ten milliseconds, in a process of its own. Behind it the cost of
// the server is seen by itself, as behind an engine whose tokens take their time.
import { createServer } from 'node:http';

const tokenMs = 10;
const frame = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (content: string, finish_reason: string | null = null) =>
  frame({
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta: { content }, finish_reason }],
  });

createServer(async (req, res) => {
  if (req.method === 'GET') {
    const models = { object: 'list', data: [{ id: 'm', object: 'model', owned_by: 'vllm', max_model_len: 4096 }] };
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(models));
    return;
  }
  let text = '';
  for await (const bytes of req) text += bytes;
  const { max_tokens: n } = JSON.parse(text) as { max_tokens: number };
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const startedMs = performance.now();
  for (let i = 0; i < n; i++) {
    await new Promise((resolve) => setTimeout(resolve, startedMs + (i + 1) * tokenMs - performance.now()));
    res.write(chunk(' token', i + 1 === n ? 'length' : null));
  }
  const usage = { prompt_tokens: 4, completion_tokens: n, total_tokens: n + 4 };
  res.end(`${frame({ choices: [], usage })}data: [DONE]\n\n`);
}).listen(Number(process.argv[2]), '127.0.0.1');
