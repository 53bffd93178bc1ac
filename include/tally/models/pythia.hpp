// SPDX-License-Identifier: MIT
// Pythia (Biderman et al. 2023), with the scopes of transformers' GPT-NeoX.
#pragma once

#include "tally/models/language_model.hpp"

#include <string_view>

namespace tally::models {

/// Tokens `[n, sequence]` to logits `[n, sequence, vocabulary]`, or of the last position alone. Attention and
/// perceptron stand side by side: x + attention(norm(x)) + mlp(norm(x)). A quarter of each head's features turns with
/// the position.
struct gpt_neox {
  static constexpr std::string_view name = "gpt_neox";
  index num_layers;
  index embed_dim;
  index num_heads;
  index ffn_dim;
  index vocabulary = 50304;
  index max_positions = 2048;
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
    const auto x = context("gpt_neox", trunk<Cache>{*this, cache}, tokens);
    return context("embed_out", nn::linear{embed_dim, vocabulary, false}, detail::for_logits(x, last_logits_only));
  }

 private:
  static constexpr label query_key_value = "query_key_value";
  static constexpr label dense_h_to_4h = "dense_h_to_4h";
  static constexpr label dense_4h_to_h = "dense_4h_to_h";

  template <class Cache>
  struct attention {
    static constexpr std::string_view name = "attention";
    const gpt_neox& of;
    Cache& cache;
    index number;
    index past;
    constexpr auto operator()(auto& context, const auto& x) const {
      const index d = of.embed_dim;
      // Each head's features are its query, its key and its value.
      const auto heads = split_heads(context(query_key_value, nn::linear{d, size_product(3, d)}, x), of.num_heads);
      const index width = heads.shape()[3] / 3;
      const nn::rotary_embedding turn{.on = true, .features = width / 4};
      const auto q = turn(slice(heads, 3, 0, width), past);
      const auto k = turn(slice(heads, 3, width, 2 * width), past);
      const auto v = slice(heads, 3, 2 * width, 3 * width);
      const auto seen = cache.append(number, k, v);
      const attention_options how{.mask = mask::causal, .hidden_pairs = of.hidden_pairs};
      return context(detail::scopes::dense, nn::linear{d, d},
                     merge_heads(grouped_attention(q, seen.keys, seen.values, how)));
    }
  };

  struct mlp {
    static constexpr std::string_view name = "mlp";
    const gpt_neox& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto y = context(dense_h_to_4h, nn::linear{of.embed_dim, of.ffn_dim}, x);
      return context(dense_4h_to_h, nn::linear{of.ffn_dim, of.embed_dim}, context(detail::scopes::act, nn::gelu{}, y));
    }
  };

  template <class Cache>
  struct block {
    static constexpr std::string_view name = "block";
    const gpt_neox& of;
    Cache& cache;
    index number;
    index past;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::layer_norm norm{of.embed_dim};
      const auto attended = context(detail::scopes::attention, attention<Cache>{of, cache, number, past},
                                    context(detail::scopes::input_layernorm, norm, x));
      const auto fed =
          context(detail::scopes::mlp, mlp{of}, context(detail::scopes::post_attention_layernorm, norm, x));
      return fed + attended + x;
    }
  };

  template <class Cache>
  struct blocks {
    static constexpr std::string_view name = "blocks";
    const gpt_neox& of;
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
    static constexpr std::string_view name = "gpt_neox";
    const gpt_neox& of;
    Cache& cache;
    constexpr auto operator()(auto& context, const auto& tokens) const {
      const index past = cache.length();
      auto x = context("embed_in", nn::embedding{of.vocabulary, of.embed_dim}, tokens);
      x = context(detail::scopes::layers, blocks<Cache>{of, cache, past}, x);
      return context("final_layer_norm", nn::layer_norm{of.embed_dim}, x);
    }
  };
};

[[nodiscard]] constexpr gpt_neox pythia_70m() { return {6, 512, 8, 2048}; }
[[nodiscard]] constexpr gpt_neox pythia_160m() { return {12, 768, 12, 3072}; }
[[nodiscard]] constexpr gpt_neox pythia_410m() { return {24, 1024, 16, 4096}; }
[[nodiscard]] constexpr gpt_neox pythia_1b() { return {16, 2048, 8, 8192}; }
[[nodiscard]] constexpr gpt_neox pythia_1_4b() { return {24, 2048, 16, 8192}; }
[[nodiscard]] constexpr gpt_neox pythia_2_8b() { return {32, 2560, 32, 10240}; }
[[nodiscard]] constexpr gpt_neox pythia_6_9b() { return {32, 4096, 32, 16384, 50432}; }
[[nodiscard]] constexpr gpt_neox pythia_12b() { return {36, 5120, 40, 20480, 50688}; }

}  // namespace tally::models
