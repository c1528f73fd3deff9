// Makes requests for an operation: some must succeed, some must be refused, and for some the document only says that
// the answer is one of its own.
import fc from 'fast-check';
import { spec } from '../../src/generated/spec.gen.ts';
import { type Operation, type Parameter, type Schema, takes } from '../contract/operations.ts';
import { accountId, authorization } from '../http/harness.ts';
import { anyJson, anyText, arbitraryOf, type Hints } from './arbitrary.ts';
import { asked, goTogether, served } from './served.ts';

export interface FuzzRequest {
  /**
   * `valid`: 2xx. `broken`: a documented 4xx. `open`: fits the schema, which cannot say all (that a prompt is too long,
   * that there is no such LoRA); any documented answer but 5xx. `elsewhere`: no operation at all; an error in the envelope.
   */
  readonly kind: 'valid' | 'broken' | 'open' | 'elsewhere';
  /** What is wrong with it, for people. */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}

/** Any request to the operation. */
export function requestsTo(operation: Operation): fc.Arbitrary<FuzzRequest> {
  const valid = validRequest(operation, 'valid', served);
  const broken = [
    ...(operation.needsToken ? [brokenToken(valid)] : []),
    ...(operation.path.includes('{account_id}') ? [brokenAccount(valid)] : []),
    ...(operation.body ? [brokenBody(operation, valid), brokenBody(operation, valid), brokenBytes(valid)] : []),
    ...missingParameters(operation, valid),
  ];
  return fc.oneof(
    { weight: 6, arbitrary: valid },
    { weight: 2, arbitrary: validRequest(operation, 'open', asked) },
    { weight: 1, arbitrary: elsewhere(operation, valid) },
    ...broken.map((arbitrary) => ({ weight: Math.ceil(6 / broken.length), arbitrary })),
  );
}

function validRequest(operation: Operation, kind: 'valid' | 'open', hints: Hints): fc.Arbitrary<FuzzRequest> {
  const source = { root: spec, hints };
  const parameter = ({ name, schema, required, in: place }: Parameter) => {
    const value = arbitraryOf(
      { properties: { [name]: schema }, required: [name], additionalProperties: false },
      source,
    );
    const text = value.map((one) => wellFormed(String((one as Schema)[name])));
    return required || place === 'path' ? text : fc.option(text, { nil: undefined });
  };
  const values = Object.fromEntries(operation.parameters.map((one) => [one.name, parameter(one)]));
  const bodies = operation.body
    ? arbitraryOf(operation.body, source).filter(
        (body) => takes(operation, body) && (kind === 'open' || goTogether(body)),
      )
    : fc.constant(undefined);
  return fc.tuple(fc.record(values), bodies, encoding, fc.boolean()).map(([filled, body, encode, hasType]) => ({
    kind,
    what: kind,
    method: operation.method,
    path: pathOf(operation, filled, encode),
    headers: {
      ...(operation.needsToken && { authorization }),
      ...(body !== undefined && hasType && { 'content-type': 'application/json' }),
      ...headersOf(operation, filled),
    },
    body: body === undefined ? null : JSON.stringify(body),
  }));
}

/** Ways to write a value into a path: nothing but what must be, or all there is. */
const encoding = fc.constantFrom(encodeURIComponent, (text: string) =>
  encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%40', '@'),
);

function pathOf(operation: Operation, values: Record<string, string | undefined>, encode: (text: string) => string) {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encode(values[name] ?? ''));
  const query = new URLSearchParams();
  for (const { name, in: place } of operation.parameters) {
    const value = values[name];
    if (place === 'query' && value !== undefined) query.set(name, value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

function headersOf({ parameters }: Operation, values: Record<string, string | undefined>): Record<string, string> {
  const present = parameters.filter(({ name, in: place }) => place === 'header' && values[name] !== undefined);
  // What cannot stand in a header never leaves a client.
  return Object.fromEntries(present.map(({ name }) => [name, String(values[name]).replace(/[^\x21-\x7e]/g, '-')]));
}

function brokenToken(valid: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
  const wrong = fc.constantFrom('', 'Bearer', 'Bearer wrong', `${authorization}x`, 'Basic dXNlcjpwYXNz', 'Bearer  ');
  return fc.tuple(valid, fc.option(wrong, { nil: undefined })).map(([request, header]) => {
    const { authorization: _right, ...others } = request.headers;
    const headers = header === undefined ? others : { ...others, authorization: header };
    return { ...request, kind: 'broken', what: 'token', headers };
  });
}

function brokenAccount(valid: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
  const other = fc.stringMatching(/^[0-9a-f]{32}$/).filter((id) => id !== accountId);
  const malformed = anyText({ minLength: 1 }).map((text) => encodeURIComponent(wellFormed(text)).replaceAll('.', '-'));
  return fc.tuple(valid, fc.oneof(other, malformed)).map(([request, account]) => {
    const path = request.path.replace(new RegExp(accountId, 'i'), account);
    return { ...request, kind: 'broken', what: 'account', path };
  });
}

/** A valid body with something else in one place, so that the schema no longer takes it. */
function brokenBody(operation: Operation, valid: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
  const otherwise = fc.oneof(anyJson, fc.constantFrom(null, '', 'x', -1, 1.5, 1e308, true, [], {}, [{}], [null]));
  return fc
    .tuple(valid, fc.nat(), fc.option(otherwise, { nil: undefined }))
    .map(([request, at, value]) => {
      const body: unknown = JSON.parse(String(request.body));
      const places = placesOf(body);
      return [request, put(body, places[at % places.length] ?? [], value)] as const;
    })
    .filter(([, body]) => body !== undefined && !takes(operation, body))
    .map(([request, body]) => ({ ...request, kind: 'broken', what: 'body', body: JSON.stringify(body) }));
}

type Place = readonly (string | number)[];

/** The paths to every value inside, the whole among them. */
function placesOf(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [at, ...[...keys].flatMap((key) => placesOf((value as Schema)[key], [...at, key]))];
}

/** A copy with another value there; with undefined, without it. */
function put(value: unknown, [key, ...rest]: Place, other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value)) return value.map((one, i) => (i === key ? put(one, rest, other) : one));
  const { [key]: inner, ...others } = value as Schema;
  const changed = put(inner, rest, other);
  return changed === undefined ? others : { ...others, [key]: changed };
}

/** Bytes that are no JSON. */
function brokenBytes(valid: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
  const isNoJson = (bytes: Buffer) => {
    try {
      JSON.parse(bytes.toString().replace(/^\uFEFF/, ''));
      return false;
    } catch {
      return true;
    }
  };
  const cut = fc.tuple(valid, fc.double({ min: 0, max: 1, noNaN: true })).map(([request, part]) => {
    const bytes = Buffer.from(String(request.body));
    return [request, bytes.subarray(0, Math.floor(part * bytes.length))] as const;
  });
  const noise = fc.tuple(
    valid,
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  );
  return fc
    .oneof(cut, noise)
    .filter(([, bytes]) => isNoJson(bytes))
    .map(([request, body]) => ({ ...request, kind: 'broken', what: 'bytes', body }));
}

/** Without a parameter that must be there, or with one that cannot be. */
function missingParameters(operation: Operation, valid: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest>[] {
  return operation.parameters
    .filter(({ required, in: place }) => required && place !== 'path')
    .map(({ name, in: place }) =>
      valid.map((request): FuzzRequest => {
        const what = `no ${name}`;
        if (place === 'query') {
          return { ...request, kind: 'broken', what, path: request.path.replace(new RegExp(`${name}=[^&]*`), '') };
        }
        const { [name]: _gone, ...headers } = request.headers;
        return { ...request, kind: 'broken', what, headers };
      }),
    );
}

/** The same path with a method that it does not have. */
function elsewhere(operation: Operation, valid: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
  const documented = Object.keys((spec.paths as unknown as Record<string, Schema>)[operation.path] ?? {});
  const others = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].filter(
    (method) => !documented.includes(method.toLowerCase()),
  );
  return fc.tuple(valid, fc.constantFrom(...others)).map(([request, method]) => ({
    ...request,
    kind: 'elsewhere',
    what: `method ${method}`,
    method,
    body: method === 'GET' ? null : request.body,
  }));
}

/** As it can stand in a path or a query. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
