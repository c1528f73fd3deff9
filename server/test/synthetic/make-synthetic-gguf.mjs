#!/usr/bin/env node
// Writes a GGUF v3 file of a chosen shape (architecture "llama" unless the preset says another) with random but numerically sane
// weights, for speed measurements where real weights are not to be had. No dependencies; the data is
// streamed, so memory use stays small; the same options give the same bytes.
//
//   node make-synthetic-gguf.mjs --out m.gguf [--preset mistral-7b] [--type q4_0] [--layers N] ...
//
// --preset     mistral-7b (v0.1, default) | mistral-7b-v0.3 | llama2-7b (MHA) | mqa-7b | llama-3.2-1b | qwen2.5-0.5b |
//              qwen3-0.6b
// --type       f32 f16 bf16 q4_0 q4_1 q5_0 q5_1 q8_0 q4_K q5_K q6_K q4_K_M (q4_K with some q6_K)
// --output-type  type of output.weight; default: q6_K for q4_*/q5_* when rows allow it, else --type
// --layers --dim --hidden --heads --kv-heads --head-dim --vocab --ctx --rope-theta --eps   shape overrides
// --sliding-window N   0 leaves the key out
// --tokenizer PATH     a SentencePiece model whose pieces become the vocabulary; "dummy" for made-up
//                      pieces; default: mistral-v1.tokenizer.model beside this script if sizes agree
// --pure       every matrix of --type, also output.weight
// --tied       no output.weight
// --seed N     default 1
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PRESETS = {
  'mistral-7b': {
    name: 'synthetic mistral-7b-v0.1',
    layers: 32,
    dim: 4096,
    hidden: 14336,
    heads: 32,
    kvHeads: 8,
    vocab: 32000,
    ctx: 32768,
    slidingWindow: 4096,
    ropeTheta: 10000,
    eps: 1e-5,
  },
  'mistral-7b-v0.3': {
    name: 'synthetic mistral-7b-v0.3',
    layers: 32,
    dim: 4096,
    hidden: 14336,
    heads: 32,
    kvHeads: 8,
    vocab: 32768,
    ctx: 32768,
    slidingWindow: 0,
    ropeTheta: 1000000,
    eps: 1e-5,
  },
  'llama2-7b': {
    name: 'synthetic llama-2-7b',
    layers: 32,
    dim: 4096,
    hidden: 11008,
    heads: 32,
    kvHeads: 32,
    vocab: 32000,
    ctx: 4096,
    slidingWindow: 0,
    ropeTheta: 10000,
    eps: 1e-5,
  },
  'mqa-7b': {
    name: 'synthetic mqa-7b',
    layers: 32,
    dim: 4096,
    hidden: 14336,
    heads: 32,
    kvHeads: 1,
    vocab: 32000,
    ctx: 32768,
    slidingWindow: 4096,
    ropeTheta: 10000,
    eps: 1e-5,
  },
  'llama-3.2-1b': {
    name: 'synthetic llama-3.2-1b',
    layers: 16,
    dim: 2048,
    hidden: 8192,
    heads: 32,
    kvHeads: 8,
    vocab: 128256,
    ctx: 131072,
    slidingWindow: 0,
    ropeTheta: 500000,
    eps: 1e-5,
    tied: true,
    llama3: { factor: 32, low: 1, high: 4, original: 8192 },
  },
  'qwen2.5-0.5b': {
    name: 'synthetic qwen2.5-0.5b',
    arch: 'qwen2',
    layers: 24,
    dim: 896,
    hidden: 4864,
    heads: 14,
    kvHeads: 2,
    vocab: 151936,
    ctx: 32768,
    slidingWindow: 0,
    ropeTheta: 1000000,
    eps: 1e-6,
    tied: true,
  },
  'qwen3-0.6b': {
    name: 'synthetic qwen3-0.6b',
    arch: 'qwen3',
    layers: 28,
    dim: 1024,
    hidden: 3072,
    heads: 16,
    kvHeads: 8,
    headDim: 128,
    vocab: 151936,
    ctx: 40960,
    slidingWindow: 0,
    ropeTheta: 1000000,
    eps: 1e-6,
    tied: true,
  },
};
// name -> [ggml type id, weights per block, bytes per block, general.file_type]
const TYPES = {
  f32: [0, 1, 4, 0],
  f16: [1, 1, 2, 1],
  q4_0: [2, 32, 18, 2],
  q4_1: [3, 32, 20, 3],
  q5_0: [6, 32, 22, 8],
  q5_1: [7, 32, 24, 9],
  q8_0: [8, 32, 34, 7],
  q4_K: [12, 256, 144, 14],
  q5_K: [13, 256, 176, 16],
  q6_K: [14, 256, 210, 18],
  bf16: [30, 1, 2, 32],
};

// ---------- arguments
const argv = process.argv.slice(2);
const opt = {};
for (let i = 0; i < argv.length; i++) {
  const m = /^--([a-z-]+)(?:=(.*))?$/.exec(argv[i]);
  if (!m) fail(`unexpected argument ${argv[i]}`);
  if (['pure', 'tied', 'help', 'quiet'].includes(m[1])) opt[m[1]] = true;
  else opt[m[1]] = m[2] ?? argv[++i];
}
function fail(msg) {
  console.error(msg);
  process.exit(2);
}
if (opt.help || !opt.out)
  fail(
    'usage: node make-synthetic-gguf.mjs --out FILE [--preset P] [--type T] [--layers N] ... (see the head of the script)',
  );
const preset = PRESETS[opt.preset ?? 'mistral-7b'] ?? fail(`unknown preset ${opt.preset}`);
const num = (k, d) => {
  if (opt[k] === undefined) return d;
  const v = Number(opt[k]);
  if (!Number.isFinite(v)) fail(`--${k} needs a number`);
  return v;
};
const cfg = {
  layers: num('layers', preset.layers),
  dim: num('dim', preset.dim),
  hidden: num('hidden', preset.hidden),
  heads: num('heads', preset.heads),
  kvHeads: num('kv-heads', preset.kvHeads),
  vocab: num('vocab', preset.vocab),
  ctx: num('ctx', preset.ctx),
  slidingWindow: num('sliding-window', preset.slidingWindow),
  ropeTheta: num('rope-theta', preset.ropeTheta),
  eps: num('eps', preset.eps),
  seed: num('seed', 1),
};
cfg.headDim = num('head-dim', preset.headDim ?? cfg.dim / cfg.heads);
const arch = preset.arch ?? 'llama';
const isTied = opt.tied ?? preset.tied ?? false;
if (cfg.heads % cfg.kvHeads) fail('heads must be a multiple of kv-heads');
const typeArg = opt.type ?? 'q4_0';
const mix = typeArg === 'q4_K_M';
const mainType = mix ? 'q4_K' : typeArg;
if (!TYPES[mainType]) fail(`unknown type ${typeArg}`);
const fits = (t, rowLen) => rowLen % TYPES[t][1] === 0;
const outputType =
  opt['output-type'] ?? (!opt.pure && /^q[45]/.test(mainType) && fits('q6_K', cfg.dim) ? 'q6_K' : mainType);
if (!TYPES[outputType]) fail(`unknown type ${outputType}`);

// ---------- deterministic random numbers
function makeRng(seed) {
  // xoshiro128**, seeded by splitmix32
  let z = seed >>> 0;
  const next = () => {
    z = (z + 0x9e3779b9) | 0;
    let t = z ^ (z >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  let a = next(),
    b = next(),
    c = next(),
    d = next();
  const u32 = () => {
    const r5 = Math.imul(b, 5);
    const res = Math.imul((r5 << 7) | (r5 >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return res;
  };
  return { u32, f: () => u32() / 4294967296 };
}
const fbuf = new Float32Array(1),
  ibuf = new Uint32Array(fbuf.buffer);
function toHalf(x) {
  // round to nearest even
  fbuf[0] = x;
  const v = ibuf[0],
    s = (v >>> 16) & 0x8000;
  const e = ((v >>> 23) & 255) - 112;
  const m = v & 0x7fffff;
  if (e >= 31) return s | 0x7c00;
  if (e <= 0) {
    if (e < -10) return s;
    const sh = 14 - e,
      mm = m | 0x800000;
    const q = mm >>> sh,
      rem = mm & ((1 << sh) - 1),
      half = 1 << (sh - 1);
    return s | (q + (rem > half || (rem === half && q & 1) ? 1 : 0));
  }
  const q = m >>> 13,
    rem = m & 0x1fff;
  return (s | (e << 10) | q) + (rem > 0x1000 || (rem === 0x1000 && q & 1) ? 1 : 0);
}

// ---------- pools of random blocks: a prime number of them, so that rows never line up with the pool
function primeAtMost(n) {
  for (let p = n; ; p--) {
    let ok = p > 1;
    for (let d = 2; d * d <= p; d++)
      if (p % d === 0) {
        ok = false;
        break;
      }
    if (ok) return p;
  }
}
const pools = new Map();
function pool(type, std) {
  const key = `${type}/${std}`;
  if (pools.has(key)) return pools.get(key);
  const [, , bytes] = TYPES[type];
  const n = primeAtMost(Math.floor((4 << 20) / bytes));
  const buf = Buffer.alloc(n * bytes);
  const rng = makeRng(cfg.seed * 7919 + TYPES[type][0] * 104729 + Math.round(std * 1e6));
  const words = new Uint32Array(buf.buffer, buf.byteOffset, buf.length >> 2);
  for (let i = 0; i < words.length; i++) words[i] = rng.u32();
  const half = (o, x) => buf.writeUInt16LE(toHalf(x), o);
  const jitter = () => 0.75 + 0.5 * rng.f();
  const signed = () => (rng.u32() & 1 ? -1 : 1) * jitter(); // types whose levels are not symmetric: the sign keeps the mean at 0
  for (let i = 0; i < n; i++) {
    const o = i * bytes;
    switch (type) {
      case 'f32':
        buf.writeFloatLE((rng.f() + rng.f() + rng.f() - 1.5) * 2 * std, o);
        break;
      case 'f16':
        half(o, (rng.f() + rng.f() + rng.f() - 1.5) * 2 * std);
        break;
      case 'bf16':
        fbuf[0] = (rng.f() + rng.f() + rng.f() - 1.5) * 2 * std;
        buf.writeUInt16LE(ibuf[0] >>> 16, o);
        break;
      case 'q4_0':
        half(o, (signed() * std) / 4.61);
        break; // w = d * (q - 8)
      case 'q5_0':
        half(o, (signed() * std) / 9.23);
        break; // w = d * (q - 16)
      case 'q4_1': {
        const d = (jitter() * std) / 4.61;
        half(o, d);
        half(o + 2, -7.5 * d);
        break;
      } // w = d * q + m
      case 'q5_1': {
        const d = (jitter() * std) / 9.23;
        half(o, d);
        half(o + 2, -15.5 * d);
        break;
      }
      case 'q8_0':
        half(o, (signed() * std) / 73.9);
        break; // w = d * q
      case 'q4_K':
      case 'q5_K': {
        // w = d*sc*q - dmin*m with m = sc and dmin = mid*d: mean about 0
        const mid = type === 'q4_K' ? 7.5 : 15.5,
          dev = type === 'q4_K' ? 4.61 : 9.23;
        const d = (jitter() * std) / dev / 42;
        half(o, d);
        half(o + 2, mid * d);
        const sc = [];
        for (let j = 0; j < 8; j++) sc.push(24 + (rng.u32() % 36));
        for (let j = 0; j < 4; j++) {
          // the 6-bit packing of 8 scales and 8 mins into 12 bytes
          buf[o + 4 + j] = (sc[j] & 63) | ((sc[j + 4] >> 4) << 6);
          buf[o + 8 + j] = (sc[j] & 63) | ((sc[j + 4] >> 4) << 6);
          buf[o + 12 + j] = (sc[j + 4] & 15) | ((sc[j + 4] & 15) << 4);
        }
        break;
      }
      case 'q6_K':
        for (let j = 0; j < 16; j++) buf[o + 192 + j] = 40 + (rng.u32() % 80);
        half(o + 208, (signed() * std) / 18.5 / 80);
        break; // w = d*sc*(q - 32)
    }
  }
  const p = { buf, n, bytes };
  pools.set(key, p);
  return p;
}

// ---------- tensors
const tensors = [];
const add = (name, type, rows, cols, std) => {
  if (!fits(type, cols)) {
    const alt = fits('q8_0', cols) && !/^(f|bf)/.test(type) ? 'q8_0' : 'f16';
    type = alt;
  }
  tensors.push({ name, type, rows, cols, std });
};
const norm = (name, n = cfg.dim) =>
  tensors.push({ name, type: 'f32', rows: 0, cols: n, norm: true, values: () => 0.9 + 0.2 * place.f() });
const bias = (name, n) =>
  tensors.push({ name, type: 'f32', rows: 0, cols: n, norm: true, values: () => place.f() - 0.5 });
const qDim = cfg.heads * cfg.headDim,
  kvDim = cfg.kvHeads * cfg.headDim;
const moreBits = (i) => {
  const n = cfg.layers,
    a = Math.floor(n / 8);
  return i < a || i >= Math.floor((7 * n) / 8) || (i - a) % 3 === 2;
};
add('token_embd.weight', isTied ? outputType : mainType, cfg.vocab, cfg.dim, isTied ? 2 / Math.sqrt(cfg.dim) : 1);
for (let i = 0; i < cfg.layers; i++) {
  const b = `blk.${i}.`,
    big = mix && moreBits(i) ? 'q6_K' : mainType,
    s = 1 / Math.sqrt(cfg.dim);
  norm(`${b}attn_norm.weight`);
  add(`${b}attn_q.weight`, mainType, qDim, cfg.dim, s);
  add(`${b}attn_k.weight`, mainType, kvDim, cfg.dim, s);
  add(`${b}attn_v.weight`, big, kvDim, cfg.dim, s);
  if (arch === 'qwen2') {
    bias(`${b}attn_q.bias`, qDim);
    bias(`${b}attn_k.bias`, kvDim);
    bias(`${b}attn_v.bias`, kvDim);
  }
  if (arch === 'qwen3') {
    norm(`${b}attn_q_norm.weight`, cfg.headDim);
    norm(`${b}attn_k_norm.weight`, cfg.headDim);
  }
  add(`${b}attn_output.weight`, mainType, cfg.dim, qDim, 1 / Math.sqrt(qDim));
  norm(`${b}ffn_norm.weight`);
  add(`${b}ffn_gate.weight`, mainType, cfg.hidden, cfg.dim, s);
  add(`${b}ffn_up.weight`, mainType, cfg.hidden, cfg.dim, s);
  add(`${b}ffn_down.weight`, big, cfg.dim, cfg.hidden, 1 / Math.sqrt(cfg.hidden));
}
norm('output_norm.weight');
if (!isTied) add('output.weight', outputType, cfg.vocab, cfg.dim, 2 / Math.sqrt(cfg.dim));
if (preset.llama3) {
  const { factor, low, high, original } = preset.llama3;
  const divisors = Array.from({ length: cfg.headDim / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * cfg.ropeTheta ** ((2 * i) / cfg.headDim);
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
  tensors.push({
    name: 'rope_freqs.weight',
    type: 'f32',
    rows: 0,
    cols: divisors.length,
    norm: true,
    values: (i) => divisors[i],
  });
}
const tensorBytes = (t) => (t.norm ? t.cols * 4 : ((t.rows * t.cols) / TYPES[t.type][1]) * TYPES[t.type][2]);

// ---------- vocabulary
function readSentencePiece(file) {
  // ModelProto: field 1 repeated { 1: piece, 2: score, 3: type }
  const b = fs.readFileSync(file);
  let o = 0;
  const out = [];
  const varint = () => {
    let v = 0,
      s = 1;
    for (;;) {
      const c = b[o++];
      v += (c & 127) * s;
      if (c < 128) return v;
      s *= 128;
    }
  };
  const skip = (w) => {
    if (w === 0) varint();
    else if (w === 1) o += 8;
    else if (w === 2) {
      const n = varint();
      o += n;
    } else if (w === 5) o += 4;
    else throw new Error('bad wire type');
  };
  while (o < b.length) {
    const tag = varint();
    if (tag !== 10) {
      skip(tag & 7);
      continue;
    }
    const end = varint() + o;
    const p = { piece: '', score: 0, type: 1 };
    while (o < end) {
      const t = varint();
      if (t === 10) {
        const n = varint();
        p.piece = b.toString('utf8', o, o + n);
        o += n;
      } else if (t === 21) {
        p.score = b.readFloatLE(o);
        o += 4;
      } else if (t === 24) p.type = varint();
      else skip(t & 7);
    }
    out.push(p);
  }
  return out;
}
function dummyVocab(n) {
  const out = [
    { piece: '<unk>', score: 0, type: 2 },
    { piece: '<s>', score: 0, type: 3 },
    { piece: '</s>', score: 0, type: 3 },
  ];
  for (let i = 0; i < 256; i++)
    out.push({ piece: `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`, score: 0, type: 6 });
  out.push({ piece: '\u2581', score: -1, type: 1 });
  for (let i = 33; i < 127; i++) out.push({ piece: String.fromCharCode(i), score: -(i - 30), type: 1 });
  for (let i = 0; out.length < n; i++) out.push({ piece: `\u2581w${i}`, score: -(200 + i), type: 1 });
  return out.slice(0, n);
}
let vocab;
const beside = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  cfg.vocab === 32768 ? 'mistral-v3.tokenizer.model' : 'mistral-v1.tokenizer.model',
);
if (opt.tokenizer === 'dummy') vocab = dummyVocab(cfg.vocab);
else if (opt.tokenizer) {
  vocab = readSentencePiece(opt.tokenizer);
  if (vocab.length !== cfg.vocab) fail(`the tokenizer has ${vocab.length} pieces, --vocab is ${cfg.vocab}`);
} else {
  vocab = fs.existsSync(beside) ? readSentencePiece(beside) : [];
  if (vocab.length !== cfg.vocab) vocab = dummyVocab(cfg.vocab);
}

// ---------- header
const parts = [];
const u32 = (v) => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(v);
  parts.push(b);
};
const u64 = (v) => {
  const b = Buffer.alloc(8);
  b.writeBigUInt64LE(BigInt(v));
  parts.push(b);
};
const str = (s) => {
  const b = Buffer.from(s, 'utf8');
  u64(b.length);
  parts.push(b);
};
const KV = [];
const kU32 = (k, v) =>
  KV.push(() => {
    str(k);
    u32(4);
    u32(v);
  });
const kF32 = (k, v) =>
  KV.push(() => {
    str(k);
    u32(6);
    const b = Buffer.alloc(4);
    b.writeFloatLE(v);
    parts.push(b);
  });
const kBool = (k, v) =>
  KV.push(() => {
    str(k);
    u32(7);
    parts.push(Buffer.from([v ? 1 : 0]));
  });
const kStr = (k, v) =>
  KV.push(() => {
    str(k);
    u32(8);
    str(v);
  });
const kArr = (k, elemType, n, put) =>
  KV.push(() => {
    str(k);
    u32(9);
    u32(elemType);
    u64(n);
    put();
  });
kStr('general.architecture', arch);
kStr('general.name', preset.name);
kU32('general.file_type', mix ? 15 : TYPES[mainType][3]);
kU32('general.quantization_version', 2);
kU32(`${arch}.vocab_size`, cfg.vocab);
kU32(`${arch}.context_length`, cfg.ctx);
kU32(`${arch}.embedding_length`, cfg.dim);
kU32(`${arch}.block_count`, cfg.layers);
kU32(`${arch}.feed_forward_length`, cfg.hidden);
kU32(`${arch}.attention.head_count`, cfg.heads);
kU32(`${arch}.attention.head_count_kv`, cfg.kvHeads);
kF32(`${arch}.attention.layer_norm_rms_epsilon`, cfg.eps);
kU32(`${arch}.rope.dimension_count`, cfg.headDim);
kF32(`${arch}.rope.freq_base`, cfg.ropeTheta);
if (cfg.headDim * cfg.heads !== cfg.dim) {
  kU32(`${arch}.attention.key_length`, cfg.headDim);
  kU32(`${arch}.attention.value_length`, cfg.headDim);
}
if (cfg.slidingWindow) kU32(`${arch}.attention.sliding_window`, cfg.slidingWindow);
kStr('tokenizer.ggml.model', 'llama');
kStr('tokenizer.ggml.pre', 'default');
kArr('tokenizer.ggml.tokens', 8, vocab.length, () => {
  for (const p of vocab) str(p.piece);
});
kArr('tokenizer.ggml.scores', 6, vocab.length, () => {
  const b = Buffer.alloc(4 * vocab.length);
  for (const [i, p] of vocab.entries()) b.writeFloatLE(p.score, 4 * i);
  parts.push(b);
});
kArr('tokenizer.ggml.token_type', 5, vocab.length, () => {
  const b = Buffer.alloc(4 * vocab.length);
  for (const [i, p] of vocab.entries()) b.writeInt32LE(p.type, 4 * i);
  parts.push(b);
});
kU32('tokenizer.ggml.bos_token_id', 1);
kU32('tokenizer.ggml.eos_token_id', 2);
kU32('tokenizer.ggml.unknown_token_id', 0);
kBool('tokenizer.ggml.add_bos_token', true);
kBool('tokenizer.ggml.add_eos_token', false);
parts.push(Buffer.from('GGUF'));
u32(3);
u64(tensors.length);
u64(KV.length);
for (const put of KV) put();
const ALIGN = 32,
  pad = (n) => (ALIGN - (n % ALIGN)) % ALIGN;
let off = 0;
for (const t of tensors) {
  str(t.name);
  if (t.norm) {
    u32(1);
    u64(t.cols);
  } else {
    u32(2);
    u64(t.cols);
    u64(t.rows);
  }
  u32(TYPES[t.type][0]);
  u64(off);
  t.bytes = tensorBytes(t);
  off += t.bytes + pad(t.bytes);
}

// ---------- write
const t0 = performance.now();
const fd = fs.openSync(opt.out, 'w');
const write = (b) => {
  let o = 0;
  while (o < b.length) o += fs.writeSync(fd, b, o, b.length - o);
};
const header = Buffer.concat(parts);
write(header);
write(Buffer.alloc(pad(header.length)));
const place = makeRng(cfg.seed ^ 0x5bd1e995);
for (const t of tensors) {
  if (t.norm) {
    const b = Buffer.alloc(t.bytes);
    for (let i = 0; i < t.cols; i++) b.writeFloatLE(t.values(i), 4 * i);
    write(b);
  } else {
    const p = pool(t.type, t.std);
    let at = (place.u32() % p.n) * p.bytes,
      left = t.bytes;
    while (left > 0) {
      const n = Math.min(left, p.buf.length - at);
      write(p.buf.subarray(at, at + n));
      left -= n;
      at = 0;
    }
  }
  const z = pad(t.bytes);
  if (z) write(Buffer.alloc(z));
}
fs.closeSync(fd);
if (!opt.quiet)
  console.log(
    JSON.stringify({
      out: path.basename(opt.out),
      type: typeArg,
      tensors: tensors.length,
      bytes: fs.statSync(opt.out).size,
      seconds: +((performance.now() - t0) / 1000).toFixed(2),
    }),
  );
