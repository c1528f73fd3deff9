// The reference of the API out of openapi.yaml: a page for each tag with its operations, and one with all types.

import { membersOf, type Schema, typeOf } from './api-types.ts';
import { cell, safe, tableOf } from './table.ts';

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}
interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}
interface Body {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Readonly<Record<string, Content>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
  readonly security?: readonly object[];
}
interface Document {
  readonly info: { readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A page by its address, with its text. */
export interface MadePage {
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

export function apiPages(spec: object): readonly MadePage[] {
  const document = spec as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.operationId)
      .map(([method, operation]) => ({ path, method, operation })),
  );
  const pages = document.tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    const parts = own.map(({ path, method, operation }) => operationText(method, path, operation, document));
    return {
      path: `reference/api/${fileOf(name)}`,
      title: name,
      text: [`# ${name}`, description, ...parts].join('\n\n'),
    };
  });
  return [indexPage(document, operations), ...pages, typesPage(document.components.schemas)];
}

const fileOf = (tag: string) => tag.toLowerCase().replaceAll(' ', '-');

function indexPage(
  { info, tags }: Document,
  operations: readonly { path: string; method: string; operation: Operation }[],
): MadePage {
  const rows = operations.map(
    ({
      path,
      method,
      operation: {
        tags: [tag = ''],
        summary,
      },
    }) => [`\`${method.toUpperCase()} ${path}\``, `[${summary}](./${fileOf(tag)}#${anchorOf(method, path)})`],
  );
  const list = tags.map(({ name, description }) => `- [${name}](./${fileOf(name)}): ${description}`);
  const text = [
    '# The API',
    safe(info.description),
    'A server shows the same at `/docs`, where requests can be tried, and sends `openapi.yaml` as `/openapi.json`.',
    list.join('\n'),
    tableOf(['route', ''], rows),
  ];
  return { path: 'reference/api/index', title: 'The API', text: text.join('\n\n') };
}

const anchorOf = (method: string, path: string) => `${method}${path.replaceAll(/[^a-z0-9]+/gi, '-')}`.replace(/-$/, '');

function operationText(method: string, path: string, operation: Operation, document: Document): string {
  const { summary, description = '', parameters = [], requestBody, responses, security } = operation;
  const isOpen = security?.length === 0;
  return [
    `## ${summary} {#${anchorOf(method, path)}}`,
    `\`${method.toUpperCase()} ${path}\`${isOpen ? ', without a token' : ''}`,
    safe(description.trim()),
    parametersText(parameters.map((parameter) => resolved(parameter, document))),
    bodyText(requestBody && resolved(requestBody, document)),
    answersText(responses, document),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function parametersText(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(({ name, in: place, required, description = '', schema }) => [
    `\`${name}\``,
    place,
    `${typeOf(schema)}${required ? '; required' : ''}`,
    cell(description),
  ]);
  return tableOf(['parameter', 'in', 'type', ''], rows);
}

function bodyText(body: Body | undefined): string {
  const [[type, content] = []] = Object.entries(body?.content ?? {});
  if (!content) return '';
  return [`**Body**, \`${type}\`: ${typeOf(content.schema ?? {})}`, exampleText(content)].filter(Boolean).join('\n\n');
}

function answersText(responses: Operation['responses'], document: Document): string {
  const answers = Object.entries(responses).map(([status, body]) => ({ status, ...resolved(body, document) }));
  const rows = answers.map(({ status, description = '', content = {} }) => [
    status,
    Object.entries(content)
      .map(([type, { schema }]) => `\`${type}\`${schema ? `: ${typeOf(schema)}` : ''}`)
      .join('<br>'),
    cell(description),
  ]);
  const [[, whole] = []] = Object.entries(answers.find(({ status }) => status === '200')?.content ?? {});
  return ['**Answers**', tableOf(['status', 'body', ''], rows), whole ? exampleText(whole) : '']
    .filter(Boolean)
    .join('\n\n');
}

function exampleText({ example, examples = {} }: Content): string {
  const value = example ?? Object.values(examples)[0]?.value;
  if (value === undefined) return '';
  return typeof value === 'string'
    ? `\`\`\`text\n${value.trim()}\n\`\`\``
    : `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

function resolved<Part extends { readonly $ref?: string }>(part: Part, document: Document): Part {
  if (!part.$ref) return part;
  const keys = part.$ref.replace('#/', '').split('/');
  return keys.reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], document) as Part;
}

function typesPage(schemas: Readonly<Record<string, Schema>>): MadePage {
  const parts = Object.entries(schemas).map(([name, schema]) => {
    const members = membersOf(schema);
    const rows = members.map(({ name, schema: member, isRequired }) => [
      `\`${name}\``,
      `${typeOf(member)}${isRequired ? '; required' : ''}`,
      cell(withoutErrors(member.description ?? '')),
    ]);
    return [
      `## ${name}`,
      safe((schema.description ?? '').trim()),
      members.length === 0 || schema.allOf || schema.oneOf || schema.anyOf
        ? typeOf({ ...schema, properties: undefined })
        : '',
      rows.length > 0 ? tableOf(['field', 'type', ''], rows) : '',
      schema.example === undefined ? '' : exampleText({ example: schema.example }),
    ]
      .filter(Boolean)
      .join('\n\n');
  });
  return { path: 'reference/api/types', title: 'Types', text: ['# Types', ...parts].join('\n\n') };
}

/** The table of errors has a page of its own. */
function withoutErrors(description: string): string {
  return description.replace(/^(\|.*\|\n?)+/m, 'see [Errors](../errors).');
}
