// SPDX-License-Identifier: MIT
// The classes of primitives that other tools' conventions tell apart.
#pragma once

#include "tally/core/natural.hpp"

#include <cstddef>

namespace tally {

/// What a primitive is to a tool that counts by kinds of layers. A primitive says it as
/// `static constexpr tally::category kind`; one that does not is `other`, which no tool's rule weighs.
enum class category : unsigned char {
  other,
  convolution,
  transposed_convolution,
  linear,                // products with a learned weight
  attention_projection,  // those inside torch's multi-head attention, which tools that look at layers do not see
  matmul,                // other products
  attention,             // the two products of scaled dot-product attention
  convolution_bias,
  linear_bias,
  attention_bias,  // of an attention_projection
  embedding,
  batch_norm,
  layer_norm,
  group_norm,
  instance_norm,
  rms_norm,
  local_response_norm,
  relu,
  gelu,
  silu,
  sigmoid,
  tanh,
  activation,  // any other
  softmax,
  arithmetic,  // of two tensors, element by element
  comparison,
  reduction,
  max_pool,
  average_pool,
  adaptive_max_pool,
  adaptive_average_pool,
  nearest,
  bilinear,
  bicubic,
  grid_sample,
  loss,
  movement,
};

inline constexpr std::size_t category_count = static_cast<std::size_t>(category::movement) + 1;

/// What the primitives of one category came to.
struct category_totals {
  natural macs;      ///< multiply-accumulates
  natural padding;   ///< those of them whose factor is a zero of the padding
  natural results;   ///< elements of their outputs
  natural operands;  ///< elements of their first inputs
  natural weights;   ///< elements of their weights (second inputs; an embedding's first), times the batch
  natural flops;     ///< add, subtract, multiply, divide 1, fma 2

  [[nodiscard]] friend constexpr bool operator==(const category_totals&, const category_totals&) = default;
};

}  // namespace tally
