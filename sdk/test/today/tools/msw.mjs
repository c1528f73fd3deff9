// The handlers of tramontane/msw in msw 3. Prints what a client gets. No stream is aborted: msw 3.0.5 itself ends the
// process then, with handlers of any kind.
import { setupServer } from 'msw/node';
import { Ai, text } from 'tramontane';
import { mockWorkersAi } from 'tramontane/msw';

const mock = mockWorkersAi({ answers: 'Hello there' });
const server = setupServer(...mock.handlers);
server.listen();
const ai = new Ai({ accountId: 'a', apiToken: 'b' });
const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const ask = (input) => ai.run(model, { prompt: 'Hi', ...input }, { maxRetries: 0 });

const { response: whole } = await ask({});
const streamed = (await Array.fromAsync(text(await ask({ stream: true })))).join('');
mock.reply({ code: 3040 });
const { name: failed } = await ask({}).catch((error) => error);
mock.reply({ code: 3040 }, 'Again');
const { response: again } = await ai.run(model, { prompt: 'Hi' });
server.close();
console.log(JSON.stringify({ whole, streamed, failed, again }));
