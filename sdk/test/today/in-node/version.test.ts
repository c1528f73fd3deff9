// The tests of these projects do run in the Node that the project is named after.
import { expect, inject, it } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    nodeName: string;
  }
}

it('is the Node of the project', () => {
  expect(`node-${process.versions.node}`).toMatch(new RegExp(`^${inject('nodeName')}\\.`));
});
