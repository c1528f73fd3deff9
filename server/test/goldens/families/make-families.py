"""Makes ../families.golden.json: logits and greedy ids of Hugging Face's transformers for the models of cases.json.

    pip install torch transformers gguf && python make-families.py      (in this folder)

The weights come from a generator that test/model/family-files.ts has too, so that none are stored. Quantised rows are the
same model with every matrix quantised and dequantised by gguf-py, which is ggml's arithmetic. Everything in float32,
attention in plain torch ("eager"), one forward pass over all ids.
"""

import json
import os

import numpy as np
import torch
import transformers
from gguf import GGMLQuantizationType
from gguf.quants import dequantize, quantize
from transformers import AutoConfig, AutoModelForCausalLM, Mistral3ForConditionalGeneration

HERE = os.path.dirname(os.path.abspath(__file__))
N_GREEDY = 8
# Deviations of logits by llama.cpp's eight bits of activations are a few hundredths.
LEAST_LEAD = 0.08


def words(name, n):
    """uint32 [n] out of a name: FNV-1a, then a mix of each index."""
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) & 0xFFFFFFFF
    x = (np.uint64(seed) + np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B9)) & np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x21F0AAAD), (15, 0x735A2D97)):
        x = ((x ^ (x >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return x ^ (x >> np.uint64(15))


def weights(name, shape):
    """Numbers of 7 bits, which BF16 and F16 hold too: scale by the kind of tensor."""
    n = int(np.prod(shape))
    unit = (words(name, n) >> np.uint64(25)).astype(np.float64) / 64 - 127 / 128  # between -1 and 1
    if len(shape) == 1:
        values = unit / 2 if name.endswith("bias") else 1 + unit / 4
    else:
        values = unit * (1 if "embed" in name else 2.0 ** -np.floor(np.log2(shape[1]) / 2) * (4 if "q_proj" in name else 2))
    return values.reshape(shape).astype(np.float32)


def rounded(name, values, quantisation):
    if quantisation == "F32" or values.ndim == 1:
        return values
    kind = GGMLQuantizationType[quantisation]
    return dequantize(quantize(values, kind), kind).astype(np.float32).reshape(values.shape)


def load(config, quantisation):
    config = dict(config)
    if config["model_type"] == "mistral3":
        text = AutoConfig.for_model("mistral", **{k: v for k, v in config.items() if k != "model_type"})
        vision = dict(model_type="pixtral", hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=1, head_dim=16, image_size=16)
        whole = AutoConfig.for_model("mistral3", text_config=text.to_dict(), vision_config=vision, tie_word_embeddings=False)
        model = Mistral3ForConditionalGeneration._from_config(whole, attn_implementation="eager")
        named = {k.replace("model.language_model.", "model."): v for k, v in model.state_dict().items() if "vision" not in k and "projector" not in k}
    else:
        parsed = AutoConfig.for_model(config.pop("model_type"), **config)
        model = AutoModelForCausalLM.from_config(parsed, attn_implementation="eager")
        named = model.state_dict()
    for name, tensor in named.items():
        source = "model.embed_tokens.weight" if name == "lm_head.weight" and config["tie_word_embeddings"] else name
        tensor.copy_(torch.from_numpy(rounded(source, weights(source, tuple(tensor.shape)), quantisation)))
    return model.float().eval()


def prompt_of(case, seed):
    return [int(word) % (case["config"]["vocab_size"] - 3) + 3 for word in words(f"ids {seed}", case["nIds"])]


def greedy_of(model, ids):
    """The ids that follow, and the least lead of a chosen id over the next best."""
    ids, least = list(ids), np.inf
    for _ in range(N_GREEDY):
        last = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0, -1]
        first, second = torch.topk(last, 2).values.tolist()
        least = min(least, first - second)
        ids.append(int(last.argmax()))
        if least < LEAST_LEAD:
            break
    return ids[-N_GREEDY:], least


golden = {"transformers": transformers.__version__, "torch": torch.__version__, "rows": {}}
with torch.no_grad():
    for case in json.load(open(os.path.join(HERE, "cases.json"))):
        models = {quantisation: load(case["config"], quantisation) for quantisation in case["types"]}
        # The first prompt after which no choice is close, so that other roundings make the same ones.
        seeds = (s for s in range(2000) if all(greedy_of(m, prompt_of(case, s))[1] >= LEAST_LEAD for m in models.values()))
        seed = next(seeds)
        ids, n = prompt_of(case, seed), case["nIds"]
        for quantisation, model in models.items():
            logits = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0]
            rows = [{"pos": pos, "logits": [float(f"{v:.7g}") for v in logits[pos, ::4].tolist()]} for pos in (0, n // 2, n - 1)]
            greedy, least = greedy_of(model, ids)
            golden["rows"][f"{case['name']}.{quantisation}"] = {"seed": seed, "greedy": greedy, "rows": rows}
            print(case["name"], quantisation, f"seed {seed}, deviation {logits.std():.2f}, least lead {least:.3f}", greedy, flush=True)

lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(row, separators=(',', ':'))}" for name, row in golden.pop("rows").items())
with open(os.path.join(HERE, "..", "families.golden.json"), "w") as file:
    file.write(json.dumps(golden)[:-1] + ', "models": {\n' + lines + "\n}}\n")
