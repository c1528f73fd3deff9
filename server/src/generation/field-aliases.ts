// Fields of other servers that mean the same as one of openapi.yaml: renamed before the body is validated.
import { refuseField } from './fields.ts';
import { propertiesOf } from './request-messages.ts';

type Body = Record<string, unknown>;

/** A copy with the fields renamed; anything but an object as it is. */
export function renameAliases(sent: unknown): unknown {
  if (sent !== propertiesOf(sent)) return sent;
  const body: Body = { ...propertiesOf(sent) };
  rename(body, 'random_seed', 'seed'); // Mistral
  rename(body, 'repeat_penalty', 'repetition_penalty'); // llama.cpp
  renameSchemas(body);
  return body;
}

function rename(body: Body, from: string, to: string): void {
  const value = body[from];
  if (value === undefined) return;
  delete body[from];
  if (value === null) return;
  const known = body[to];
  if (known !== undefined && known !== null && known !== value) {
    refuseField(from, `and '/${to}' mean the same, but have different values; leave one out`);
  }
  body[to] = value;
}

/** vLLM's ways to ask for JSON: `guided_json`, and `structured_outputs: {json}`. */
function renameSchemas(body: Body): void {
  const { structured_outputs: structured, guided_json: guided, ...rest } = body;
  if (structured !== undefined && structured !== null) {
    const [other] = Object.keys(propertiesOf(structured)).filter((name) => name !== 'json');
    if (other !== undefined) refuseField(`structured_outputs.${other}`, 'is not supported here; send a JSON schema');
  }
  const schema = guided ?? propertiesOf(structured).json;
  delete body.structured_outputs;
  delete body.guided_json;
  if (schema === undefined || schema === null) return;
  const field = guided === undefined || guided === null ? 'structured_outputs' : 'guided_json';
  const { type = 'text' } = propertiesOf(rest.response_format);
  if (type !== 'text') refuseField(field, "and '/response_format' both ask for a format; leave one out");
  body.response_format = { type: 'json_schema', json_schema: { name: field, schema: parseSchema(field, schema) } };
}

/** vLLM takes the schema as JSON text, too. */
function parseSchema(field: string, schema: unknown): unknown {
  if (typeof schema !== 'string') return schema;
  try {
    return JSON.parse(schema);
  } catch {
    return refuseField(field, 'must be a JSON schema, as an object or as its JSON text');
  }
}
