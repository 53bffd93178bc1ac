// SPDX-License-Identifier: MIT
// Multi-head attention.
#pragma once

#include "tally/core/constant_math.hpp"
#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/bias.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/softmax.hpp"

#include <string_view>

namespace tally {

/// softmax(q kᵀ / √d) v for `[…, queries, d]`, `[…, keys, d]` and `[…, keys, v]`: the scale multiplies the queries,
/// which are fewer than the scores (Vaswani et al. 2017, equation 1).
template <tensor_like Q, tensor_like K, tensor_like V>
[[nodiscard]] constexpr auto scaled_dot_product_attention(const Q& q, const K& k, const V& v) {
  const auto root = static_cast<double>(detail::constant_math::sqrt(static_cast<long double>(q.shape()[-1])));
  const auto scores = softmax(matmul_transposed(q * (1 / root), k, category::attention));
  return matmul(scores, v, category::attention);
}

namespace nn {

/// Attention of `num_heads` heads over `[n, sequence, embed_dim]`: called with one input it attends to itself, with
/// three to keys and values of another length. The three projections are one parameter, as in torch.nn.
struct multi_head_attention {
  static constexpr std::string_view name = "multi_head_attention";
  index embed_dim;
  index num_heads;
  bool bias = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    check(x.shape());
    const auto& weight = context.parameter("in_proj_weight", {3 * embed_dim, embed_dim}, initial{.fan_in = embed_dim});
    auto joined = matmul_transposed(x, weight, category::attention_projection);
    if (bias)
      joined = add_bias(joined, context.parameter("in_proj_bias", {3 * embed_dim}, initial{.bound = 0.1}),
                        category::attention_bias);
    // One after the other, here and below: compilers choose the order of arguments, and a trace shows it.
    const auto q = slice(joined, 2, 0, embed_dim);
    const auto k = slice(joined, 2, embed_dim, 2 * embed_dim);
    const auto v = slice(joined, 2, 2 * embed_dim, 3 * embed_dim);
    return attend(context, q, k, v);
  }

  constexpr auto operator()(auto& context, const auto& query, const auto& key, const auto& value) const {
    check(query.shape());
    check(key.shape());
    check(value.shape());
    const auto& weight = context.parameter("in_proj_weight", {3 * embed_dim, embed_dim}, initial{.fan_in = embed_dim});
    // Asked for once; without a bias the weight stands in its place and is not added.
    const auto& offsets = bias ? context.parameter("in_proj_bias", {3 * embed_dim}, initial{.bound = 0.1}) : weight;
    const auto project = [&](const auto& x, index part) {
      auto y = matmul_transposed(x, slice(weight, 0, part * embed_dim, (part + 1) * embed_dim),
                                 category::attention_projection);
      if (!bias) return y;
      return add_bias(y, slice(offsets, 0, part * embed_dim, (part + 1) * embed_dim), category::attention_bias);
    };
    const auto q = project(query, 0);
    const auto k = project(key, 1);
    const auto v = project(value, 2);
    return attend(context, q, k, v);
  }

 private:
  // A linear layer that torch's attention does not call as one.
  struct output_projection {
    static constexpr std::string_view name = "linear";
    index features;
    bool bias;
    constexpr auto operator()(auto& context, const auto& x) const {
      const auto& weight = context.parameter(names::weight, {features, features}, initial{.fan_in = features});
      auto y = matmul_transposed(x, weight, category::attention_projection);
      if (!bias) return y;
      return add_bias(y, context.parameter(names::bias, {features}, initial{.fan_in = features}),
                      category::attention_bias);
    }
  };

  constexpr void check(const shape& x) const {
    tally::detail::require_positive("tally: an attention's embed_dim is not positive", embed_dim);
    tally::detail::require_positive("tally: an attention's number of heads is not positive", num_heads);
    if (embed_dim % num_heads != 0)
      tally::detail::fail_on_sizes("tally: an attention's heads do not divide its embed_dim; embed_dim and heads are",
                                   embed_dim, num_heads);
    static_cast<void>(shape{3, embed_dim, embed_dim});  // the weight: nothing below overflows
    if (x.rank() != 3 || x[2] != embed_dim)
      tally::detail::fail_on_shapes("tally: an attention takes [n, sequence, embed_dim]; input and expectation are", x,
                                    shape{1, 1, embed_dim});
  }
  constexpr auto attend(auto& context, const auto& q, const auto& k, const auto& v) const {
    const index n = q.shape()[0];
    const auto heads = [&](const auto& x) {
      return permute(reshape(x, shape{n, x.shape()[1], num_heads, embed_dim / num_heads}), {0, 2, 1, 3});
    };
    const auto queries = heads(q);
    const auto keys = heads(k);
    const auto values = heads(v);
    auto mixed = scaled_dot_product_attention(queries, keys, values);
    auto together = reshape(permute(mixed, {0, 2, 1, 3}), shape{n, q.shape()[1], embed_dim});
    return context("out_proj", output_projection{embed_dim, bias}, together);
  }
};

}  // namespace nn
}  // namespace tally
