// SPDX-License-Identifier: MIT
// Gated linear units, made of other primitives.
#pragma once

#include "tally/tensor/primitive.hpp"
#include "tally/tensor/primitives/activation.hpp"
#include "tally/tensor/primitives/arithmetic.hpp"
#include "tally/tensor/primitives/movement.hpp"
#include "tally/tensor/primitives/unary.hpp"

namespace tally {

/// The gated linear unit of the two halves a and b along an axis: a · sigmoid(b) (Dauphin et al. 2016), torch.nn's GLU.
/// An odd number of elements along the axis throws `tally::shape_error`.
template <tensor_like X>
[[nodiscard]] constexpr auto glu(const X& x, int axis = -1) {
  const index size = x.shape()[axis];
  if (size % 2 != 0)
    detail::fail_on_sizes("tally: a gated linear unit halves its axis, whose size is odd; axis and size are", axis,
                          size);
  const auto gated = slice(x, axis, 0, size / 2);
  return gated * sigmoid(slice(x, axis, size / 2, size));
}
/// silu(gate) · x, geglu: gelu(gate) · x, reglu: relu(gate) · x (Shazeer 2020).
template <tensor_like Gate, tensor_like X>
[[nodiscard]] constexpr auto swiglu(const Gate& gate, const X& x) {
  return silu(gate) * x;
}
template <tensor_like Gate, tensor_like X>
[[nodiscard]] constexpr auto geglu(const Gate& gate, const X& x) {
  return gelu(gate) * x;
}
template <tensor_like Gate, tensor_like X>
[[nodiscard]] constexpr auto reglu(const Gate& gate, const X& x) {
  return relu(gate) * x;
}

}  // namespace tally
