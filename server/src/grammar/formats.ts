// The formats that strings can be held to, as regular expressions. Each is a part of what the format allows, never more.

const leapYear = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const date =
  '(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)' +
  `|02-(?:0[1-9]|1\\d|2[0-8]))|${leapYear}-02-29)`;
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?';
const zone = '(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?';
const hostname = `${label}(?:\\.${label}){0,5}`;
const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const hexWord = '[0-9a-fA-F]{1,4}';
const path = "[a-zA-Z0-9._~!$&'()*+,;=:@/-]*";
const email = `[a-zA-Z0-9_+-]+(?:\\.[a-zA-Z0-9_+-]+)*@${label}(?:\\.${label}){1,5}`;
const timeSpan = '(?:\\d{1,4}H(?:\\d{1,4}M)?(?:\\d{1,4}S)?|\\d{1,4}M(?:\\d{1,4}S)?|\\d{1,4}S)';
const daySpan = '(?:\\d{1,4}Y(?:\\d{1,4}M)?(?:\\d{1,4}D)?|\\d{1,4}M(?:\\d{1,4}D)?|\\d{1,4}D)';

/** By their names; without anchors. */
const formats: Readonly<Record<string, string>> = {
  date,
  time: `${clock}${zone}`,
  'date-time': `${date}T${clock}${zone}`,
  duration: `P(?:\\d{1,4}W|${daySpan}(?:T${timeSpan})?|T${timeSpan})`,
  email,
  'idn-email': email,
  hostname,
  'idn-hostname': hostname,
  ipv4: `${byte}(?:\\.${byte}){3}`,
  ipv6: `(?:${hexWord}(?::${hexWord}){7}|::1?|${hexWord}::${hexWord})`,
  uri: `(?:https?|ftp|ws|wss)://${hostname}(?::[1-9]\\d{0,3})?(?:/${path})?(?:\\?${path})?(?:#${path})?`,
  uuid: '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}',
  'json-pointer': '(?:/[a-zA-Z0-9_.-]*)*',
  byte: '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?',
};

/** A pattern for the format, or undefined for one that is not known. */
export function formatPattern(name: string): string | undefined {
  const source = Object.hasOwn(formats, name) ? formats[name] : undefined;
  return source === undefined ? undefined : `^(?:${source})$`;
}

export const formatNames: readonly string[] = Object.keys(formats);
