// SPDX-License-Identifier: MIT
// Tensors of known numbers beside a given one: masks, positions, coordinates.
#pragma once

#include "tally/tensor/primitive.hpp"

#include <type_traits>

namespace tally {

/// Known numbers of shape `extents` in the scalar type of `x`: element i, in memory order, is `at(i)`, a double. They
/// cost nothing, because a program would make them once and keep them. Over shapes they are a shape.
template <tensor_like X, class At>
[[nodiscard]] constexpr auto constant_like(const X& x, const shape& extents, const At& at) {
  if constexpr (is_tensor<X>) {
    X result(extents, typename X::value_type(0));
    for (index i = 0; i < result.size(); ++i) result.data()[i] = typename X::value_type(static_cast<double>(at(i)));
    return result;
  } else {
    return shape_only(extents, x.format(), x.charged());
  }
}

/// As `constant_like`, of whole numbers, for `gather`.
template <tensor_like X, class At>
[[nodiscard]] constexpr auto positions_like(const X& x, const shape& extents, const At& at) {
  if constexpr (is_tensor<X>) {
    tensor<index> result(extents, 0);
    for (index i = 0; i < result.size(); ++i) result.data()[i] = at(i);
    return result;
  } else {
    return shape_only(extents, precision::i64, x.charged());
  }
}

}  // namespace tally
