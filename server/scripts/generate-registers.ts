// Writes docs/registers.md: what the compilers of GPU families make of every kernel that tuning may pick.
// Usage: npm run registers -w server, after a kernel or its candidates changed.
import { writeFileSync } from 'node:fs';
import { compileFor, type Family, families } from './gpu-registers.ts';
import { registersPage, registersPath } from './registers-page.ts';

const reports = [];
for (const family of Object.keys(families) as Family[]) reports.push([family, await compileFor(family)] as const);
writeFileSync(registersPath, registersPage(reports));
