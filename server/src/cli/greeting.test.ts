import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { greeting } from './greeting.ts';

const accountId = '023e105f4ecef8ad9ca31a8372d0c353';
const name = '@cf/tinystories/stories-260k';
const loaded = [{ name, deviceName: 'a device' }];
const server = { url: 'http://127.0.0.1:8787', modelNames: [name] };

describe('the greeting', () => {
  it("prints where OpenAI's API and the documentation are, at an address that a browser can open", () => {
    const config = readConfig({ HOST: '0.0.0.0', TRAMONTANE_API_TOKEN: 'a-chosen-secret-word' });
    const text = greeting(config, loaded, { ...server, url: 'http://0.0.0.0:8787' });
    expect(text).toContain(
      '\n  OpenAI   http://127.0.0.1:8787/v1\n  chat     http://127.0.0.1:8787/\n  docs     http://127.0.0.1:8787/docs\n',
    );
  });

  it('tells what was drawn at random, and a command that works as it stands', () => {
    const config = readConfig({});
    const text = greeting(config, loaded, server);
    expect(text).toContain(`${name} on a device`);
    expect(text).toMatch(new RegExp(`account  ${config.accountId}  \\(drawn at random; set TRAMONTANE_ACCOUNT_ID`));
    expect(text).toMatch(new RegExp(`token    ${config.apiToken}  \\(drawn at random; set TRAMONTANE_API_TOKEN`));
    expect(text).toContain(
      `  curl -N 'http://127.0.0.1:8787/client/v4/accounts/${config.accountId}/ai/run/${name}' ` +
        `-H 'Authorization: Bearer ${config.apiToken}' -d '{ "prompt": "Once upon a time", "stream": true }'\n`,
    );
  });

  it('never prints a token that was set', () => {
    const config = readConfig({ TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: "a'$(b)" });
    const text = greeting(config, loaded, server);
    expect(text).toContain('  token    (TRAMONTANE_API_TOKEN)\n');
    expect(text).toContain('-H "Authorization: Bearer $TRAMONTANE_API_TOKEN"');
    expect(text).not.toContain("a'");
    expect(text).not.toContain('drawn at random');
  });

  it('quotes a name that the shell would read otherwise', () => {
    const odd = { ...server, modelNames: ["a'$(b)"] };
    expect(greeting(readConfig({}), loaded, odd)).toContain(`/ai/run/a'\\''$(b)'`);
  });

  it('knows that tokens of a file bring their accounts', () => {
    const text = greeting(readConfig({ TRAMONTANE_TOKEN_FILE: '/etc/tokens.json' }), loaded, server);
    expect(text).toContain('  account  those of the token, see tramontane token list\n');
    expect(text).toContain('  token    one of /etc/tokens.json\n');
    expect(text).toContain('/client/v4/accounts/ACCOUNT/ai/run/');
  });

  it('does not show the token of a server that others can reach', () => {
    const config = readConfig({ HOST: '0.0.0.0', TRAMONTANE_API_TOKEN: 'a-chosen-secret-word' });
    const text = greeting(config, loaded, { ...server, url: 'http://0.0.0.0:8787' });
    expect(text).not.toContain('chosen-secret');
    expect(text).toContain('-H "Authorization: Bearer $TRAMONTANE_API_TOKEN"');
    expect(text).toContain("curl -N 'http://127.0.0.1:8787/");
  });
});
