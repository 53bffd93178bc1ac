// SPDX-License-Identifier: MIT
// Fully connected layers and tables of vectors.
#pragma once

#include "tally/nn/context.hpp"
#include "tally/nn/names.hpp"
#include "tally/tensor/primitives/bias.hpp"
#include "tally/tensor/primitives/matmul.hpp"
#include "tally/tensor/primitives/movement.hpp"

#include <string_view>

namespace tally::nn {

/// y = x Wᵀ + b over the last axis: `[…, in_features]` to `[…, out_features]`, W `[out_features, in_features]`.
struct linear {
  static constexpr std::string_view name = "linear";
  index in_features;
  index out_features;
  bool bias = true;

  constexpr auto operator()(auto& context, const auto& x) const {
    tally::detail::require_positive("tally: a linear layer's number of inputs is not positive", in_features);
    tally::detail::require_positive("tally: a linear layer's number of outputs is not positive", out_features);
    if (x.shape().rank() == 0 || x.shape()[-1] != in_features)
      tally::detail::fail_on_shapes("tally: a linear layer's input does not end in the features it expects", x.shape(),
                                    shape{in_features});
    const auto map = [&](const auto& rows) {
      const auto& weight =
          context.parameter(names::weight, {out_features, in_features}, initial{.fan_in = in_features});
      auto y = matmul_transposed(rows, weight, category::linear);
      if (!bias) return y;
      return add_bias(y, context.parameter(names::bias, {out_features}, initial{.fan_in = in_features}));
    };
    if (x.shape().rank() > 1) return map(x);
    return reshape(map(reshape(x, shape{1, in_features})), shape{out_features});  // a vector is a row of one
  }
};

/// A table of `num_embeddings` vectors of length `embedding_dim`; its input holds row numbers. Reading rows is no
/// arithmetic.
struct embedding {
  static constexpr std::string_view name = "embedding";
  index num_embeddings;
  index embedding_dim;

  constexpr auto operator()(auto& context, const auto& positions) const {
    tally::detail::require_positive("tally: an embedding's number of rows is not positive", num_embeddings);
    tally::detail::require_positive("tally: an embedding's vectors have no positive length", embedding_dim);
    const auto& table = context.parameter(names::weight, {num_embeddings, embedding_dim}, initial{.bound = 1});
    return gather(table, positions, category::embedding);
  }
};

}  // namespace tally::nn
