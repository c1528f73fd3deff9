// A client of the SDK at an address, as a process of its own: 0 where it gets an AiError and takes little memory.
const [, , sdk, url, isStream] = process.argv;
const { Ai, AiError, collect } = await import(sdk);
const ai = new Ai({ accountId: '0'.repeat(32), apiToken: 'token', baseUrl: `${url}/client/v4` }, { maxRetries: 0 });
let error;
try {
  const answer = await ai.run('@cf/a/b', { prompt: 'my secret', stream: isStream === 'true' });
  if (isStream === 'true') await collect(answer);
} catch (thrown) {
  error = thrown;
}
const usedMiB = process.resourceUsage().maxRSS / 1024;
process.exit(error instanceof AiError && usedMiB < 450 ? 0 : 1);
