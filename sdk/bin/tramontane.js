#!/usr/bin/env node
// The program `tramontane` belongs to @tramontane/server. This package has its name, so `npx tramontane` starts here: it
// runs the server's program where that is installed, and otherwise says how to get it.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const program = [join(process.cwd(), 'package.json'), import.meta.url].map(findProgram).find(Boolean);
if (program) await import(pathToFileURL(program).href);
else {
  const args = process.argv.slice(2).join(' ');
  console.error(
    `This is the SDK. The program is in the package @tramontane/server:\n\n  npx @tramontane/server ${args || '--help'}`,
  );
  process.exitCode = 1;
}

/** The server's program, as seen from a file of the project or from this one. */
function findProgram(from) {
  try {
    const manifest = createRequire(from).resolve('@tramontane/server/package.json');
    return join(dirname(manifest), createRequire(from)(manifest).bin.tramontane);
  } catch {
    return undefined;
  }
}
