// Browsers: security headers, and CORS, which is closed unless it is configured.
import { describe, expect, it } from 'vitest';
import { authorization, saying, startServer } from './harness.ts';

const origin = 'https://app.example';
const preflight = {
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  },
};
const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

it('every answer, refusals too, has the security headers and tells nothing of what made it', async () => {
  const server = await startServer(saying('Lily'));
  for (const response of [await server.run({ prompt: 'x' }), await fetch(`${server.url}/nowhere`)]) {
    await response.text();
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('strict-transport-security')).toBeNull();
  }
});

describe('another origin', () => {
  it('is let in nowhere by default', async () => {
    const server = await startServer(saying('Lily'));
    const asked = await fetch(server.runUrl, preflight);
    expect([asked.status, allowed(asked)]).toEqual([400, null]);
    expect(await asked.json()).toMatchObject({ errors: [{ code: 7000 }] });
    const answer = await server.run({ prompt: 'x' }, { headers: { authorization, origin } });
    expect([answer.status, allowed(answer)]).toEqual([200, null]);
  });

  it('that the operator named is let in, its preflight without a token', async () => {
    const server = await startServer(saying('Lily'), { corsOrigin: ['https://other.example', origin] });
    const asked = await fetch(server.runUrl, preflight);
    expect([asked.status, allowed(asked), await asked.text()]).toEqual([204, origin, '']);
    expect(asked.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await fetch(server.runUrl, { method: 'POST', headers: { origin } });
    expect([refused.status, allowed(refused)]).toEqual([401, origin]);
    expect(refused.headers.get('access-control-expose-headers')).toContain('cf-ai-req-id');
    const stranger = await server.run({ prompt: 'x' }, { headers: { authorization, origin: 'https://evil.example' } });
    expect(allowed(stranger)).toBeNull();
  });

  it('is any, where the operator says so', async () => {
    const server = await startServer(saying('Lily'), { corsOrigin: ['*'] });
    expect(allowed(await fetch(server.runUrl, preflight))).toBe('*');
  });
});
