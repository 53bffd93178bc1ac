// SPDX-License-Identifier: MIT
// Equality of tensors to the last bit.
#pragma once

#include "tally/tensor/tensor.hpp"

#include <cstddef>
#include <cstring>

namespace agreement {

/// Bits, not values: 0 is not -0 here, and a NaN is itself.
template <class T>
[[nodiscard]] bool same_bits(const tally::tensor<T>& a, const tally::tensor<T>& b) {
  return a.shape() == b.shape() && std::memcmp(a.data(), b.data(), sizeof(T) * static_cast<std::size_t>(a.size())) == 0;
}

}  // namespace agreement
