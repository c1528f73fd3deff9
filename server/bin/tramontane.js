#!/usr/bin/env node
// The program's name. It stands outside dist/, so that npm finds it when it links a fresh clone that is not yet built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  console.error('tramontane is not built yet: npm run build');
  process.exitCode = 1;
}
