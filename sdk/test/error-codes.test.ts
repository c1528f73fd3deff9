// The rows of openapi.yaml's list of errors: each gets its class and its advice over every binding, and no source file
// holds a code of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readSpec } from '../../scripts/spec.ts';
import { Ai, type AiBinding, AiError } from '../src/index.ts';
import { rejection } from './sse.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(join(root, 'sdk/README.md'), 'utf8');
const { document, errors } = readSpec();

afterEach(() => vi.unstubAllGlobals());

describe.each(errors)('$kind: $code, HTTP $status', ({ code, status, class: name, retry, text }) => {
  const known = { name, code, retryable: retry };
  const fails = (binding: AiBinding) => rejection(new Ai(binding, { maxRetries: 0 }).run('@cf/a/b', { prompt: 'a' }));
  const flat = {
    name: 'AiError',
    internalCode: code,
    httpCode: status,
    message: text,
    description: text,
    requestId: 'x',
  };
  const envelope = { errors: [{ code, message: text }], success: false, result: {}, messages: [] };

  it('has its class over REST', async () => {
    vi.stubGlobal('fetch', async () => Response.json(envelope, { status }));
    expect(await fails({ accountId: 'a', apiToken: 't' })).toMatchObject({ ...known, status });
  });

  it('has its class over a service binding', async () => {
    expect(await fails({ fetch: async () => Response.json(flat, { status }) })).toMatchObject({ ...known, status });
  });

  it('has its class over env.AI, which tells the code alone', async () => {
    const run = async () => {
      throw Object.assign(new Error(`${code}: ${text}`), { name: 'AiError' });
    };
    const error = await fails({ run });
    expect(error).toBeInstanceOf(AiError);
    expect(error).toMatchObject(known);
    const statuses = errors.filter((row) => row.code === code).map((row) => row.status);
    expect(statuses).toContain((error as AiError).status);
  });

  it('is in the row of its class in the README', () => {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row?.split('|').at(-2)?.split(', ').map(Number)).toContain(code);
  });
});

interface Described {
  $ref?: string;
  description?: string;
}

it('what the document says of an answer names only codes that come with its status', () => {
  const { paths, components } = document as {
    paths: Record<string, Record<string, { responses?: Record<string, Described> }>>;
    components: { responses: Record<string, Described> };
  };
  const answers = Object.values(paths).flatMap((operations) =>
    Object.values(operations).flatMap(({ responses = {} }) => Object.entries(responses)),
  );
  const named = answers.flatMap(([status, { $ref = '', description }]) => {
    const { description: text = description ?? '' } = components.responses[$ref.split('/').at(-1) ?? ''] ?? {};
    const codes = [...text.matchAll(/\b\d{4,5}\b/g)].map(([code]) => Number(code));
    return codes.map((code) => ({ code, status: Number(status) }));
  });
  const isRow = ({ code, status }: { code: number; status: number }) =>
    errors.some((row) => row.code === code && row.status === status);
  expect(named.filter((one) => one.status >= 400 && !isRow(one))).toEqual([]);
  expect(named.length).toBeGreaterThan(30);
});

it('no source file has a code that is not from the list', () => {
  const codes = [...new Set(errors.map(({ code }) => code))];
  // Numbers that also are something else count only where they are called a code.
  const alone = codes.filter((code) => code % 1000 !== 0).join('|');
  const pattern = new RegExp(`\\b(?:${alone})\\b|code'?: *(?:${codes.join('|')})\\b`, 'i');
  const found = ['sdk/src', 'server/src', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.gen\.ts$|\.test\.ts$|\.d\.ts$|node_modules|\/dist\//.test(file))
      .flatMap((file) =>
        readFileSync(join(root, folder, file), 'utf8')
          .replaceAll(/\/\*.*?\*\//gs, '')
          .split('\n')
          .map((line) => line.replace(/(?<!:)\/\/.*/, ''))
          .filter((line) => pattern.test(line))
          .map((line) => `${folder}/${file}: ${line.trim()}`),
      ),
  );
  expect(found).toEqual([]);
});
