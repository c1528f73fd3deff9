# Random schemas with rarely combined keywords, and which random values fit them, as jsonschema-rs (Rust) judges it:
# python make-random-verdicts.py > random-verdicts.jsonl (then gzip -9n), with `pip install jsonschema-rs==0.61.2`.
import json
import random

import jsonschema_rs

NAMES = ["a", "b", "c", "d"]
LEAVES = [
    *[True, False, {}, {"type": "integer"}, {"const": 1}, {"enum": [1, "x", None]}, {"type": "string", "maxLength": 1}],
    *[{"type": "boolean"}, {"type": "number", "minimum": 1}, {"type": "number", "multipleOf": 2}, {"$ref": "#/$defs/leaf"}],
]
r = random.Random(20261130)


def maybe(chance):
    return r.random() < chance


def by_name(make, most, names=NAMES):
    chosen = sorted(r.sample(names, r.randint(1, most)))
    return {name: make() for name in chosen}


def several(make, most):
    return [make() for _ in range(r.randint(1, most))]


def object_part(depth):
    part = {}
    if maybe(0.6):
        part["properties"] = by_name(lambda: value(depth - 1), 2)
    if maybe(0.3):
        part["required"] = [r.choice(NAMES)]
    if maybe(0.12):
        part["patternProperties"] = by_name(lambda: value(depth - 1), 1, ["^a", "[bc]$", "^.$"])
    if maybe(0.1):
        part["additionalProperties"] = value(depth - 1)
    if maybe(0.06):
        part["propertyNames"] = r.choice([{"enum": ["a", "b"]}, {"pattern": "^[a-c]"}, {"not": {"const": "c"}}])
    if maybe(0.06):
        part["minProperties"] = r.randint(0, 2)
    if maybe(0.06):
        part["maxProperties"] = r.randint(1, 3)
    if maybe(0.25):
        part["unevaluatedProperties"] = False if maybe(0.6) else value(depth - 1)
    if maybe(0.1):
        part["dependentRequired"] = by_name(lambda: [r.choice(NAMES)], 1)
    return part


def array_part(depth):
    part = {}
    if maybe(0.4):
        part["prefixItems"] = several(lambda: value(depth - 1), 2)
    if maybe(0.25):
        part["items"] = value(depth - 1)
    if maybe(0.25):
        part["contains"] = value(depth - 1)
        if maybe(0.3):
            part["minContains"] = r.randint(0, 2)
        if maybe(0.3):
            part["maxContains"] = r.randint(1, 2)
    if maybe(0.1):
        part["minItems"] = r.randint(1, 2)
    if maybe(0.1):
        part["maxItems"] = r.randint(1, 3)
    if maybe(0.3):
        part["unevaluatedItems"] = False if maybe(0.6) else value(depth - 1)
    return part


def in_place(depth, own):
    schema = own(depth)
    if depth <= 0:
        return schema

    def part():
        return in_place(depth - 1, own)

    for keyword, chance, most in [("allOf", 0.2, 2), ("anyOf", 0.2, 3), ("oneOf", 0.2, 2)]:
        if maybe(chance):
            schema[keyword] = several(part, most)
    if maybe(0.15):
        schema["not"] = part()
    if maybe(0.15):
        schema["if"] = part()
        for keyword in ["then", "else"]:
            if maybe(0.6):
                schema[keyword] = part()
    if own is object_part:
        if maybe(0.1):
            schema["dependentSchemas"] = by_name(part, 1)
    if maybe(0.1):
        schema["$ref"] = "#/$defs/object" if own is object_part else "#/$defs/array"
    return schema


def value(depth):
    if depth <= 0 or maybe(0.6):
        return r.choice(LEAVES)
    own = r.choice([object_part, array_part])
    return {"type": "object" if own is object_part else "array", **in_place(depth, own)}


def instance(depth):
    if depth > 0 and maybe(0.6):
        if maybe(0.6):
            return by_name(lambda: instance(depth - 1), 3)
        return several(lambda: instance(depth - 1), 3)
    return r.choice([0, 1, 2, 3.5, "x", "yy", None, True, {}, []])


def whole():
    own = object_part if maybe(0.6) else array_part
    schema = {"type": "object" if own is object_part else "array", **in_place(2, own)}
    schema.setdefault("unevaluatedProperties" if own is object_part else "unevaluatedItems", False)
    leaf = r.choice([one for one in LEAVES if not isinstance(one, dict) or "$ref" not in one])
    schema["$defs"] = {"object": in_place(1, object_part), "array": in_place(1, array_part), "leaf": leaf}
    return schema, own


n = 0
while n < 100:
    schema, own = whole()
    try:
        validator = jsonschema_rs.Draft202012Validator(schema)
        make = (lambda: by_name(lambda: instance(1), 3)) if own is object_part else lambda: several(lambda: instance(1), 3)
        values = {json.dumps(one, separators=(",", ":")): one for one in (make() for _ in range(40))}
        tests = [{"valid": validator.is_valid(one), "data": one} for one in values.values()]
    except Exception:  # a reference that leads to itself
        continue
    valid = [one for one in tests if one["valid"]][:8]
    if valid and len(valid) < len(tests):
        invalid = [one for one in tests if not one["valid"]][:8]
        print(json.dumps({"name": f"{n}", "schema": schema, "tests": valid + invalid}, separators=(",", ":")))
        n += 1
