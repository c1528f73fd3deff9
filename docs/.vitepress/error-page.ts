// The page of errors: the rows of x-errors in openapi.yaml, as a client meets them.
import type { ErrorRow } from '../../scripts/spec.ts';
import { cell, tableOf } from './table.ts';

export function errorPage(errors: readonly ErrorRow[]): string {
  const rows = errors.map(({ code, status, when, retry, class: name, openai, sentBy }) => [
    String(code),
    String(status),
    cell(when),
    retry ? 'yes' : 'no',
    `[\`${name}\`](./sdk/tramontane#${name.toLowerCase()})`,
    [openai.status, `\`${openai.type}\``, openai.code && `\`${openai.code}\``].filter(Boolean).join(' '),
    sentBy === undefined ? 'both' : 'Cloudflare',
  ]);
  const head = ['code', 'HTTP', 'meaning', 'worth another try', 'class of the SDK', "in OpenAI's form", 'sent by'];
  return `# Errors

Every error that the API can answer with. Under \`/client/v4\` it stands in the envelope's \`errors\`, behind a binding it begins
the message (\`5007: No such model …\`), and under \`/v1\` it has OpenAI's form, whose HTTP status may be another one. [Errors of
the SDK](/workers/errors) shows how to catch them. "Both" are Tramontane and Cloudflare; codes that only Cloudflare sends are
known to the SDK and to its mocks.

${tableOf(head, rows)}
`;
}
