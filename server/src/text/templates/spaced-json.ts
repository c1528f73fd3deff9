// JSON with a space behind every comma and colon, as Python writes it and as models trained with it have read it.

/** The JSON of a value; what JSON has no form for is null. */
export function toJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}: ${toJson(one)}`).join(', ')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
