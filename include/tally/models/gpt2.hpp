// SPDX-License-Identifier: MIT
// GPT-2 (Radford et al. 2019), with the scopes that transformers gives it.
#pragma once

#include "tally/models/language_model.hpp"

#include <string_view>

namespace tally::models {

/// Tokens `[n, sequence]` to logits `[n, sequence, vocabulary]`, or of the last position alone. Learned positions;
/// normalisations before each branch; GELU by tanh; the head is the embedding's table.
struct gpt2_model {
  static constexpr std::string_view name = "gpt2";
  index num_layers;
  index embed_dim;
  index num_heads;
  index vocabulary = 50257;
  index max_positions = 1024;
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
    const auto x = context(transformer, trunk<Cache>{*this, cache}, tokens);
    return context(transformer, head{*this}, detail::for_logits(x, last_logits_only));
  }

 private:
  static constexpr label transformer = "transformer";
  static constexpr label wte = "wte";
  static constexpr label c_attn = "c_attn";
  static constexpr label c_proj = "c_proj";
  static constexpr label c_fc = "c_fc";
  static constexpr label attn = "attn";
  static constexpr label ln_1 = "ln_1";
  static constexpr label ln_2 = "ln_2";

  template <class Cache>
  struct attention {
    static constexpr std::string_view name = "attention";
    const gpt2_model& of;
    Cache& cache;
    index number;
    constexpr auto operator()(auto& context, const auto& x) const {
      const index d = of.embed_dim;
      const auto joined = context(c_attn, nn::linear{d, size_product(3, d)}, x);
      const auto q = split_heads(slice(joined, 2, 0, d), of.num_heads);
      const auto k = split_heads(slice(joined, 2, d, 2 * d), of.num_heads);
      const auto v = split_heads(slice(joined, 2, 2 * d, 3 * d), of.num_heads);
      const auto seen = cache.append(number, k, v);
      const attention_options how{.mask = mask::causal, .hidden_pairs = of.hidden_pairs};
      return context(c_proj, nn::linear{d, d}, merge_heads(grouped_attention(q, seen.keys, seen.values, how)));
    }
  };

  struct mlp {
    static constexpr std::string_view name = "mlp";
    index width;
    constexpr auto operator()(auto& context, const auto& x) const {
      const index inner = size_product(4, width);
      const auto y = context(c_fc, nn::linear{width, inner}, x);
      return context(c_proj, nn::linear{inner, width},
                     context(detail::scopes::act, nn::gelu{nn::gelu_approximation::tanh}, y));
    }
  };

  template <class Cache>
  struct block {
    static constexpr std::string_view name = "block";
    const gpt2_model& of;
    Cache& cache;
    index number;
    constexpr auto operator()(auto& context, const auto& input) const {
      const nn::layer_norm norm{of.embed_dim};
      const auto x = input + context(attn, attention<Cache>{of, cache, number}, context(ln_1, norm, input));
      return x + context(detail::scopes::mlp, mlp{of.embed_dim}, context(ln_2, norm, x));
    }
  };

  template <class Cache>
  struct blocks {
    static constexpr std::string_view name = "blocks";
    const gpt2_model& of;
    Cache& cache;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (index i = 0; i < of.num_layers; ++i) x = context(i, block<Cache>{of, cache, i}, x);
      return x;
    }
  };

  template <class Cache>
  struct trunk {
    static constexpr std::string_view name = "transformer";
    const gpt2_model& of;
    Cache& cache;
    constexpr auto operator()(auto& context, const auto& tokens) const {
      const index past = cache.length();
      const auto words = context(wte, nn::embedding{of.vocabulary, of.embed_dim}, tokens);
      const auto at = positions_like(words, shape{1, tokens.shape()[1]}, [=](index i) { return past + i; });
      const auto x = words + context("wpe", nn::embedding{of.max_positions, of.embed_dim}, at);
      return context("ln_f", nn::layer_norm{of.embed_dim}, context("h", blocks<Cache>{of, cache}, x));
    }
  };

  struct head {
    static constexpr std::string_view name = "transformer";
    const gpt2_model& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(wte, tied_head{of.vocabulary, of.embed_dim}, x);
    }
  };
};

[[nodiscard]] constexpr gpt2_model gpt2() { return {12, 768, 12}; }
[[nodiscard]] constexpr gpt2_model gpt2_medium() { return {24, 1024, 16}; }
[[nodiscard]] constexpr gpt2_model gpt2_large() { return {36, 1280, 20}; }
[[nodiscard]] constexpr gpt2_model gpt2_xl() { return {48, 1600, 25}; }

}  // namespace tally::models
