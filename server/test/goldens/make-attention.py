"""Writes attention.golden.json: the attention weights of transformers (eager, float32, CPU) on the tiny models.

python make-attention.py, with torch, transformers and gguf installed.
"""

import json
from pathlib import Path

import torch
from gguf import GGUFReader
from transformers import MistralConfig, MistralForCausalLM

here = Path(__file__).parent
NAMES = {
    "blk.{}.attn_norm": "model.layers.{}.input_layernorm",
    "blk.{}.attn_q": "model.layers.{}.self_attn.q_proj",
    "blk.{}.attn_k": "model.layers.{}.self_attn.k_proj",
    "blk.{}.attn_v": "model.layers.{}.self_attn.v_proj",
    "blk.{}.attn_output": "model.layers.{}.self_attn.o_proj",
    "blk.{}.ffn_norm": "model.layers.{}.post_attention_layernorm",
    "blk.{}.ffn_gate": "model.layers.{}.mlp.gate_proj",
    "blk.{}.ffn_up": "model.layers.{}.mlp.up_proj",
    "blk.{}.ffn_down": "model.layers.{}.mlp.down_proj",
}
OUTER = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}


def unpermuted(rows: torch.Tensor, n_heads: int) -> torch.Tensor:
    """GGUF has the rows of q and k in pairs of neighbours, transformers in halves."""
    n, dim = rows.shape
    return rows.reshape(n_heads, n // n_heads // 2, 2, dim).transpose(1, 2).reshape(n, dim)


def load(name: str, shape: dict) -> MistralForCausalLM:
    config = MistralConfig(
        hidden_size=shape["dim"],
        num_hidden_layers=shape["n_layers"],
        num_attention_heads=shape["n_heads"],
        num_key_value_heads=shape["n_kv_heads"],
        head_dim=shape["head_dim"],
        intermediate_size=shape["hidden_dim"],
        vocab_size=shape["vocab_size"],
        sliding_window=shape["sliding_window"],
        max_position_embeddings=shape["ctx"],
        rms_norm_eps=shape["norm_eps"],
        rope_theta=shape["rope_theta"],
        tie_word_embeddings=False,
        attn_implementation="eager",
    )
    model = MistralForCausalLM(config).to(torch.float32).eval()
    tensors = {t.name: torch.tensor(t.data.copy()) for t in GGUFReader(here / f"{name}.f32.gguf").tensors}
    state = {f"{theirs}.weight": tensors[f"{ours}.weight"] for ours, theirs in OUTER.items()}
    for layer in range(shape["n_layers"]):
        for ours, theirs in NAMES.items():
            rows = tensors[f"{ours.format(layer)}.weight"]
            if ours.endswith("attn_q"):
                rows = unpermuted(rows, shape["n_heads"])
            if ours.endswith("attn_k"):
                rows = unpermuted(rows, shape["n_kv_heads"])
            state[f"{theirs.format(layer)}.weight"] = rows
    model.load_state_dict(state, strict=True)
    return model


def main() -> None:
    goldens = []
    for name in ["tiny-mha", "tiny-mistral-swa", "tiny-mqa"]:
        golden = json.loads((here / f"{name}.golden.json").read_text())
        model = load(name, golden["config"])
        ids = golden["prompts"][1]["ids"]  # 40 of them
        with torch.no_grad():
            out = model(torch.tensor([ids]), output_attentions=True)
        row = next(row for row in golden["prompts"][1]["rows"] if row["pos"] == len(ids) - 1)
        off = (out.logits[0, -1] - torch.tensor(row["prefill"])).abs().max().item()
        assert off < 1e-4, f"{name}: logits are off by {off}: the weights are not the golden's"
        positions = [0, 6, 7, 8, 16, 39]
        tokens = [
            # [layer][head][position + 1]
            {"position": p, "weights": [[[round(w, 8) for w in head[p, : p + 1].tolist()] for head in layer[0]] for layer in out.attentions]}
            for p in positions
        ]
        goldens.append({"model": name, "ids": ids, "tokens": tokens})
    (here / "attention.golden.json").write_text(json.dumps(goldens, separators=(",", ":")) + "\n")


main()
