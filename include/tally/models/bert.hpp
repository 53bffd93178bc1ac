// SPDX-License-Identifier: MIT
// BERT (Devlin et al. 2018), with the scopes of transformers' BertModel.
#pragma once

#include "tally/models/language_model.hpp"

#include <string_view>

namespace tally::models {

/// Tokens `[n, sequence]` to the pooled output `[n, hidden_size]`, or without the pooler to `[n, sequence,
/// hidden_size]`. All tokens are of the first of two types, and see each other; normalisations come after each branch.
/// The heads of pre-training are not part of it.
struct bert {
  static constexpr std::string_view name = "bert";
  index num_layers;
  index hidden_size;
  index num_heads;
  index intermediate_size;
  index vocabulary = 30522;
  index max_positions = 512;
  bool pooler = true;

  constexpr auto operator()(auto& context, const auto& tokens) const {
    tally::detail::require_positive("tally: a language model's number of layers is not positive", num_layers);
    detail::check_tokens(tokens.shape(), 0, max_positions);
    const auto x = context("encoder", encoder{*this}, context("embeddings", embeddings{*this}, tokens));
    if (!pooler) return x;
    return context("pooler", pooling{hidden_size}, reshape(slice(x, 1, 0, 1), shape{x.shape()[0], hidden_size}));
  }

 private:
  static constexpr double epsilon = 1e-12;
  static constexpr label layer_norm = "LayerNorm";
  static constexpr label layer = "layer";
  static constexpr label self = "self";
  static constexpr label output = "output";
  static constexpr label intermediate = "intermediate";
  static constexpr label query = "query";
  static constexpr label key = "key";
  static constexpr label value = "value";

  struct embeddings {
    static constexpr std::string_view name = "embeddings";
    const bert& of;
    constexpr auto operator()(auto& context, const auto& tokens) const {
      const index d = of.hidden_size;
      const shape row{1, tokens.shape()[1]};
      const auto words = context("word_embeddings", nn::embedding{of.vocabulary, d}, tokens);
      const auto first = positions_like(words, row, [](index) { return index{0}; });
      const auto types = context("token_type_embeddings", nn::embedding{2, d}, first);
      const auto at = positions_like(words, row, [](index i) { return i; });
      const auto places = context("position_embeddings", nn::embedding{of.max_positions, d}, at);
      return context(layer_norm, nn::layer_norm{d, epsilon}, words + types + places);
    }
  };

  struct self_attention {
    static constexpr std::string_view name = "self_attention";
    const bert& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      const nn::linear project{of.hidden_size, of.hidden_size};
      const auto q = split_heads(context(query, project, x), of.num_heads);
      const auto k = split_heads(context(key, project, x), of.num_heads);
      const auto v = split_heads(context(value, project, x), of.num_heads);
      return merge_heads(grouped_attention(q, k, v));
    }
  };

  // LayerNorm(dense(x) + around).
  struct output_of {
    static constexpr std::string_view name = "output";
    index in;
    index out;
    constexpr auto operator()(auto& context, const auto& x, const auto& around) const {
      const auto y = context(detail::scopes::dense, nn::linear{in, out}, x);
      return context(layer_norm, nn::layer_norm{out, epsilon}, y + around);
    }
  };

  struct attention {
    static constexpr std::string_view name = "attention";
    const bert& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto y = context(self, self_attention{of}, x);
      return context(output, output_of{of.hidden_size, of.hidden_size}, y, x);
    }
  };

  struct widening {
    static constexpr std::string_view name = "intermediate";
    const bert& of;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto y = context(detail::scopes::dense, nn::linear{of.hidden_size, of.intermediate_size}, x);
      return context(detail::scopes::act, nn::gelu{}, y);
    }
  };

  struct block {
    static constexpr std::string_view name = "block";
    const bert& of;
    constexpr auto operator()(auto& context, const auto& input) const {
      const auto x = context(detail::scopes::attention, attention{of}, input);
      const auto y = context(intermediate, widening{of}, x);
      return context(output, output_of{of.intermediate_size, of.hidden_size}, y, x);
    }
  };

  struct blocks {
    static constexpr std::string_view name = "blocks";
    const bert& of;
    template <class X>
    constexpr X operator()(auto& context, X x) const {
      for (index i = 0; i < of.num_layers; ++i) x = context(i, block{of}, x);
      return x;
    }
  };

  struct encoder {
    static constexpr std::string_view name = "encoder";
    const bert& of;
    constexpr auto operator()(auto& context, const auto& x) const { return context(layer, blocks{of}, x); }
  };

  struct pooling {
    static constexpr std::string_view name = "pooler";
    index features;
    constexpr auto operator()(auto& context, const auto& first) const {
      const auto y = context(detail::scopes::dense, nn::linear{features, features}, first);
      return context("activation", nn::tanh{}, y);
    }
  };
};

[[nodiscard]] constexpr bert bert_base_uncased() { return {12, 768, 12, 3072}; }
[[nodiscard]] constexpr bert bert_large_uncased() { return {24, 1024, 16, 4096}; }
[[nodiscard]] constexpr bert bert_tiny() { return {2, 128, 2, 512}; }
[[nodiscard]] constexpr bert bert_small() { return {4, 512, 8, 2048}; }
[[nodiscard]] constexpr bert bert_medium() { return {8, 512, 8, 2048}; }

}  // namespace tally::models
