// SPDX-License-Identifier: MIT
// Decoders of Llama's kind: Llama, Mistral, TinyLlama, Phi-3 and 4, Qwen 2.5 and 3, with transformers' scopes.
#pragma once

#include "tally/models/language_model.hpp"

#include <string_view>

namespace tally::models {

/// Tokens `[n, sequence]` to logits `[n, sequence, vocabulary]`, or of the last position alone (Touvron et al. 2023):
/// rotary positions, grouped-query attention, RMS normalisation before each branch, SwiGLU. Scaled rotary angles (Llama
/// 3.1) are other constants, and no other count.
struct llama {
  static constexpr std::string_view name = "llama";
  index num_layers;
  index embed_dim;
  index num_heads;
  index kv_heads;
  index head_dim;
  index ffn_dim;
  index vocabulary;
  index max_positions;
  bool tied_embeddings = false;
  bool qkv_bias = false;  ///< Qwen 2.5
  bool qk_norm = false;   ///< Qwen 3
  bool fused = false;     ///< Phi: one projection for queries, keys and values, and one for gate and up
  index window = 0;       ///< of sliding-window attention, in tokens; 0: all before
  double rope_base = 10000;
  double epsilon = 1e-5;
  masking hidden_pairs = masking::dense;
  bool last_logits_only = false;

  constexpr auto operator()(auto& context, const auto& tokens) const {
    const no_kv_cache nothing;
    return with(context, tokens, nothing);
  }
  /// The same over new tokens, which see those in the cache.
  template <class Cache>
  constexpr auto with(auto& context, const auto& tokens, Cache& cache) const {
    tally::detail::require_positive("tally: a language model's number of layers is not positive", num_layers);
    detail::check_tokens(tokens.shape(), cache.length(), max_positions);
    const auto x = detail::for_logits(context(model, trunk<Cache>{*this, cache}, tokens), last_logits_only);
    if (tied_embeddings) return context(model, tied{*this}, x);
    return context(detail::scopes::lm_head, nn::linear{embed_dim, vocabulary, false}, x);
  }

 private:
  static constexpr label model = "model";
  static constexpr label qkv_proj = "qkv_proj";
  static constexpr label o_proj = "o_proj";
  static constexpr label gate_up_proj = "gate_up_proj";
  static constexpr label act_fn = "activation_fn";
  static constexpr label down_proj = "down_proj";

  [[nodiscard]] constexpr nn::rotary_embedding rotary() const { return {.on = true, .base = rope_base}; }
  [[nodiscard]] constexpr attention_options how() const {
    return {.mask = {.causal = true, .window = window}, .hidden_pairs = hidden_pairs};
  }

  // Phi's attention, with one projection.
  template <class Cache>
  struct fused_attention {
    static constexpr std::string_view name = "grouped_query_attention";
    const llama& of;
    Cache& cache;
    index number;
    index past;
    constexpr auto operator()(auto& context, const auto& x) const {
      const index q_width = size_product(of.num_heads, of.head_dim);
      const index kv_width = size_product(of.kv_heads, of.head_dim);
      const index width = size_sum(q_width, size_product(2, kv_width));
      const auto joined = context(qkv_proj, nn::linear{of.embed_dim, width, of.qkv_bias}, x);
      const auto q = split_heads(slice(joined, 2, 0, q_width), of.num_heads);
      const auto k = split_heads(slice(joined, 2, q_width, q_width + kv_width), of.kv_heads);
      const auto v = split_heads(slice(joined, 2, q_width + kv_width, width), of.kv_heads);
      const auto turned = of.rotary()(q, past);
      const auto seen = cache.append(number, of.rotary()(k, past), v);
      return context(o_proj, nn::linear{q_width, of.embed_dim, false},
                     merge_heads(grouped_attention(turned, seen.keys, seen.values, of.how())));
    }
  };

  struct fused_mlp {
    static constexpr std::string_view name = "gated_feed_forward";
    const llama& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      const index both = size_product(2, of.ffn_dim);
      const auto joined = context(gate_up_proj, nn::linear{of.embed_dim, both, false}, x);
      const auto gate = context(act_fn, nn::silu{}, slice(joined, 2, 0, of.ffn_dim));
      return context(down_proj, nn::linear{of.ffn_dim, of.embed_dim, false}, slice(joined, 2, of.ffn_dim, both) * gate);
    }
  };

  template <class Cache>
  struct block {
    static constexpr std::string_view name = "block";
    const llama& of;
    Cache& cache;
    index number;
    index past;
    constexpr auto operator()(auto& context, const auto& input) const {
      const nn::rms_norm norm{.features = of.embed_dim, .epsilon = of.epsilon};
      const auto x = input + attend(context, context(detail::scopes::input_layernorm, norm, input));
      return x + feed_forward(context, context(detail::scopes::post_attention_layernorm, norm, x));
    }

   private:
    constexpr auto attend(auto& context, const auto& x) const {
      if (of.fused) return context(detail::scopes::self_attn, fused_attention<Cache>{of, cache, number, past}, x);
      const nn::grouped_query_attention layer{.embed_dim = of.embed_dim,
                                              .num_heads = of.num_heads,
                                              .kv_heads = of.kv_heads,
                                              .head_dim = of.head_dim,
                                              .qkv_bias = of.qkv_bias,
                                              .qk_norm = of.qk_norm,
                                              .norm_epsilon = of.epsilon,
                                              .rotary = of.rotary(),
                                              .how = of.how()};
      return context(detail::scopes::self_attn, nn::cached_attention{layer, cache, number, past}, x);
    }
    constexpr auto feed_forward(auto& context, const auto& x) const {
      if (of.fused) return context(detail::scopes::mlp, fused_mlp{of}, x);
      return context(detail::scopes::mlp, nn::swiglu{.hidden_size = of.embed_dim, .intermediate_size = of.ffn_dim}, x);
    }
  };

  template <class Cache>
  struct blocks {
    static constexpr std::string_view name = "blocks";
    const llama& of;
    Cache& cache;
    index past;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (index i = 0; i < of.num_layers; ++i) x = context(i, block<Cache>{of, cache, i, past}, x);
      return x;
    }
  };

  template <class Cache>
  struct trunk {
    static constexpr std::string_view name = "model";
    const llama& of;
    Cache& cache;
    constexpr auto operator()(auto& context, const auto& tokens) const {
      const index past = cache.length();
      auto x = context(detail::scopes::embed_tokens, nn::embedding{of.vocabulary, of.embed_dim}, tokens);
      x = context(detail::scopes::layers, blocks<Cache>{of, cache, past}, x);
      return context("norm", nn::rms_norm{.features = of.embed_dim, .epsilon = of.epsilon}, x);
    }
  };

  struct tied {
    static constexpr std::string_view name = "model";
    const llama& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(detail::scopes::embed_tokens, tied_head{of.vocabulary, of.embed_dim}, x);
    }
  };
};

// Layers, width, heads, key heads, a head's width, feed-forward width, vocabulary, positions.
[[nodiscard]] constexpr llama llama_2_7b() { return {32, 4096, 32, 32, 128, 11008, 32000, 4096}; }
[[nodiscard]] constexpr llama llama_2_13b() { return {40, 5120, 40, 40, 128, 13824, 32000, 4096}; }
[[nodiscard]] constexpr llama llama_2_70b() { return {80, 8192, 64, 8, 128, 28672, 32000, 4096}; }
[[nodiscard]] constexpr llama llama_3_8b() {
  return {.num_layers = 32,
          .embed_dim = 4096,
          .num_heads = 32,
          .kv_heads = 8,
          .head_dim = 128,
          .ffn_dim = 14336,
          .vocabulary = 128256,
          .max_positions = 8192,
          .rope_base = 500000};
}
[[nodiscard]] constexpr llama llama_3_70b() {
  return {.num_layers = 80,
          .embed_dim = 8192,
          .num_heads = 64,
          .kv_heads = 8,
          .head_dim = 128,
          .ffn_dim = 28672,
          .vocabulary = 128256,
          .max_positions = 8192,
          .rope_base = 500000};
}
[[nodiscard]] constexpr llama llama_3_1_405b() {
  return {.num_layers = 126,
          .embed_dim = 16384,
          .num_heads = 128,
          .kv_heads = 8,
          .head_dim = 128,
          .ffn_dim = 53248,
          .vocabulary = 128256,
          .max_positions = 131072,
          .rope_base = 500000};
}
[[nodiscard]] constexpr llama llama_3_2_1b() {
  return {.num_layers = 16,
          .embed_dim = 2048,
          .num_heads = 32,
          .kv_heads = 8,
          .head_dim = 64,
          .ffn_dim = 8192,
          .vocabulary = 128256,
          .max_positions = 131072,
          .tied_embeddings = true,
          .rope_base = 500000};
}
[[nodiscard]] constexpr llama llama_3_2_3b() {
  return {.num_layers = 28,
          .embed_dim = 3072,
          .num_heads = 24,
          .kv_heads = 8,
          .head_dim = 128,
          .ffn_dim = 8192,
          .vocabulary = 128256,
          .max_positions = 131072,
          .tied_embeddings = true,
          .rope_base = 500000};
}
[[nodiscard]] constexpr llama mistral_7b_v0_1() {
  return {.num_layers = 32,
          .embed_dim = 4096,
          .num_heads = 32,
          .kv_heads = 8,
          .head_dim = 128,
          .ffn_dim = 14336,
          .vocabulary = 32000,
          .max_positions = 32768,
          .window = 4096};
}
[[nodiscard]] constexpr llama mistral_7b_v0_3() {
  return {.num_layers = 32,
          .embed_dim = 4096,
          .num_heads = 32,
          .kv_heads = 8,
          .head_dim = 128,
          .ffn_dim = 14336,
          .vocabulary = 32768,
          .max_positions = 32768,
          .rope_base = 1000000};
}
[[nodiscard]] constexpr llama tinyllama_1_1b() { return {22, 2048, 32, 4, 64, 5632, 32000, 2048}; }
[[nodiscard]] constexpr llama phi_3_mini_4k() {
  return {.num_layers = 32,
          .embed_dim = 3072,
          .num_heads = 32,
          .kv_heads = 32,
          .head_dim = 96,
          .ffn_dim = 8192,
          .vocabulary = 32064,
          .max_positions = 4096,
          .fused = true,
          .window = 2047};
}
[[nodiscard]] constexpr llama phi_4() {
  return {.num_layers = 40,
          .embed_dim = 5120,
          .num_heads = 40,
          .kv_heads = 10,
          .head_dim = 128,
          .ffn_dim = 17920,
          .vocabulary = 100352,
          .max_positions = 16384,
          .fused = true,
          .rope_base = 250000};
}

namespace detail {

constexpr llama qwen2_5(index layers, index width, index heads, index kv_heads, index head_dim, index ffn_dim,
                        bool large) {
  return {.num_layers = layers,
          .embed_dim = width,
          .num_heads = heads,
          .kv_heads = kv_heads,
          .head_dim = head_dim,
          .ffn_dim = ffn_dim,
          .vocabulary = large ? 152064 : 151936,
          .max_positions = large ? 131072 : 32768,
          .tied_embeddings = !large,
          .qkv_bias = true,
          .rope_base = 1000000,
          .epsilon = 1e-6};
}
constexpr llama qwen3(index layers, index width, index heads, index ffn_dim, bool tied) {
  return {.num_layers = layers,
          .embed_dim = width,
          .num_heads = heads,
          .kv_heads = 8,
          .head_dim = 128,
          .ffn_dim = ffn_dim,
          .vocabulary = 151936,
          .max_positions = 40960,
          .tied_embeddings = tied,
          .qk_norm = true,
          .rope_base = 1000000,
          .epsilon = 1e-6};
}

}  // namespace detail

[[nodiscard]] constexpr llama qwen2_5_0_5b() { return detail::qwen2_5(24, 896, 14, 2, 64, 4864, false); }
[[nodiscard]] constexpr llama qwen2_5_1_5b() { return detail::qwen2_5(28, 1536, 12, 2, 128, 8960, false); }
[[nodiscard]] constexpr llama qwen2_5_3b() { return detail::qwen2_5(36, 2048, 16, 2, 128, 11008, false); }
[[nodiscard]] constexpr llama qwen2_5_7b() { return detail::qwen2_5(28, 3584, 28, 4, 128, 18944, true); }
[[nodiscard]] constexpr llama qwen2_5_14b() { return detail::qwen2_5(48, 5120, 40, 8, 128, 13824, true); }
[[nodiscard]] constexpr llama qwen2_5_32b() { return detail::qwen2_5(64, 5120, 40, 8, 128, 27648, true); }
[[nodiscard]] constexpr llama qwen2_5_72b() { return detail::qwen2_5(80, 8192, 64, 8, 128, 29568, true); }
[[nodiscard]] constexpr llama qwen3_0_6b() { return detail::qwen3(28, 1024, 16, 3072, true); }
[[nodiscard]] constexpr llama qwen3_8b() { return detail::qwen3(36, 4096, 32, 12288, false); }

}  // namespace tally::models
