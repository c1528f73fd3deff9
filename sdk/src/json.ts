// JSON of which nothing is known yet.

/** An object, by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value of a JSON text; undefined of anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value is an object, and no array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
