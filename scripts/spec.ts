// openapi.yaml for the generators of both packages: the document as it is published, and its list of errors.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A row of `x-errors`; openapi.yaml says what each field means. */
export interface ErrorRow {
  readonly kind: string;
  readonly code: number;
  readonly status: number;
  readonly form: 'edge' | 'routing' | 'model';
  readonly name?: string | undefined;
  readonly text: string;
  readonly when: string;
  readonly retry: boolean;
  readonly retryAfter?: number | undefined;
  readonly openai: { readonly type: string; readonly code?: string | undefined; readonly param?: string | undefined };
  readonly class: string;
  readonly sentBy?: 'cloudflare' | undefined;
}

/** Where the document's text wants the table of errors. */
const tableMark = /^( *)\{\{errors\}\}$/m;

/** Reads openapi.yaml. The list of errors is taken out of the document; the descriptions that show it hold its table. */
export function readSpec(): { document: Record<string, unknown>; errors: readonly ErrorRow[] } {
  const text = readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8');
  const { 'x-errors': errors } = parse(text) as { 'x-errors': ErrorRow[] };
  const table = errorTable(errors);
  const filled = text.replace(tableMark, (_mark, indent: string) => table.map((line) => indent + line).join('\n'));
  if (filled === text) throw new Error('openapi.yaml has no line {{errors}} for the table of errors');
  const { 'x-errors': _, ...document } = parse(filled) as Record<string, unknown>;
  return { document, errors };
}

/** The errors as a table in Markdown, line by line. */
function errorTable(errors: readonly ErrorRow[]): string[] {
  const rows = errors.map(({ code, status, when, retry, sentBy }) =>
    [code, status, when, retry ? 'yes' : 'no', sentBy === undefined ? 'Tramontane, Cloudflare' : 'Cloudflare'].join(
      ' | ',
    ),
  );
  const head = 'code | status | meaning | worth another try | sent by';
  return [head, head.replaceAll(/[^|]+/g, '---'), ...rows].map((row) => `| ${row} |`);
}
