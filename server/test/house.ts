// What the rules of the house look at: the comments of a source file, the file names in them, and its functions.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** One comment, or one line of a document. */
export interface Comment {
  readonly line: number;
  readonly text: string;
}

/** A function that is longer than it should be. */
export interface LongFunction {
  readonly line: number;
  readonly name: string;
  readonly nLines: number;
}

const notOurs = /(^|\/)(node_modules|dist|\.git|\.turbo|coverage|shared|\.vitepress\/pages)(\/|$)/;

/** Every file of the repository by its path, without what is installed or built. */
export function repositoryFiles(root: string): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (notOurs.test(path)) return [];
      return entry.isDirectory() ? walk(path) : [path];
    });
  return walk('');
}

/** The comments of a TypeScript or GLSL file; every line of any other. */
export function commentsOf(path: string): Comment[] {
  const text = readFileSync(path, 'utf8');
  if (/\.(comp|glsl)$/.test(path)) return matches(text, /\/\/.*|\/\*[\s\S]*?\*\//g);
  if (!/\.(ts|mjs|js)$/.test(path)) return text.split('\n').map((line, i) => ({ line: i + 1, text: line }));
  const source = parse(path, text);
  const found = new Map<number, Comment>();
  const add = (ranges: readonly ts.CommentRange[] | undefined) => {
    for (const { pos, end } of ranges ?? []) {
      found.set(pos, { line: lineOf(source, pos), text: text.slice(pos, end) });
    }
  };
  const visit = (node: ts.Node): void => {
    add(ts.getLeadingCommentRanges(text, node.pos));
    add(ts.getTrailingCommentRanges(text, node.end));
    node.forEachChild(visit);
  };
  visit(source);
  return [...found.values()];
}

/** The names of files in a text. Names in capitals (NAME.ts) stand for any file. */
export function fileNamesIn(text: string): string[] {
  const names = text.match(/(?<![\w/@*<{}$.-])[\w.@*/-]*[\w-]\.(?:ts|mjs|comp|glsl|md)\b(?![\w(])/g) ?? [];
  return names.filter((name) => !/[A-Z]{4}\.|[*@]|node_modules|^(dist|\/)/.test(name));
}

/** Whether a name, from a file's folder or from any folder above a file of that name, leads to a file. */
export function resolves(name: string, files: readonly string[]): boolean {
  const tail = name.replace(/^(\.\.?\/)+/, '');
  return files.some((file) => file === tail || file.endsWith(`/${tail}`));
}

/** The functions of a TypeScript file with more than `mostLines` lines, their heads counted. */
export function longFunctionsOf(path: string, mostLines: number): LongFunction[] {
  const source = parse(path, readFileSync(path, 'utf8'));
  const found: LongFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const line = lineOf(source, node.getStart(source));
      const nLines = lineOf(source, node.end) - line + 1;
      const name = node.name?.getText(source) ?? node.parent.getText(source).slice(0, 30);
      if (nLines > mostLines) found.push({ line, name, nLines });
    }
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function matches(text: string, pattern: RegExp): Comment[] {
  return [...text.matchAll(pattern)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: match[0],
  }));
}
