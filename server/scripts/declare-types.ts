// Writes the declarations of the package's own API to dist/. Each of its files declares all its types itself, so each is
// transpiled alone, and nothing of the program's inside shows.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

for (const name of ['index', 'vitest']) {
  const source = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(source, 'utf8'), {
    fileName: source,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, isolatedDeclarations: true },
  });
  if (diagnostics.length > 0) {
    throw new Error(
      ts.formatDiagnostics(diagnostics, {
        getCurrentDirectory: () => '.',
        getCanonicalFileName: (file) => file,
        getNewLine: () => '\n',
      }),
    );
  }
  // The built files have other names than their sources.
  writeFileSync(
    fileURLToPath(new URL(`../dist/${name}.d.ts`, import.meta.url)),
    outputText.replace(/'\.\/(\w+)\.ts'/g, "'./$1.js'"),
  );
}
