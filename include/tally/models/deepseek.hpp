// SPDX-License-Identifier: MIT
// DeepSeek-V2 and V3: latent attention and mixtures of many small experts, with transformers' scopes.
#pragma once

#include "tally/models/language_model.hpp"

#include <string_view>

namespace tally::models {

/// Tokens `[n, sequence]` to logits `[n, sequence, vocabulary]` (DeepSeek-AI 2024): latent attention, `dense_layers`
/// layers with a SwiGLU layer, and then layers in which a router sends every token to `top_k` of many small ones,
/// beside one that takes all tokens and is as wide as `shared_experts` of them. V3's additional layer for predicting
/// two tokens at once is no part of it, and neither is it of the published figures.
struct deepseek {
  static constexpr std::string_view name = "deepseek";
  index num_layers;
  index dense_layers;
  index dense_ffn_dim;
  index expert_ffn_dim;
  index shared_experts;
  nn::latent_attention attention;
  nn::router router;
  index vocabulary;
  index max_positions;
  double epsilon = 1e-6;
  bool last_logits_only = false;

  constexpr auto operator()(auto& context, const auto& tokens) const {
    const no_kv_cache nothing;
    return with(context, tokens, nothing);
  }
  /// The same over new tokens, which see those in the cache: of latent vectors, `attention.cached_elements()` a token
  /// and layer.
  template <class Cache>
  constexpr auto with(auto& context, const auto& tokens, Cache& cache) const {
    tally::detail::require_positive("tally: a language model's number of layers is not positive", num_layers);
    detail::check_tokens(tokens.shape(), cache.length(), max_positions);
    const auto x = detail::for_logits(context("model", trunk<Cache>{*this, cache}, tokens), last_logits_only);
    return context(detail::scopes::lm_head, nn::linear{router.dim, vocabulary, false}, x);
  }

 private:
  struct moe {
    static constexpr std::string_view name = "mixture_of_experts";
    const deepseek& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::mixture_of_experts<nn::swiglu> mixture{.gate = of.router, .expert = {of.router.dim, of.expert_ffn_dim}};
      const auto routed = mixture(context, x);
      return routed + context("shared_experts",
                              nn::swiglu{of.router.dim, size_product(of.shared_experts, of.expert_ffn_dim)}, x);
    }
  };

  template <class Cache>
  struct attend {
    static constexpr std::string_view name = nn::latent_attention::name;
    const deepseek& of;
    Cache& cache;
    index number;
    index past;
    constexpr auto operator()(auto& context, const auto& x) const {
      return of.attention.with(context, x, cache, number, past);
    }
  };

  template <class Cache>
  struct block {
    static constexpr std::string_view name = "block";
    const deepseek& of;
    Cache& cache;
    index number;
    index past;
    constexpr auto operator()(auto& context, const auto& input) const {
      const nn::rms_norm norm{.features = of.router.dim, .epsilon = of.epsilon};
      const auto even = context(detail::scopes::input_layernorm, norm, input);
      const auto x = input + context(detail::scopes::self_attn, attend<Cache>{of, cache, number, past}, even);
      const auto y = context(detail::scopes::post_attention_layernorm, norm, x);
      if (number < of.dense_layers)
        return x + context(detail::scopes::mlp, nn::swiglu{of.router.dim, of.dense_ffn_dim}, y);
      return x + context(detail::scopes::mlp, moe{of}, y);
    }
  };

  template <class Cache>
  struct blocks {
    static constexpr std::string_view name = "blocks";
    const deepseek& of;
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
    const deepseek& of;
    Cache& cache;
    constexpr auto operator()(auto& context, const auto& tokens) const {
      const index past = cache.length();
      auto x = context(detail::scopes::embed_tokens, nn::embedding{of.vocabulary, of.router.dim}, tokens);
      x = context(detail::scopes::layers, blocks<Cache>{of, cache, past}, x);
      return context("norm", nn::rms_norm{.features = of.router.dim, .epsilon = of.epsilon}, x);
    }
  };
};

[[nodiscard]] constexpr deepseek deepseek_v3() {
  return {.num_layers = 61,
          .dense_layers = 3,
          .dense_ffn_dim = 18432,
          .expert_ffn_dim = 2048,
          .shared_experts = 1,
          .attention = {.embed_dim = 7168,
                        .num_heads = 128,
                        .q_lora_rank = 1536,
                        .kv_lora_rank = 512,
                        .qk_nope_head_dim = 128,
                        .qk_rope_head_dim = 64,
                        .v_head_dim = 128},
          .router = {.dim = 7168,
                     .experts = 256,
                     .top_k = 8,
                     .scoring = nn::router_scoring::sigmoid,
                     .normalised = true,
                     .scale = 2.5,
                     .correction = true,
                     .groups = 8,
                     .top_groups = 4},
          .vocabulary = 129280,
          .max_positions = 131072};
}
[[nodiscard]] constexpr deepseek deepseek_v2_lite() {
  return {.num_layers = 27,
          .dense_layers = 1,
          .dense_ffn_dim = 10944,
          .expert_ffn_dim = 1408,
          .shared_experts = 2,
          .attention = {.embed_dim = 2048,
                        .num_heads = 16,
                        .kv_lora_rank = 512,
                        .qk_nope_head_dim = 128,
                        .qk_rope_head_dim = 64,
                        .v_head_dim = 128},
          .router = {.dim = 2048, .experts = 64, .top_k = 6, .normalised = false},
          .vocabulary = 102400,
          .max_positions = 32768};
}

}  // namespace tally::models
