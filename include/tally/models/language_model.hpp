// SPDX-License-Identifier: MIT
// What language models have in common: tokens, positions, and a head that may share its table with the embedding.
#pragma once

#include "tally/core/label.hpp"
#include "tally/nn/layers.hpp"
#include "tally/nn/trace.hpp"
#include "tally/tensor/constant.hpp"

#include <string_view>

namespace tally::models {

/// Logits by the table of an embedding: read it in the embedding's scope, and they share one parameter.
struct tied_head {
  static constexpr std::string_view name = "tied_head";
  index num_embeddings;
  index embedding_dim;

  constexpr auto operator()(auto& context, const auto& x) const {
    const auto& table = context.parameter(nn::names::weight, {num_embeddings, embedding_dim}, initial{.bound = 1});
    return matmul_transposed(x, table, category::linear);
  }
};

/// Parameters of a language model without its tables of tokens and positions, and without the head if that has a table
/// of its own: those in scopes of these names are left out.
[[nodiscard]] constexpr natural non_embedding_parameters(const trace& traced) {
  constexpr label left_out[] = {
      "wte",      "wpe",          "word_embeddings", "position_embeddings", "token_type_embeddings",
      "shared",   "embed_tokens", "embed_in",        "embed_out",           "lm_head",
      "embedding"};
  natural sum;
  for (int i = 0; i < traced.parameters().size(); ++i) {
    const auto& parameter = traced.parameters().at(i);
    bool counts = parameter.learned;
    for (int node = parameter.scope; node != path_tree::root; node = traced.scopes().parent(node))
      for (const label& name : left_out) counts = counts && !(traced.scopes().name(node) == name);
    if (counts) sum += parameter.extents.volume();
  }
  return sum;
}

namespace detail {

// Tokens are [n, sequence]; the last of them must have a position.
constexpr void check_tokens(const shape& tokens, index past, index max_positions) {
  if (tokens.rank() != 2)
    tally::detail::fail_on_shapes("tally: a language model takes tokens [n, sequence]", tokens, shape{1, 1});
  if (size_sum(past, tokens[1]) > max_positions)
    tally::detail::fail_on_sizes("tally: a language model has fewer positions than tokens, those in its cache "
                                 "included; positions and tokens are",
                                 max_positions, past + tokens[1]);
}

// [n, sequence, d] to what the head is to see: all positions, or the last.
template <class X>
constexpr X for_logits(const X& x, bool last_only) {
  const index length = x.shape()[1];
  return last_only && length > 1 ? slice(x, 1, length - 1, length) : x;
}

// The names of transformers' modules, made once.
namespace scopes {
inline constexpr label layers = "layers";
inline constexpr label self_attn = "self_attn";
inline constexpr label mlp = "mlp";
inline constexpr label act = "act";
inline constexpr label dense = "dense";
inline constexpr label attention = "attention";
inline constexpr label embed_tokens = "embed_tokens";
inline constexpr label lm_head = "lm_head";
inline constexpr label input_layernorm = "input_layernorm";
inline constexpr label post_attention_layernorm = "post_attention_layernorm";
}  // namespace scopes

}  // namespace detail
}  // namespace tally::models
