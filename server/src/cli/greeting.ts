// What `serve` prints when it serves: where the server is, and a command to try.
import type { Config } from '../config.ts';
import type { RunningServer } from '../serve.ts';

/** A model and where it runs. */
export interface GreetedModel {
  readonly name: string;
  readonly deviceName: string;
}

/** The addresses, the account, the token, and a command that works as it is. */
export function greeting(
  config: Config,
  models: readonly GreetedModel[],
  server: Pick<RunningServer, 'url' | 'modelNames'>,
): string {
  // A token of the operator's must not appear on a screen or in a container's log; one that was drawn must be told.
  const token = config.generated.apiToken ? config.apiToken : null;
  const origin = config.apiToken === null ? `one of ${config.tokenFile}` : '(TRAMONTANE_API_TOKEN)';
  const drawn = (isDrawn: boolean, name: string) => (isDrawn ? `  (drawn at random; set ${name} to keep one)` : '');
  // The tokens of a file have accounts of their own, so an account that was drawn at random is of no use.
  const hasOwnAccounts = config.apiToken === null && config.generated.accountId;
  const account = hasOwnAccounts ? 'ACCOUNT' : config.accountId;
  const shownAccount = hasOwnAccounts
    ? 'those of the token, see tramontane token list'
    : config.accountId + drawn(config.generated.accountId, 'TRAMONTANE_ACCOUNT_ID');
  const url = server.url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
  const header =
    token === null ? '"Authorization: Bearer $TRAMONTANE_API_TOKEN"' : quote(`Authorization: Bearer ${token}`);
  const runUrl = quote(`${url}/client/v4/accounts/${account}/ai/run/${server.modelNames[0]}`);
  const body = quote('{ "prompt": "Once upon a time", "stream": true }');
  return `
Serving
${models.map(({ name, deviceName }) => `  ${name} on ${deviceName}`).join('\n')}

  url      ${server.url}
  OpenAI   ${url}/v1
  chat     ${url}/
  docs     ${url}/docs
  account  ${shownAccount}
  token    ${token ?? origin}${drawn(config.generated.apiToken, 'TRAMONTANE_API_TOKEN')}

Try it:

  curl -N ${runUrl} -H ${header} -d ${body}

`;
}

/** As one word of a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
