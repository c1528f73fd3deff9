"""Renders templates of models with transformers:  python make-goldens.py FOLDER OUT.json NAME=LICENCE...

FOLDER holds NAME.jinja files, such as llama.cpp's models/templates. OUT gets their texts, what transformers'
apply_chat_template makes of the conversations below, and their licences. No licence: all files, without their texts.
"""

import datetime
import json
import os
import sys

import transformers.utils.chat_template_utils as chat_templates


class Noon(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2025, 3, 9, 12, 0, 0)


chat_templates.datetime = Noon

sum_tool = {"type": "function", "function": {"name": "sum", "description": 'Adds "numbers"; a\\b < c.\nÉ 日本', "parameters": {
    "type": "object", "properties": {"a": {"type": "number", "description": "The <first>"}, "b": {"type": "number"}}, "required": ["a", "b"]}}}  # fmt: skip
weather = {"type": "function", "function": {"name": "get_weather", "description": "Tells the weather.", "parameters": {
    "type": "object", "properties": {"city": {"type": "string", "enum": ["Rome", "Zürich"]}, "days": {"type": "integer"}}, "required": ["city"]}}}  # fmt: skip

def user(content): return {"role": "user", "content": content}
def system(content): return {"role": "system", "content": content}
def assistant(content, *calls):
    made = [{"id": id, "type": "function", "function": {"name": name, "arguments": args}} for id, name, args in calls]
    return {"role": "assistant", "content": content, **({"tool_calls": made} if made else {})}
def result(id, name, content): return {"role": "tool", "tool_call_id": id, "name": name, "content": content}

call = ("abcdefgh1", "sum", {"a": 1, "b": 2.5})
other = ("abcdefgh2", "get_weather", {"city": 'Zürich "Z"\n', "days": 2})
CASES = {
    "one question": ([user("Hello there")], [], {}),
    "turns": ([system("Be brief."), user(" Hi\n"), assistant("Hello!"), user("How are you?")], [], {}),
    "spaces": ([user("  a\n\n"), assistant("\n b "), user("\tc")], [], {}),
    "tools": ([user("What is 1 + 2.5?")], [sum_tool, weather], {}),
    "tools and a system text": ([system("Use tools."), user("Add.")], [sum_tool], {}),
    "a call": ([user("Add."), assistant("", call), result("abcdefgh1", "sum", "3.5")], [sum_tool], {}),
    "calls": ([system("S"), user("Both."), assistant("", call, other), result("abcdefgh1", "sum", '{"sum": 3.5}'),
        result("abcdefgh2", "get_weather", "sunny\n\"20°\""), assistant("3.5, and sunny."), user("Thanks")], [sum_tool, weather], {}),
    "calls one after the other": ([user("Add."), assistant("", call), result("abcdefgh1", "sum", "3.5"), assistant("", other),
        result("abcdefgh2", "get_weather", "rain"), assistant("Done."), user("And?")], [sum_tool, weather], {}),
    "thoughts": ([user("Hm?"), assistant("<think>\nLet me see.\n</think>\n\nYes."), user("Sure?")], [], {}),
    "without thinking": ([user("Hm?")], [], {"enable_thinking": False}),
    "with thinking": ([user("Hm?")], [], {"enable_thinking": True}),
}  # fmt: skip

def rendered(template, messages, tools, variables):
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    try:
        texts, _ = chat_templates.render_jinja_template([messages], tools=tools or None, chat_template=template,
            add_generation_prompt=True, **special, **variables)  # fmt: skip
        return texts[0]
    except Exception:
        return None  # refused

folder, out, *given = sys.argv[1:]
licences = dict(one.split("=") for one in given)
names = sorted(licences) or sorted(name[:-6] for name in os.listdir(folder) if name.endswith(".jinja"))
templates = {}
for name in names:
    with open(os.path.join(folder, f"{name}.jinja")) as file:
        source = file.read()
    texts = {case: rendered(source, *form) for case, form in CASES.items()}
    text = {"licence": licences[name], "source": source} if licences else {}
    templates[name] = {**text, "rendered": {case: one for case, one in texts.items() if one is not None}}
cases = {name: {"messages": messages, "tools": tools, "variables": variables} for name, (messages, tools, variables) in CASES.items()}
with open(out, "w") as file:
    json.dump({"cases": cases, "templates": templates}, file, ensure_ascii=False, separators=(",", ":"))
