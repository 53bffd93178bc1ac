// SPDX-License-Identifier: MIT
// Zeros that a network starts from or fills with.
#pragma once

#include "tally/tensor/shape.hpp"
#include "tally/tensor/shape_only.hpp"
#include "tally/tensor/tensor.hpp"

namespace tally::detail {

// Of the scalar, or the precision, of another tensor.
template <class S>
constexpr tensor<S> zeros_beside(const tensor<S>&, const shape& extents) {
  return tensor<S>(extents);
}
constexpr shape_only zeros_beside(const shape_only& x, const shape& extents) {
  return shape_only(extents, x.format(), x.charged());
}

}  // namespace tally::detail
