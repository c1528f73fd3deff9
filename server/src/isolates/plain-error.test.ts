import { expect, it } from 'vitest';
import { ServerError } from '../errors.ts';
import { fromPlain, toPlain } from './plain-error.ts';

const cross = (thrown: unknown) => fromPlain(structuredClone(toPlain(thrown)));

it('a refusal is of the same row, with its cause', () => {
  const error = cross(new ServerError('noCapacity', 'full', { cause: new RangeError('why'), retryAfterSeconds: 7 }));
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ kind: 'noCapacity', message: 'full', retryAfterSeconds: 7 });
  expect(error.cause).toMatchObject({ name: 'RangeError', message: 'why' });
});

it('a refusal that says nothing of another try has what its row says', () => {
  expect(cross(new ServerError('noCapacity'))).toMatchObject({ retryAfterSeconds: 1 });
  expect(cross(new ServerError('badInput'))).toMatchObject({ kind: 'badInput', retryAfterSeconds: undefined });
});

it('any other error keeps its name, message, stack and code', () => {
  const thrown = Object.assign(new TypeError('no such file'), { code: 'ENOENT' });
  const error = cross(thrown);
  expect(error).not.toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ name: 'TypeError', message: 'no such file', code: 'ENOENT', stack: thrown.stack });
});

it('what is no error becomes one', () => {
  expect(cross('gone')).toMatchObject({ name: 'Error', message: 'gone' });
});
