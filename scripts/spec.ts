// openapi.yaml for the generators of both packages: the document as it is published, and its list of errors.
import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
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
  readonly openai: {
    readonly status?: number | undefined;
    readonly type: string;
    readonly code?: string | undefined;
    readonly param?: string | undefined;
  };
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

/**
 * The document's types. Optional properties may be given as undefined too: callers whose compiler checks
 * exactOptionalPropertyTypes pass on what they do not have.
 */
export async function typesOf(document: object): Promise<string> {
  // defaultNonNullable: otherwise each property with a default would be *required* in the type of a request.
  const nodes = await openapiTS(JSON.stringify(document), { defaultNonNullable: false });
  return astToString(ts.transform(nodes, [widenOptional]).transformed);
}

const widenOptional: ts.TransformerFactory<ts.Node> = (context) => {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    const inner = ts.visitEachChild(node, visit, context);
    if (!ts.isPropertySignature(inner) || !inner.questionToken || !inner.type) return inner;
    // never says that there is no such property; unknown is undefined too.
    if ([ts.SyntaxKind.NeverKeyword, ts.SyntaxKind.UnknownKeyword].includes(inner.type.kind)) return inner;
    const type = factory.createUnionTypeNode([
      inner.type,
      factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword),
    ]);
    const { modifiers, name, questionToken } = inner;
    return factory.updatePropertySignature(inner, modifiers, name, questionToken, type);
  };
  return visit;
};

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
