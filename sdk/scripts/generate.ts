// Writes from openapi.yaml: the types of the API, what the SDK knows of each error, the errors' words for the mocks, and
// the codes in the README's table of classes.
// It is not a build step: what it writes is committed, and CI fails when running it again would change a byte.
import { readFile, writeFile } from 'node:fs/promises';
import ts from 'typescript';
import { type ErrorRow, readSpec, typesOf } from '../../scripts/spec.ts';
import { publicSchemas } from './public-schemas.ts';

interface Schema {
  $ref?: string;
  properties?: object;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
}

const source = new URL('../src/', import.meta.url);
const banner = '// Generated from openapi.yaml by `npm run generate -w sdk`; do not edit.\n';
const { document, errors } = readSpec();

await writeFile(new URL('openapi.gen.ts', source), `${banner}\n${withNamedSchemas(await typesOf(document))}`);
await writeFile(new URL('error-table.gen.ts', source), `${banner}${errorCodes(errors)}`);
await writeFile(new URL('mock/error-table.gen.ts', source), `${banner}${errorRows(errors)}`);
await writeFile(new URL('error-code.gen.ts', source), `${banner}${codeNames(errors)}`);
await writeFile(new URL('mock/input-properties.gen.ts', source), `${banner}${inputProperties()}`);
await writeReadme(errors);

/**
 * Each schema as a type with a name, which editors show: of a path such as components["schemas"]["Usage"] they show that
 * path.
 */
function withNamedSchemas(text: string): string {
  const source = ts.createSourceFile('openapi.gen.ts', text, ts.ScriptTarget.Latest, true);
  const members = (node: ts.Node | undefined) =>
    node && (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) ? [...node.members] : [];
  const memberNamed = (node: ts.Node | undefined, name: string) =>
    members(node).find((member): member is ts.PropertySignature => member.name?.getText() === name);
  const components = source.statements.find(
    (node) => ts.isInterfaceDeclaration(node) && node.name.text === 'components',
  );
  const schemas = memberNamed(components, 'schemas')?.type;
  if (!schemas) throw new Error('The generated types have no components.schemas.');
  const named = members(schemas).map((member) => {
    const { name, type } = member as ts.PropertySignature;
    const described = member.getFullText().slice(0, member.getLeadingTriviaWidth()).trim();
    const docstring = docstringOf(name.getText()) ?? described;
    return { name: name.getText(), type: type?.getText() ?? 'unknown', docstring };
  });
  const list = named.map(({ name }) => `        ${name}: ${name};\n`).join('');
  const aliases = named.map(({ name, type, docstring }) => `${docstring}\nexport type ${name} = ${type};\n`);
  const indented = aliases.join('').replaceAll(/^ {8}/gm, '');
  const paths = `${text.slice(0, schemas.getStart())}{\n${list}    }${text.slice(schemas.getEnd())}`;
  return `${paths}\n${indented}`.replaceAll(/components\["schemas"\]\["(\w+)"\]/g, '$1');
}

function docstringOf(name: string): string | undefined {
  const { summary, example = '' } = publicSchemas[name] ?? {};
  const lines = [summary, '', '@example', ...example.split('\n')];
  return summary && `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */`;
}

/** Grouped by what is known of them, to keep the package small: the codes as numbers behind class, status and retry. */
function errorCodes(errors: readonly ErrorRow[]): string {
  const groups = new Map<string, Set<number>>();
  for (const { class: name, status, retry, code } of errors) {
    const key = `${name}, ${status}, ${retry}`;
    groups.set(key, (groups.get(key) ?? new Set()).add(code));
  }
  const rows = [...groups].map(([key, codes]) => `  [${key}, [${[...codes].join(', ')}]],\n`);
  const classes = [...new Set(errors.map((row) => row.class))].sort();
  return `
import { ${classes.join(', ')}, type AiError } from './errors.ts';

/** The API's errors: class, HTTP status, whether another try may succeed, codes. */
export const errorCodes: readonly (readonly [
  type: typeof AiError,
  status: number,
  retryable: boolean,
  codes: readonly number[],
])[] = [
${rows.join('')}];
`;
}

function errorRows(errors: readonly ErrorRow[]): string {
  const rows = errors.map(({ code, status, form, name = 'Ai', text, openai }) => {
    const openAi = {
      status: openai.status ?? status,
      type: openai.type,
      param: openai.param ?? null,
      code: openai.code ?? null,
    };
    return `  ${JSON.stringify({ code, status, form, name, text, openAi })},\n`;
  });
  return `\n/** Every error of the API. */\nexport const errorRows = [\n${rows.join('')}] as const;\n`;
}

/** Constants of their own, so that a bundle has only those it needs. */
function codeNames(errors: readonly ErrorRow[]): string {
  const names = errors.map(({ kind, code, when }) => `\n/** ${when} */\nexport const ${kind} = ${code};\n`);
  return names.join('');
}

/** The names of the properties of each kind of input. */
function inputProperties(): string {
  const { schemas } = document.components as { schemas: Record<string, Schema> };
  const namesIn = ({ $ref, properties = {}, allOf = [], oneOf = [], anyOf = [] }: Schema): string[] => [
    ...Object.keys(properties),
    ...[...allOf, ...oneOf, ...anyOf].flatMap(namesIn),
    ...($ref ? namesIn(schemas[$ref.split('/').at(-1) ?? ''] ?? {}) : []),
  ];
  const kinds = {
    run: 'AiRunInput',
    chat: 'ChatCompletionRequest',
    completion: 'CompletionRequest',
    embedding: 'EmbeddingRequest',
    response: 'ResponsesRequest',
  };
  const rows = Object.entries(kinds).map(([kind, name]) => {
    const names = [...new Set(namesIn(schemas[name] ?? {}))].sort();
    return `  ${kind}: ${JSON.stringify(names)},\n`;
  });
  return `\n/** The properties of the inputs, by the kind of operation. */\nexport const inputProperties = {\n${rows.join('')}} as const;\n`;
}

/** Fills the last column of the table of classes. */
async function writeReadme(errors: readonly ErrorRow[]): Promise<void> {
  const readme = new URL('../README.md', import.meta.url);
  const text = await readFile(readme, 'utf8');
  const filled = text.replace(/^(\| `(Ai\w+Error)` \|[^|\n]*\|)[^|\n]*\|$/gm, (_row, begin: string, name: string) => {
    const codes = new Set(errors.filter((row) => row.class === name).map(({ code }) => code));
    return `${begin} ${[...codes].sort((a, b) => a - b).join(', ')} |`.replace('|  |', '| |');
  });
  await writeFile(readme, filled);
}
