// What the entry points export, and the examples in all docstrings, as the compiler sees them.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { publicSchemas } from '../../scripts/public-schemas.ts';

/** The folder of the package. */
export const packageDir = fileURLToPath(new URL('../..', import.meta.url));

/** The entry points, by the names they are imported under. */
export const entries = {
  tramontane: 'index',
  'tramontane/mock': 'mock',
  'tramontane/msw': 'msw',
  'tramontane/offline': 'offline',
  'tramontane/miniflare': 'miniflare',
} as const;
export type Entry = keyof typeof entries;

/** A name that a user can import. */
export interface PublicName {
  entry: Entry;
  name: string;
  /** The words of its docstring, without tags. */
  summary: string;
  nExamples: number;
}

/** An example of a docstring or of the README. */
export interface Example {
  /** Whose it is, for the name of a test. */
  of: string;
  caption: string;
  code: string;
}

const { config } = ts.readConfigFile(join(packageDir, 'tsconfig.json'), ts.sys.readFile);
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, packageDir);
const program = ts.createProgram(fileNames, options);
const checker = program.getTypeChecker();

/** Every public name of every entry point. */
export function publicNames(): PublicName[] {
  return Object.entries(entries).flatMap(([entry, file]) => {
    const source = program.getSourceFile(join(packageDir, 'src', `${file}.ts`));
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`There is no module src/${file}.ts.`);
    return checker.getExportsOfModule(module).map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const nExamples = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example').length;
      const summary = ts.displayPartsToString(symbol.getDocumentationComment(checker));
      return { entry: entry as Entry, name: exported.name, summary, nExamples };
    });
  });
}

/** Every example of every docstring in src, also those of methods and their overloads. */
export function docstringExamples(): Example[] {
  const found: Example[] = [];
  const take = (node: ts.Node) => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text === 'example' && tag.parent.parent === node) found.push(exampleOf(node, tag));
    }
  };
  const visit = (node: ts.Node) => {
    take(node);
    ts.forEachChild(node, visit);
  };
  for (const source of program.getSourceFiles()) {
    const isOurs = source.fileName.startsWith(join(packageDir, 'src/')) && !/\.(?:gen|d)\.ts$/.test(source.fileName);
    if (isOurs) visit(source);
    // Of the generated types only the exported ones have examples that are code.
    if (source.fileName.endsWith('/src/openapi.gen.ts')) {
      const exported = source.statements.filter(ts.isTypeAliasDeclaration);
      for (const node of exported) if (node.name.text in publicSchemas) take(node);
    }
  }
  return found;
}

function exampleOf(node: ts.Node, tag: ts.JSDocTag): Example {
  const text = ts.getTextOfJSDocComment(tag.comment) ?? '';
  const [, caption = '', code = ''] = /^(?:<caption>(.*?)<\/caption>\n)?(.*)$/s.exec(text) ?? [];
  return { of: nameOf(node), caption, code };
}

function nameOf(node: ts.Node): string {
  const owner = ts.isClassElement(node) ? `${nameOf(node.parent)}.` : '';
  const { name } = node as ts.DeclarationStatement;
  return owner + (name?.getText() ?? ts.SyntaxKind[node.kind]);
}
