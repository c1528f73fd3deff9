#!/usr/bin/env node
// The program's entry. It checks Node's version before it imports what an old Node cannot parse. It is outside dist/, so
// that npm can link it in a clone that is not built yet.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const main = new URL('../dist/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`tramontane needs Node 20.19 or newer; this is Node ${process.versions.node}. See https://nodejs.org`);
  process.exitCode = 1;
} else if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('tramontane is not built yet: npm run build');
  process.exitCode = 1;
}
