// The tests of this project do run in Node 24.
import { expect, it } from 'vitest';

it('is Node 24', () => expect(process.versions.node).toMatch(/^24\./));
