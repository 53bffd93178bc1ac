// SPDX-License-Identifier: MIT
// Gemma (Gemma Team 2024) and Gemma 2 (Gemma Team 2024), with transformers' scopes.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/models/language_model.hpp"

#include <string_view>

namespace tally::models {

/// Tokens `[n, sequence]` to logits `[n, sequence, vocabulary]`, or of the last position alone. As Llama, but:
/// embeddings are multiplied by the root of their width; norms multiply by 1 + weight; GEGLU by tanh; the head is the
/// embedding's table. Gemma 2 (`version_2`) normalises each branch's result too, caps scores at 50 and logits at 30,
/// and every other layer, from the first, sees a window of 4,096.
struct gemma {
  static constexpr std::string_view name = "gemma";
  index num_layers;
  index embed_dim;
  index num_heads;
  index kv_heads;
  index head_dim;
  index ffn_dim;
  bool version_2 = false;
  index scaled_as = 0;  ///< queries are scaled by 1/√ of it; 0: a head's width
  index vocabulary = 256000;
  index max_positions = 8192;
  index window = 4096;
  double score_cap = 50;
  double logit_cap = 30;
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
    const auto x = context(model, trunk<Cache>{*this, cache}, tokens);
    const auto logits = context(model, head{*this}, detail::for_logits(x, last_logits_only));
    if (!version_2) return logits;
    return tally::tanh(logits / logit_cap) * logit_cap;
  }

 private:
  static constexpr label model = "model";
  static constexpr label pre_feedforward = "pre_feedforward_layernorm";
  static constexpr label post_feedforward = "post_feedforward_layernorm";

  static constexpr double root(index n) {
    return static_cast<double>(tally::detail::constant_math::sqrt(static_cast<long double>(n)));
  }
  [[nodiscard]] constexpr nn::rms_norm norm() const { return {.features = embed_dim, .unit_offset = true}; }
  [[nodiscard]] constexpr nn::grouped_query_attention attention(index layer) const {
    const bool slides = version_2 && layer % 2 == 0;
    return {.embed_dim = embed_dim,
            .num_heads = num_heads,
            .kv_heads = kv_heads,
            .head_dim = head_dim,
            .rotary = {.on = true},
            .how = {.scale = scaled_as == 0 ? 0 : 1 / root(scaled_as),
                    .softcap = version_2 ? score_cap : 0,
                    .mask = {.causal = true, .window = slides ? window : 0},
                    .hidden_pairs = hidden_pairs}};
  }

  template <class Cache>
  struct block {
    static constexpr std::string_view name = "block";
    const gemma& of;
    Cache& cache;
    index number;
    index past;
    constexpr auto operator()(auto& context, const auto& input) const {
      namespace scopes = detail::scopes;
      const nn::grouped_query_attention layer = of.attention(number);
      const nn::geglu feed_forward{
          .hidden_size = of.embed_dim, .intermediate_size = of.ffn_dim, .activation = {nn::gelu_approximation::tanh}};
      auto y = context(scopes::self_attn, nn::cached_attention{layer, cache, number, past},
                       context(scopes::input_layernorm, of.norm(), input));
      if (!of.version_2) {
        const auto x = input + y;
        return x + context(scopes::mlp, feed_forward, context(scopes::post_attention_layernorm, of.norm(), x));
      }
      const auto x = input + context(scopes::post_attention_layernorm, of.norm(), y);
      y = context(scopes::mlp, feed_forward, context(pre_feedforward, of.norm(), x));
      return x + context(post_feedforward, of.norm(), y);
    }
  };

  template <class Cache>
  struct blocks {
    static constexpr std::string_view name = "blocks";
    const gemma& of;
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
    const gemma& of;
    Cache& cache;
    constexpr auto operator()(auto& context, const auto& tokens) const {
      const index past = cache.length();
      auto x = context(detail::scopes::embed_tokens, nn::embedding{of.vocabulary, of.embed_dim}, tokens);
      x = context(detail::scopes::layers, blocks<Cache>{of, cache, past}, x * root(of.embed_dim));
      return context("norm", of.norm(), x);
    }
  };

  struct head {
    static constexpr std::string_view name = "model";
    const gemma& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(detail::scopes::embed_tokens, tied_head{of.vocabulary, of.embed_dim}, x);
    }
  };
};

// Layers, width, heads, key heads, a head's width, feed-forward width; whether Gemma 2, and what scales queries.
[[nodiscard]] constexpr gemma gemma_1_2b() { return {18, 2048, 8, 1, 256, 16384}; }
[[nodiscard]] constexpr gemma gemma_1_7b() { return {28, 3072, 16, 16, 256, 24576}; }
[[nodiscard]] constexpr gemma gemma_2_2b() { return {26, 2304, 8, 4, 256, 9216, true, 256}; }
[[nodiscard]] constexpr gemma gemma_2_9b() { return {42, 3584, 16, 8, 256, 14336, true, 256}; }
[[nodiscard]] constexpr gemma gemma_2_27b() { return {46, 4608, 32, 16, 128, 36864, true, 144}; }

}  // namespace tally::models
