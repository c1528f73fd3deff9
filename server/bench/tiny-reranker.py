"""Makes a tiny cross-encoder with random weights, built like bge-reranker (XLM-RoBERTa with a classification head), and
what transformers makes of it: FOLDER/hf for vLLM, FOLDER/model.gguf for llama-server, FOLDER/expected.json.

    python tiny-reranker.py FOLDER      needs torch, transformers and gguf
"""

import json
import sys
from pathlib import Path

import gguf
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaForSequenceClassification

QUERY = "a cat"
TEXTS = ["the cat sat", "a dog ran", "a cat", "where did the dog run to?", "mats"]
WORDS = ["a", "the", "cat", "dog", "sat", "ran", "run", "where", "did", "to"]

folder = Path(sys.argv[1])
(folder / "hf").mkdir(parents=True, exist_ok=True)

special = ["<s>", "<pad>", "</s>", "<unk>"]
pieces = [(f"▁{word}", -2.0 - i / 8) for i, word in enumerate(WORDS)]
pieces += [(letter, -9.0) for letter in "▁abcdefghijklmnopqrstuvwxyz?"]
pieces = [(name, 0.0) for name in special] + [piece for piece in pieces if piece[0] != "▁"] + [("▁", -9.5)]
made = Tokenizer(models.Unigram(pieces, unk_id=3))
made.pre_tokenizer = pre_tokenizers.Metaspace()
made.decoder = decoders.Metaspace()
made.post_processor = processors.TemplateProcessing(
    single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
)
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=made, bos_token="<s>", cls_token="<s>", pad_token="<pad>", eos_token="</s>", sep_token="</s>",
    unk_token="<unk>", model_max_length=128,
)  # fmt: skip
tokenizer.save_pretrained(folder / "hf")

torch.manual_seed(0)
config = XLMRobertaConfig(
    vocab_size=len(pieces), hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=96,
    max_position_embeddings=130, type_vocab_size=1, num_labels=1, initializer_range=0.6, layer_norm_eps=1e-5,
    bos_token_id=0, pad_token_id=1, eos_token_id=2,
)  # fmt: skip
model = XLMRobertaForSequenceClassification(config).eval()
# Weights of one size leave no text alike; biases are zeros until they are trained, and would hide a lost one.
for name, weight in model.named_parameters():
    if name.endswith("bias"):
        torch.nn.init.normal_(weight, std=0.3)
torch.nn.init.normal_(model.classifier.out_proj.weight, std=0.8)

asked = tokenizer([QUERY] * len(TEXTS), TEXTS, padding=True, return_tensors="pt")
with torch.no_grad():
    logits = model(asked.input_ids, attention_mask=asked.attention_mask).logits[:, 0]
    # Probabilities about a half differ most.
    model.classifier.out_proj.bias -= logits.mean()
    logits -= logits.mean()
model.save_pretrained(folder / "hf")
expected = {"query": QUERY, "texts": TEXTS, "scores": torch.sigmoid(logits.double()).tolist()}
(folder / "expected.json").write_text(json.dumps(expected))

arch = gguf.MODEL_ARCH.BERT
writer = gguf.GGUFWriter(folder / "model.gguf", gguf.MODEL_ARCH_NAMES[arch])
writer.add_name("tiny-reranker")
writer.add_context_length(128)
writer.add_embedding_length(config.hidden_size)
writer.add_feed_forward_length(config.intermediate_size)
writer.add_block_count(config.num_hidden_layers)
writer.add_head_count(config.num_attention_heads)
writer.add_layer_norm_eps(config.layer_norm_eps)
writer.add_causal_attention(False)
writer.add_pooling_type(gguf.PoolingType.RANK)
writer.add_file_type(gguf.LlamaFileType.ALL_F32)
writer.add_tokenizer_model("t5")
writer.add_tokenizer_pre("default")
writer.add_token_list([name for name, _ in pieces])
writer.add_token_scores([score for _, score in pieces])
kinds = [gguf.TokenType.CONTROL] * 3 + [gguf.TokenType.UNKNOWN]
writer.add_token_types(kinds + [gguf.TokenType.NORMAL] * (len(pieces) - 4))
writer.add_token_type_count(1)
writer.add_add_space_prefix(True)
writer.add_remove_extra_whitespaces(False)
writer.add_bos_token_id(0)
writer.add_pad_token_id(1)
writer.add_eos_token_id(2)
writer.add_sep_token_id(2)
writer.add_unk_token_id(3)
writer.add_add_bos_token(True)
writer.add_add_eos_token(True)
writer.add_add_sep_token(True)
names = gguf.get_tensor_name_map(arch, config.num_hidden_layers)
for name, weight in model.state_dict().items():
    bare = name.removeprefix("roberta.")
    if bare == "embeddings.position_embeddings.weight":
        weight = weight[config.pad_token_id + 1 :]  # positions begin behind the one of padding
    known = names.get_name(bare, try_suffixes=(".weight", ".bias"))
    if known is None:
        raise SystemExit(f"GGUF has no name for {name}")
    writer.add_tensor(known, weight.float().contiguous().numpy())
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
