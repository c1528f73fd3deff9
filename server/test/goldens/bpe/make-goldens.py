"""Makes vocabulary.json and ids.golden.json with Hugging Face's tokenizers (Rust):  python make-goldens.py

Trains two small vocabularies on the text below, cuts text as each family of models does, and writes the ids and the
decoded texts that the library gives.
"""

import json
import os
import random

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

here = os.path.dirname(os.path.abspath(__file__))
random.seed(20)

ENGLISH = """The server reads a model, and it's the model's file that says how text is cut; they'll see what WE'VE done. I'M
sure you'd like 3 or 12 or 1234567 of them! function fooBar(x, y) { return x == y ? "yes" : 'no'; } // XMLHttpRequest
for i in range(10):\n    print(i * 2)\n\n\treturn None\n    if (a && b) {\r\n        c += 1;\r\n    }\n"""
OTHERS = ["Привет, мир! Ёлка и ёж", "日本語のテキストです。カタカナ", "한국어 텍스트", "مرحبا بالعالم ٣٤٥", "नमस्ते दुनिया", "ภาษาไทย",
    "café naïve Ångström ﬁn", "e\u0301te\u0323\u0302", "😀👩‍👩‍👧🇩🇪 ❤️", "ǅungla ǆ ʰa ªº ÉCOLE École", "½ Ⅷ ² 𝟘𝟙", "İstanbul ıŞ ſ K"]
CORPUS = [ENGLISH, *OTHERS, " ".join(OTHERS), ENGLISH.upper(), *(" " * n + "x" for n in range(1, 20))]

contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
lead = r"[^\r\n\p{L}\p{N}]?"
spaces = r"\s*[\r\n]+|\s+(?!\S)|\s+"
symbols = r" ?[^\s\p{L}\p{N}]+[\r\n]*"
upper, lower = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
han = r"&&[^\p{Han}]]"
def words(u, l, end): return f"{lead}{u}*{l}+{end}|{lead}{u}+{l}*{end}"
llama3 = rf"{contraction}|{lead}\p{{L}}+|\p{{N}}{{1,3}}|{symbols}|{spaces}"
qwen2 = rf"{contraction}|{lead}\p{{L}}+|\p{{N}}|{symbols}|{spaces}"
qwen35 = rf"{contraction}|{lead}[\p{{L}}\p{{M}}]+|\p{{N}}| ?[^\s\p{{L}}\p{{M}}\p{{N}}]+[\r\n]*|{spaces}"
slashed = r" ?[^\s\p{L}\p{N}]+[\r\n/]*"
tekken = rf"{words(upper, lower, '')}|\p{{N}}|{slashed}|{spaces}"
gpt4o = rf"{words(upper, lower, contraction + '?')}|\p{{N}}{{1,3}}|{slashed}|{spaces}"
kimi = rf"[\p{{Han}}]+|{words(upper[:-1] + han, lower[:-1] + han, contraction + '?')}|\p{{N}}{{1,3}}|{symbols}|{spaces}"
possessive = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
v3 = ["\\p{N}{1,3}", "[一-龥\u3040-ゟ゠-ヿ]+",
    r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""]
coder = ["[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[一-龥ࠀ-一가-\ud7ff]+".encode("utf-8", "surrogatepass").decode()]

P = pre_tokenizers
def split(pattern, behavior="isolated", invert=False): return P.Split(Regex(pattern), behavior, invert)
def sequence(*steps): return P.Sequence([*steps, P.ByteLevel(add_prefix_space=False, use_regex=False)])

# name -> pre-tokenizer, normalizer, ignore_merges, name in GGUF files
FAMILIES = {
    "gpt-2": (P.ByteLevel(add_prefix_space=False), None, False, "gpt-2"),
    "roberta": (P.ByteLevel(add_prefix_space=True), None, False, None),
    "llama-3": (sequence(split(llama3)), None, True, "llama-bpe"),
    "dbrx": (sequence(split(llama3)), None, False, "dbrx"),
    "llama-4": (sequence(split(possessive)), None, False, None),
    "qwen2": (sequence(split(qwen2)), normalizers.NFC(), False, "qwen2"),
    "qwen35": (sequence(split(qwen35)), normalizers.NFC(), False, "qwen35"),
    "tekken": (sequence(split(tekken)), None, True, "tekken"),
    "gpt-4o": (sequence(split(gpt4o, "removed", True)), None, False, "gpt-4o"),
    "kimi-k2": (sequence(split(kimi)), None, False, "kimi-k2"),
    "smollm": (P.Sequence([P.Digits(individual_digits=True), P.ByteLevel(add_prefix_space=False)]), None, False, "smollm"),
    "deepseek-v3": (sequence(*map(split, v3)), normalizers.Sequence([]), False, "deepseek-v3"),
    "deepseek-coder": (sequence(*map(split, coder), P.Digits(individual_digits=True)), None, False, "deepseek-coder"),
    "behaviors": (sequence(split("[.,]", "merged_with_previous"), split(r"\(", "merged_with_next"), split("[aeiou]", "contiguous"),
        P.Punctuation("isolated"), split(r"x+", "removed")), normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()]), False, None),
}  # fmt: skip

def flags(content, **given): return AddedToken(content, **{"normalized": False, **given})
ADDED = [flags("<|end|>", special=True), flags("<think>"), flags("<l>", lstrip=True), flags("<r>", rstrip=True),
    flags("word", single_word=True), flags("ớ!", normalized=True), flags("<thinking>"), flags("\n\n\n\n")]  # fmt: skip

def texts():
    parts = [" ", "  ", "\n", "\r\n", "\t", "the", "ing", "'s", "'LL", "'ſ", "é", "e\u0301", "ß", "Ж", "ж", "日本", "カ", "한", "😀", "\u0301",
        "\u0323", "{", "}", "//", "0", "19", "٣", "½", "A", "Ab", "aB", "ǅ", "ʰ", "\u0085", "\ufeff", "\u00a0", "\u3000", "-", "$", "▁",
        "<think>", "<l>", "<r>", "word", "ớ!", "<|end|>", "\0", "K", "\u200d", "न", "्", "ا", "𝔸", "𐐀", ".", ",", "(", "xx", "\n\n\n\n"]  # fmt: skip
    yield from ["", " ", *OTHERS, ENGLISH, "  <l>  word words  word <r>  x <think><thinking> <|end|>ớ!o\u031b\u0301!"]
    for _ in range(330):
        yield "".join(random.choice(parts) if random.random() < 0.7 else chr(random.randrange(97, 123)) for _ in range(random.randrange(1, 16)))

def train(pre_tokenizer, alphabet, size):
    tokenizer = Tokenizer(models.BPE(byte_fallback=not alphabet, unk_token=None if alphabet else "<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizer
    special = [] if alphabet else ["<unk>", *(f"<0x{byte:02X}>" for byte in range(256))]
    given = {"initial_alphabet": alphabet} if alphabet else {"limit_alphabet": 60}
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False, **given)
    tokenizer.train_from_iterator(CORPUS * 3, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    # Without every ninth merge some pieces are only found by `ignore_merges`.
    model["merges"] = [merge for i, merge in enumerate(model["merges"]) if i % 9 != 8]
    return model

def built(model, pre_tokenizer, normalizer, ignore_merges, decoder):
    tokenizer = Tokenizer.from_str(json.dumps({"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": None, "post_processor": None, "decoder": None, "model": {**model, "ignore_merges": ignore_merges}}))  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer is not None: tokenizer.normalizer = normalizer
    tokenizer.decoder = decoder
    for token in ADDED:
        (tokenizer.add_special_tokens if token.special else tokenizer.add_tokens)([token])
    tokenizer.encode_special_tokens = True
    return tokenizer

def golden(tokenizer, strings):
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in strings]
    n = tokenizer.get_vocab_size()
    drawn = [[random.randrange(n) for _ in range(random.randrange(1, 12))] for _ in range(40)]
    file = json.loads(tokenizer.to_str())
    del file["model"]
    decoded = [{"ids": list(one), "text": tokenizer.decode(one, skip_special_tokens=True)} for one in [*ids[:40], *drawn]]
    return {"file": file, "ids": ids, "decoded": decoded}

strings = list(texts())
byte_model = train(P.ByteLevel(add_prefix_space=False), P.ByteLevel.alphabet(), 1500)
character_model = train(P.Metaspace(), [], 900)
families = {}
for name, (pre_tokenizer, normalizer, ignore_merges, gguf) in FAMILIES.items():
    made = golden(built(byte_model, pre_tokenizer, normalizer, ignore_merges, decoders.ByteLevel()), strings)
    if name != "llama-3": del made["decoded"]  # the same decoder
    families[name] = {"gguf": gguf, "model": "bytes", "ignoreMerges": ignore_merges, **made}
gemma_decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
made = golden(built(character_model, P.Split(" ", "merged_with_previous"), normalizers.Replace(" ", "▁"), False, gemma_decoder), strings)
made["decoded"] = made["decoded"][:40]  # of broken bytes SentencePiece prints each
families["gemma"] = {"gguf": None, "model": "characters", "ignoreMerges": False, **made}

def write(name, value):
    with open(os.path.join(here, name), "w") as file:
        json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
write("vocabulary.json", {"bytes": byte_model, "characters": character_model})
write("ids.golden.json", {"strings": strings, "families": families})
