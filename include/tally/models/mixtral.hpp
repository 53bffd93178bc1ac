// SPDX-License-Identifier: MIT
// Mixtral: Llama's decoder with mixtures of experts, with transformers' scopes.
#pragma once

#include "tally/models/language_model.hpp"

#include <string_view>

namespace tally::models {

/// Tokens `[n, sequence]` to logits `[n, sequence, vocabulary]` (Jiang et al. 2024): grouped-query attention with
/// rotary positions, and in each layer a router that sends every token to `top_k` of `experts` SwiGLU layers.
/// `active_parameters()` of its prediction are those that one token uses.
struct mixtral {
  static constexpr std::string_view name = "mixtral";
  index num_layers;
  index embed_dim;
  index num_heads;
  index kv_heads;
  index head_dim;
  index ffn_dim;
  index experts;
  index top_k;
  index vocabulary;
  index max_positions;
  double rope_base = 1000000;
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
    const auto x = detail::for_logits(context("model", trunk<Cache>{*this, cache}, tokens), last_logits_only);
    return context(detail::scopes::lm_head, nn::linear{embed_dim, vocabulary, false}, x);
  }

 private:
  // w2(silu(w1 x) · w3 x)
  struct expert {
    static constexpr std::string_view name = "expert";
    index hidden_size;
    index intermediate_size;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::linear widen{hidden_size, intermediate_size, false};
      const auto gate = context(act_fn, nn::silu{}, context(w1, widen, x));
      const auto up = context(w3, widen, x);
      return context(w2, nn::linear{intermediate_size, hidden_size, false}, gate * up);
    }
    // Made once, since a deep network enters them thousands of times.
    static constexpr label w1 = "w1";
    static constexpr label w2 = "w2";
    static constexpr label w3 = "w3";
    static constexpr label act_fn = "act_fn";
  };

  template <class Cache>
  struct block {
    static constexpr std::string_view name = "block";
    const mixtral& of;
    Cache& cache;
    index number;
    index past;
    constexpr auto operator()(auto& context, const auto& input) const {
      const nn::rms_norm norm{.features = of.embed_dim, .epsilon = of.epsilon};
      const nn::grouped_query_attention attention{.embed_dim = of.embed_dim,
                                                  .num_heads = of.num_heads,
                                                  .kv_heads = of.kv_heads,
                                                  .head_dim = of.head_dim,
                                                  .rotary = {.on = true, .base = of.rope_base},
                                                  .how = {.mask = {.causal = true}, .hidden_pairs = of.hidden_pairs}};
      const nn::mixture_of_experts<expert> mixture{
          .gate = {.dim = of.embed_dim, .experts = of.experts, .top_k = of.top_k},
          .expert = {of.embed_dim, of.ffn_dim}};
      const auto even = context(detail::scopes::input_layernorm, norm, input);
      const auto x =
          input + context(detail::scopes::self_attn, nn::cached_attention{attention, cache, number, past}, even);
      return x + context("block_sparse_moe", mixture, context(detail::scopes::post_attention_layernorm, norm, x));
    }
  };

  template <class Cache>
  struct blocks {
    static constexpr std::string_view name = "blocks";
    const mixtral& of;
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
    const mixtral& of;
    Cache& cache;
    constexpr auto operator()(auto& context, const auto& tokens) const {
      const index past = cache.length();
      auto x = context(detail::scopes::embed_tokens, nn::embedding{of.vocabulary, of.embed_dim}, tokens);
      x = context(detail::scopes::layers, blocks<Cache>{of, cache, past}, x);
      return context("norm", nn::rms_norm{.features = of.embed_dim, .epsilon = of.epsilon}, x);
    }
  };
};

// Layers, width, heads, key heads, a head's width, feed-forward width, experts, those of a token, vocabulary,
// positions.
[[nodiscard]] constexpr mixtral mixtral_8x7b() { return {32, 4096, 32, 8, 128, 14336, 8, 2, 32000, 32768}; }
[[nodiscard]] constexpr mixtral mixtral_8x22b() { return {56, 6144, 48, 8, 128, 16384, 8, 2, 32768, 32768}; }

}  // namespace tally::models
