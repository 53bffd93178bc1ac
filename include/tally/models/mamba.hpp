// SPDX-License-Identifier: MIT
// Mamba language models (Gu and Dao 2023), with the scopes of mamba-ssm.
#pragma once

#include "tally/models/language_model.hpp"

#include <string_view>

namespace tally::models {

/// Tokens `[n, sequence]` to logits `[n, sequence, vocabulary]`: blocks x + mixer(norm(x)), an RMS normalisation, and a
/// head that shares the embedding's table.
struct mamba {
  static constexpr std::string_view name = "mamba";
  template <class T>
  using kept = state_cache<T>;  ///< what it keeps between calls
  index num_layers;
  index embed_dim;
  index vocabulary = 50280;
  index d_state = 16;
  index d_conv = 4;
  index expand = 2;
  double epsilon = 1e-5;
  bool last_logits_only = false;

  constexpr auto operator()(auto& context, const auto& tokens) const {
    const no_state_cache nothing;
    return with(context, tokens, nothing);
  }
  /// The same over new tokens, which go on from what a `state_cache` keeps.
  template <class Cache>
  constexpr auto with(auto& context, const auto& tokens, Cache& cache) const {
    tally::detail::require_positive("tally: a language model's number of layers is not positive", num_layers);
    if (tokens.shape().rank() != 2)
      tally::detail::fail_on_shapes("tally: a language model takes tokens [n, sequence]", tokens.shape(), shape{1, 1});
    const auto x = detail::for_logits(context(backbone, trunk<Cache>{*this, cache}, tokens), last_logits_only);
    return context(backbone, tied{*this}, x);
  }

  /// Numbers that a sequence keeps from one token to the next, whatever its length.
  [[nodiscard]] constexpr natural state_elements() const { return mixer().state_elements() * num_layers; }

 private:
  static constexpr label backbone = "backbone";
  static constexpr label embedding = "embedding";
  static constexpr label norm = "norm";

  [[nodiscard]] constexpr nn::mamba_block mixer() const {
    return {.d_model = embed_dim, .d_state = d_state, .d_conv = d_conv, .expand = expand};
  }

  template <class Cache>
  struct mixing {
    static constexpr std::string_view name = nn::mamba_block::name;
    const mamba& of;
    Cache& cache;
    index number;
    constexpr auto operator()(auto& context, const auto& x) const { return of.mixer().with(context, x, cache, number); }
  };
  template <class Cache>
  struct block {
    static constexpr std::string_view name = "block";
    const mamba& of;
    Cache& cache;
    index number;
    constexpr auto operator()(auto& context, const auto& x) const {
      auto y = context(norm, nn::rms_norm{.features = of.embed_dim, .epsilon = of.epsilon}, x);
      return x + context("mixer", mixing<Cache>{of, cache, number}, y);
    }
  };
  template <class Cache>
  struct blocks {
    static constexpr std::string_view name = "blocks";
    const mamba& of;
    Cache& cache;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (index i = 0; i < of.num_layers; ++i) x = context(i, block<Cache>{of, cache, i}, x);
      return x;
    }
  };
  template <class Cache>
  struct trunk {
    static constexpr std::string_view name = "backbone";
    const mamba& of;
    Cache& cache;
    constexpr auto operator()(auto& context, const auto& tokens) const {
      auto x = context(embedding, nn::embedding{of.vocabulary, of.embed_dim}, tokens);
      x = context(detail::scopes::layers, blocks<Cache>{of, cache}, x);
      return context("norm_f", nn::rms_norm{.features = of.embed_dim, .epsilon = of.epsilon}, x);
    }
  };
  struct tied {
    static constexpr std::string_view name = "backbone";
    const mamba& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      return context(embedding, tied_head{of.vocabulary, of.embed_dim}, x);
    }
  };
};

[[nodiscard]] constexpr mamba mamba_130m() { return {24, 768}; }
[[nodiscard]] constexpr mamba mamba_370m() { return {48, 1024}; }
[[nodiscard]] constexpr mamba mamba_790m() { return {48, 1536}; }
[[nodiscard]] constexpr mamba mamba_1_4b() { return {48, 2048}; }
[[nodiscard]] constexpr mamba mamba_2_8b() { return {64, 2560}; }

}  // namespace tally::models
