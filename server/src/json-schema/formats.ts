// The formats of JSON Schema and Pydantic as regular expressions. Each allows a part of the format's texts and no
// others. Unknown formats are annotations, as JSON Schema says.

const leapYear = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const date =
  '(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)' +
  `|02-(?:0[1-9]|1\\d|2[0-8]))|${leapYear}-02-29)`;
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?';
const zone = '(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?';
const hostname = `${label}(?:\\.${label}){0,5}`;
// RFC 5891 has no two hyphens in a row there, but for names in ASCII's form.
const idnLabel = '[a-zA-Z0-9](?:-?[a-zA-Z0-9]){0,30}';
const idnHostname = `${idnLabel}(?:\\.${idnLabel}){0,5}`;
const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const hexWord = '[0-9a-fA-F]{1,4}';
const ipv4 = `${byte}(?:\\.${byte}){3}`;
const ipv6 = `(?:${hexWord}(?::${hexWord}){7}|::1?|${hexWord}::${hexWord})`;
const path = "(?:[a-zA-Z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*";
const word = '[a-zA-Z0-9_+-]{1,20}';
const email = `${word}(?:\\.${word}){0,2}@(?:${label}\\.){1,5}[a-zA-Z]{2,20}`;
// RFC 3339 leaves out no unit between two others.
const timeSpan = '(?:\\d{1,4}H(?:\\d{1,4}M(?:\\d{1,4}S)?)?|\\d{1,4}M(?:\\d{1,4}S)?|\\d{1,4}S)';
const daySpan = '(?:\\d{1,4}Y(?:\\d{1,4}M(?:\\d{1,4}D)?)?|\\d{1,4}M(?:\\d{1,4}D)?|\\d{1,4}D)';

const parts = `(?:\\?${path})?(?:#${path})?`;
const uri = `(?:https?|ftp|ws|wss)://${hostname}(?::[1-9]\\d{0,3})?(?:/${path})?${parts}`;
const pointer = '(?:/[a-zA-Z0-9_.-]*)*';
const base64 = '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?';
const network = `(?:${ipv4}/32|(?:${byte}\\.){3}0/24|(?:${byte}\\.){2}0\\.0/16|${byte}\\.0\\.0\\.0/8)`;

/** @param version one digit, or a class of them */
function uuid(version: string): string {
  return `[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-${version}[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}`;
}

/** By their names; without anchors. */
const formats: Readonly<Record<string, string>> = {
  date,
  time: `${clock}${zone}`,
  'date-time': `${date}T${clock}${zone}`,
  duration: `P(?:\\d{1,4}W|${daySpan}(?:T${timeSpan})?|T${timeSpan})`,
  email,
  'idn-email': email,
  hostname,
  'idn-hostname': idnHostname,
  ipv4,
  ipv6,
  uri,
  iri: uri,
  'uri-reference': `(?:${uri}|(?:/?[a-zA-Z0-9._~-]+)?(?:/[a-zA-Z0-9._~-]+)*/?${parts})`,
  'iri-reference': `(?:${uri}|(?:/?[a-zA-Z0-9._~-]+)?(?:/[a-zA-Z0-9._~-]+)*/?${parts})`,
  'uri-template': `https?://${hostname}(?:/[a-zA-Z0-9._~-]*|/\\{[a-zA-Z_]\\w*\\})*`,
  uuid: '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}',
  ...Object.fromEntries([1, 3, 4, 5, 6, 7, 8].map((version) => [`uuid${version}`, uuid(`${version}`)])),
  'json-pointer': pointer,
  'relative-json-pointer': `(?:0|[1-9]\\d{0,2})(?:#|${pointer})`,
  regex: '\\^?(?:(?:[a-zA-Z0-9_ -]|\\\\[dws.]|\\.|\\[a-z\\]|\\[0-9\\])[*+?]?)*\\$?',
  byte: base64,
  base64,
  base64url: '(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?',
  ipvanyaddress: `(?:${ipv4}|${ipv6})`,
  ipv4network: network,
  ipv4interface: `${ipv4}/(?:3[0-2]|[12]?\\d)`,
  ipv6network: `${ipv6}/128`,
  ipv6interface: `${ipv6}/(?:12[0-8]|1[01]\\d|[1-9]?\\d)`,
  ipvanynetwork: network,
  ipvanyinterface: `${ipv4}/(?:3[0-2]|[12]?\\d)`,
};

/** A pattern for the format; undefined if it is unknown. */
export function formatPattern(name: string | undefined): string | undefined {
  const source = name !== undefined && Object.hasOwn(formats, name) ? formats[name] : undefined;
  return source === undefined ? undefined : `^(?:${source})$`;
}

const someTime = '^\\d{4}.*:';
const someHost = '^[^\\s@:/]*$';
const hexRun = '[0-9a-fA-F-]{32}';

/** What every text of a format matches, however generously a validator reads it. */
const outlines: Readonly<Record<string, string>> = {
  date: '^[0-9W-]+$',
  time: '^\\d\\d:',
  'date-time': someTime,
  duration: '^-?[Pp]',
  email: '@',
  'idn-email': '@',
  hostname: someHost,
  'idn-hostname': someHost,
  ipv4: '^[^a-zA-Z:]*$',
  ipv6: '^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%|$)',
  uri: '^[a-zA-Z][^:]*:',
  iri: '^[a-zA-Z][^:]*:',
  uuid: hexRun,
  ...Object.fromEntries([1, 3, 4, 5, 6, 7, 8].map((version) => [`uuid${version}`, hexRun])),
};

/** A pattern that all texts of the format match, and others too; undefined if there is none. */
export function formatOutline(name: string | undefined): string | undefined {
  return name !== undefined && Object.hasOwn(outlines, name) ? outlines[name] : undefined;
}

/** Patterns that Zod writes beside a format although the format implies them: their intersection would be costly. */
const implied: Readonly<Record<string, readonly string[]>> = {
  email: [
    "^(?:[A-Za-z0-9_'+\\-]+\\.)*[A-Za-z0-9_'+\\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
    '^[^\\s@"]{1,64}@[^\\s@]{1,255}$',
  ],
  hostname: [
    '^(?=.{1,253}\\.?$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[-0-9a-zA-Z]{0,61}[0-9a-zA-Z])?)*\\.?$',
  ],
  duration: [
    '^P(?:(\\d+W)|(?!.*W)(?=\\d|T\\d)(\\d+Y)?(\\d+M)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+([.,]\\d+)?S)?)?)$',
  ],
};

/** Whether every text that is written for a format matches the pattern. */
export function impliesPattern(format: string | undefined, source: string): boolean {
  return format !== undefined && Object.hasOwn(implied, format) && (implied[format] ?? []).includes(source);
}
