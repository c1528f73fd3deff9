"""Makes tekken.golden.json with Mistral's own package, mistral-common:  python make-tekken.py

The first ranks of Mistral Nemo's tekken.json, which that package brings, are a vocabulary by themselves. Writes them, and
the ids that the package gives for the strings of ids.golden.json.
"""

import json
import os
import tempfile

import mistral_common
from mistral_common.tokens.tokenizers.tekken import Tekkenizer

here = os.path.dirname(os.path.abspath(__file__))
n_ranks, n_specials = 1200, 20
source = json.load(open(os.path.join(os.path.dirname(mistral_common.__file__), "data", "tekken_240718.json")))
config = {**source["config"], "default_vocab_size": n_ranks + n_specials, "default_num_special_tokens": n_specials}
# A few ranks more, as the published file has: those beyond the size do not count.
tokens = [entry["token_bytes"] for entry in source["vocab"][: n_ranks + 3]]
vocab = [{"rank": rank, "token_bytes": token, "token_str": None} for rank, token in enumerate(tokens)]

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "tekken.json")
    json.dump({"config": config, "vocab": vocab}, open(path, "w"))
    tokenizer = Tekkenizer.from_file(path)
strings = json.load(open(os.path.join(here, "ids.golden.json")))["strings"]
ids = [tokenizer.encode(text, bos=False, eos=False) for text in strings]
specials = [tokenizer.id_to_piece(i) for i in range(n_specials)]
with open(os.path.join(here, "tekken.golden.json"), "w") as out:
    json.dump({"config": config, "tokens": tokens, "specials": specials, "ids": ids}, out, ensure_ascii=False, separators=(",", ":"))
