// What Hugging Face calls the tensors of a Mistral, Llama or Qwen model, and what a GGUF file calls the same ones.

/** Of the whole model. */
const outer: Readonly<Record<string, string>> = {
  'model.embed_tokens.weight': 'token_embd.weight',
  'model.norm.weight': 'output_norm.weight',
  'lm_head.weight': 'output.weight',
};

/** Of each layer, after `model.layers.N.` and `blk.N.`. */
const inner: Readonly<Record<string, string>> = {
  'input_layernorm.weight': 'attn_norm.weight',
  'self_attn.q_proj.weight': 'attn_q.weight',
  'self_attn.k_proj.weight': 'attn_k.weight',
  'self_attn.v_proj.weight': 'attn_v.weight',
  'self_attn.o_proj.weight': 'attn_output.weight',
  'self_attn.q_proj.bias': 'attn_q.bias',
  'self_attn.k_proj.bias': 'attn_k.bias',
  'self_attn.v_proj.bias': 'attn_v.bias',
  'self_attn.o_proj.bias': 'attn_output.bias',
  'self_attn.q_norm.weight': 'attn_q_norm.weight',
  'self_attn.k_norm.weight': 'attn_k_norm.weight',
  'post_attention_layernorm.weight': 'ffn_norm.weight',
  'mlp.gate_proj.weight': 'ffn_gate.weight',
  'mlp.up_proj.weight': 'ffn_up.weight',
  'mlp.down_proj.weight': 'ffn_down.weight',
};

/** The name that a tensor of a model of text and images has in the text model alone; null for one of the other part. */
export function textNameOf(name: string): string | null {
  if (/^(model\.)?(vision_tower|multi_modal_projector)\./.test(name)) return null;
  return name.replace(/^model\.language_model\./, 'model.').replace(/^language_model\./, '');
}

/** The GGUF name of a tensor; null for a tensor that follows from the configuration; undefined for an unknown one. */
export function ggufNameOf(name: string): string | null | undefined {
  // A table of RoPE's frequencies, which follow from the configuration; older Llama folders have it.
  if (/^model\.layers\.\d+\.self_attn\.rotary_emb\.inv_freq$/.test(name)) return null;
  const layer = /^model\.layers\.(0|[1-9]\d{0,3})\.(.+)$/.exec(name);
  const [names, part] = layer ? [inner, layer[2] as string] : [outer, name];
  if (!Object.hasOwn(names, part)) return undefined;
  return layer ? `blk.${layer[1]}.${names[part]}` : names[part];
}
